"""The page of one order: why its score is what it is, and all that was done about it."""

from typing import Any

from fastapi import Request
from nicegui import context, ui
from nicegui.element import Element

from bot.channels.console import gate, labels, nav, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.signin import COOKIE
from bot.channels.console.views import order_data, score_chart
from handlers.orders import view as views
from handlers.orders.lookup import by_number
from handlers.orders.view import OrderPage
from rules.masking import mask_phones
from rules.order_numbers import LONGEST
from rules.people.permissions import Person
from storage.faults import StoreError
from storage.tx import Tx

#: How often an open page reads again, in seconds.
TICK = 3.0

_LABELS = (
    "account", "photos", "curve", "signals", "no_signals", "total", "policy", "missing",
    "suggestions", "manual", "holds", "no_holds", "timeline", "scans", "no_scans", "audit",
    "no_audit", "deliveries", "no_deliveries",
)  # fmt: skip


class OrderView(Element, component="../static/order.js"):
    """The order in the browser, around its chart."""


class LostView(Element, component="../static/lost.js"):
    """A friendly dead end."""


async def order_page(parts: ConsoleParts, request: Request, order_no: str) -> None:
    """Show one order, to those who may see it."""
    lang = parts.deps.lang
    person = nav.frame(parts, request, order_no[:LONGEST])
    page = await _read(parts, order_no) if len(order_no) <= LONGEST else None
    back = nav.href(parts, person, "/")
    if page is None or not _sees(parts, person, page):
        _lost("unknown" if page is None else "not_yours", lang, back, order_no)
        return
    reading = _reading(parts, lang)
    view = OrderView()
    view.props["labels"] = labels.table(*_LABELS, lang=lang)
    view.props["order"] = order_data.order(page, reading)
    with view:
        curve = ui.echart(score_chart.options(page, reading), renderer="svg").classes("rz-chart")
    _keep_fresh(parts, order_no, view, curve, cookie=request.cookies.get(COOKIE, ""))


def _lost(why: str, lang: str, back: str, order_no: str) -> None:
    context.client.status_code = 404 if why == "unknown" else 403
    view = LostView()
    view.props["title"] = labels.label(f"{why}_title", lang)
    view.props["text"] = labels.label(f"{why}_text", lang, order_no=mask_phones(order_no[:LONGEST]))
    view.props["back"] = back
    view.props["label"] = labels.label("back", lang)


def _keep_fresh(
    parts: ConsoleParts, order_no: str, view: OrderView, curve: ui.echart, *, cookie: str
) -> None:
    shown: dict[str, Any] = dict(view.props["order"])

    async def look() -> None:
        try:
            over = await parts.database.read(lambda tx: gate.is_over(tx, parts, cookie))
            page = await _read(parts, order_no)
        except StoreError:
            return
        if over:
            ui.navigate.reload()  # the gate says how to come back
            return
        if page is None:
            return
        reading = _reading(parts, parts.deps.lang)
        found = order_data.order(page, reading)
        if found != shown:
            shown.clear()
            shown.update(found)
            view.props["order"] = found
            curve.options.clear()
            curve.options.update(score_chart.options(page, reading))

    ui.timer(TICK, look, immediate=False)


def _reading(parts: ConsoleParts, lang: str) -> order_data.Reading:
    deps = parts.deps
    return order_data.Reading(
        now=parts.clock.now(), tz=deps.timezone, lang=lang, directory=deps.directory
    )


async def _read(parts: ConsoleParts, order_no: str) -> OrderPage | None:
    def work(tx: Tx) -> OrderPage | None:
        order = by_number(tx, order_no)
        if order is None:
            return None
        return views.order_page(tx, parts.deps, order.order_no, parts.clock.now())

    return await parts.database.read(work)


def _sees(parts: ConsoleParts, person: Person | None, page: OrderPage) -> bool:
    if person is None:
        return False
    actor = parts.deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])
    return actor.sees(page.view["shop"])
