"""The page of the health of orders: five figures, thirty days of each, and what is behind one."""

from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.element import Element

from bot.channels.console import labels, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views.desk import Desk, seat
from bot.channels.console.views.health import chart, data
from bot.channels.console.views.order_data import Reading
from handlers.health.page import Choice, HealthPage, health_page
from rules.chat.words import Name
from rules.people.permissions import Actor, Allowed, authorize, shops_of

_LABELS = ("close",)
#: What is behind a figure is read where it is kept; what somebody does here shows at once.
_TICK = 15.0


class HealthView(
    Element, component="../../static/health.js", dependencies=["../../static/desk.js"]
):
    """The figures in the browser, around their trends."""


async def show(parts: ConsoleParts, request: Request) -> None:
    """Show it to whoever the gate let in, as far as their shops go."""
    person = seat(parts, request, "health")
    if person is None:
        return
    own = person.ids[parse.CHANNEL] if parts.open else ""
    view = HealthView()
    view.props["labels"] = labels.table(*_LABELS, lang=parts.deps.lang) | data.labels(
        parts.deps.lang
    )
    with view:
        trends = ui.echart({}, renderer="svg").classes("rz-trends")

    async def read() -> dict[str, Any]:
        now = parts.clock.now()
        reading = Reading(now=now, tz=parts.deps.timezone, lang=parts.deps.lang)
        choice = data.choice(request.query_params, now.astimezone(parts.deps.timezone).date())
        actor = parts.deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])
        page = await _read(parts, actor, choice)
        if page is None:
            return {}
        options = chart.options(page, parts.deps.lang)
        if options != trends.options:
            trends.options.clear()
            trends.options.update(options)
        return data.health(page, choice, actor, reading, own)

    await Desk(parts, request, person, view, ("page", read)).begin(_TICK)


async def _read(parts: ConsoleParts, actor: Actor, choice: Choice) -> HealthPage | None:
    deps, now = parts.deps, parts.clock.now()
    if not isinstance(authorize(actor, Name.HEALTH.value, shop=None), Allowed):
        return None
    return await parts.database.read(lambda tx: health_page(tx, deps, choice, shops_of(actor), now))
