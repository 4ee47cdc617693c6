"""The page of one order: why its score is what it is, and all that was done about it."""

from typing import Any

from fastapi import Request
from nicegui import context, ui
from nicegui.element import Element

from bot.channels.console import labels, nav, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views import order_data, score_chart
from bot.channels.console.views.desk import Desk
from bot.channels.console.views.order.desk import order_desk
from handlers.desk.order import OrderDesk
from handlers.desk.order import order_desk as desk_of
from handlers.orders import view as views
from handlers.orders.lookup import by_number
from handlers.orders.view import OrderPage
from rules.masking import mask_phones
from rules.order_numbers import LONGEST
from rules.people.permissions import Person
from storage.tx import Tx

_LABELS = (
    "account", "address", "close", "customer", "goods", "links_out", "list_reason",
    "list_stale", "notes", "wrote", "photos", "curve", "signals", "no_signals", "total",
    "policy", "missing",
    "suggestions", "manual", "holds", "no_holds", "timeline", "scans", "no_scans", "audit",
    "no_audit", "deliveries", "no_deliveries",
)  # fmt: skip


class OrderView(Element, component="../../static/order.js", dependencies=["../../static/desk.js"]):
    """The order in the browser, around its chart."""


class LostView(Element, component="../../static/lost.js"):
    """A friendly dead end."""


async def order_page(parts: ConsoleParts, request: Request, order_no: str) -> None:
    """Show one order, to those who may see it."""
    lang = parts.deps.lang
    person = nav.frame(parts, request, order_no[:LONGEST])
    found = await _read(parts, order_no, person) if len(order_no) <= LONGEST else None
    page = found[0] if found is not None else None
    back = nav.href(parts, person, "/")
    if page is None or not _sees(parts, person, page):
        _lost("unknown" if page is None else "not_yours", lang, back, order_no)
        return
    await _OpenOrder(parts, request, person, page.view["order_no"]).begin()


class _OpenOrder:
    """One open page of an order: its story, its curve, and what may be done."""

    def __init__(
        self, parts: ConsoleParts, request: Request, person: Person | None, order_no: str
    ) -> None:
        self._parts, self._request, self._person = parts, request, person
        self._order_no = order_no
        self._curve: ui.echart | None = None
        self._shown: dict[str, Any] = {}

    async def begin(self) -> None:
        """Show it, and keep it fresh."""
        if self._person is None:
            return
        view = OrderView()
        view.props["labels"] = labels.table(*_LABELS, lang=self._parts.deps.lang)
        with view:
            self._curve = ui.echart({}, renderer="svg").classes("rz-chart")
        await Desk(self._parts, self._request, self._person, view, ("order", self._read)).begin()

    async def _read(self) -> dict[str, Any]:
        found = await _read(self._parts, self._order_no, self._person)
        if found is None:
            return self._shown
        page, desk = found
        reading = _reading(self._parts, self._parts.deps.lang)
        options = score_chart.options(page, reading)
        if self._curve is not None and self._curve.options != options:
            self._curve.options.clear()
            self._curve.options.update(options)
        self._shown = {
            **order_data.order(page, reading),
            **order_desk(desk, self._order_no, reading),
        }
        return self._shown


def _lost(why: str, lang: str, back: str, order_no: str) -> None:
    context.client.status_code = 404 if why == "unknown" else 403
    view = LostView()
    view.props["title"] = labels.label(f"{why}_title", lang)
    view.props["text"] = labels.label(f"{why}_text", lang, order_no=mask_phones(order_no[:LONGEST]))
    view.props["back"] = back
    view.props["label"] = labels.label("back", lang)


def _reading(parts: ConsoleParts, lang: str) -> order_data.Reading:
    deps = parts.deps
    return order_data.Reading(
        now=parts.clock.now(), tz=deps.timezone, lang=lang, directory=deps.directory
    )


async def _read(
    parts: ConsoleParts, order_no: str, person: Person | None
) -> tuple[OrderPage, OrderDesk] | None:
    deps, now = parts.deps, parts.clock.now()
    own = person.ids[parse.CHANNEL] if person is not None else ""
    actor = deps.directory.actor(parse.CHANNEL, own)

    def work(tx: Tx) -> tuple[OrderPage, OrderDesk] | None:
        order = by_number(tx, order_no)
        if order is None:
            return None
        page = views.order_page(tx, deps, order.order_no, now)
        return None if page is None else (page, desk_of(tx, deps, actor, order, now))

    return await parts.database.read(work)


def _sees(parts: ConsoleParts, person: Person | None, page: OrderPage) -> bool:
    if person is None:
        return False
    actor = parts.deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])
    return actor.sees(page.view["shop"])
