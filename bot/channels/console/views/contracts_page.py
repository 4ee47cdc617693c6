"""The page of contracts: every partner, the three curves of one, and what is wrong with it now."""

from functools import partial
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.element import Element

from bot.channels.console import gate, labels, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.signin import COOKIE
from bot.channels.console.views import contract_chart, contract_data
from bot.channels.console.views.desk import TICK, seat
from bot.channels.console.views.order_data import Reading
from handlers.contracts.view import Partner, latest, partners
from rules.chat.words import Name
from rules.people.permissions import Allowed, Person, authorize
from storage.faults import StoreError
from storage.tx import Tx

_LABELS = ("contracts", "contracts_none", "contracts_well")


class ContractsView(Element, component="../static/contracts.js"):
    """The partners in the browser, around the curves of one."""


async def contracts_page(parts: ConsoleParts, request: Request, wanted: str | None) -> None:
    """Show the contracts to whoever the gate let in, and keep them fresh."""
    person = seat(parts, request, "contracts")
    if person is None:
        return
    cookie = request.cookies.get(COOKIE, "")
    view = ContractsView()
    view.props["labels"] = labels.table(*_LABELS, lang=parts.deps.lang)
    read = partial(_read, parts, person, wanted)
    page, options = await read()
    view.props["page"] = page
    with view:
        chart = ui.echart(options, renderer="svg").classes("rz-curves")

    async def look() -> None:
        try:
            over = await parts.database.read(lambda tx: gate.is_over(tx, parts, cookie))
            page, options = await read()
        except StoreError:
            return
        if over:
            ui.navigate.reload()  # the gate says how to come back
            return
        if page != view.props["page"]:
            view.props["page"] = page
        if options != chart.options:
            chart.options.clear()
            chart.options.update(options)

    ui.timer(TICK, look, immediate=False)


async def _read(
    parts: ConsoleParts, person: Person, wanted: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the page shows and its curves; nothing to who may not ask in chat either."""
    deps, now = parts.deps, parts.clock.now()
    actor = deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])
    reading = Reading(now=now, tz=deps.timezone, lang=deps.lang)
    found: list[Partner] = []
    one: Partner | None = None

    def look(tx: Tx) -> tuple[list[Partner], Partner | None]:
        found = latest(tx, deps, now, contract_chart.BACK)
        one = contract_data.choose(found, wanted)
        if one is not None:  # a day of one partner is drawn, and no other's is read
            own = partners(tx, deps, now, contract_chart.BACK, partner=one.name)
            one = next(iter(own), one)
        return found, one

    if isinstance(authorize(actor, Name.CONTRACTS.value, shop=None), Allowed):
        found, one = await parts.database.read(look)
    own = person.ids[parse.CHANNEL] if parts.open else ""
    return contract_data.contracts(found, one, reading, own), contract_chart.options(one, reading)
