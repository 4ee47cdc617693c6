"""The page of the trace sheet 《未发货订单溯源表》: every line of a day, worked where it stands."""

import asyncio
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.channels.console import labels, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views import sheet_data
from bot.channels.console.views.desk import DESK, Desk, seat
from bot.channels.console.views.order_data import Reading
from bot.channels.console.views.sheet_data import Asked
from bot.workbooks import MEDIA_TYPE, workbook
from handlers.unshipped.page import SheetPage, sheet_page
from handlers.unshipped.sheet import table_of
from rules.people.permissions import Actor, Person, shops_of
from storage.faults import StoreError

_LABELS = (
    "list_stale", "sheet",
    "sheet_order", "sheet_mark", "sheet_system", "sheet_warehouse", "sheet_cause",
    "sheet_risk", "sheet_age", "sheet_due", "sheet_by", "sheet_all_warehouses", "sheet_all_causes",
    "sheet_no_warehouse", "sheet_odd_only", "sheet_mine", "sheet_export", "sheet_legend",
    "sheet_none", "sheet_day", "map_shown", "close",
)  # fmt: skip

#: Twenty thousand lines take a second to read; what somebody does here shows at once.
_TICK = 15.0


class SheetView(Element, component="../static/sheet.js", dependencies=[DESK]):
    """The sheet in the browser."""


async def unshipped_page(parts: ConsoleParts, request: Request) -> None:
    """Show a day's sheet to whoever the gate let in, as far as their shops go."""
    lang, person = parts.deps.lang, seat(parts, request, "sheet")
    if person is None:
        return
    asked = _asked(parts, request.query_params)
    view = SheetView()
    view.props["labels"] = labels.table(*_LABELS, lang=lang)

    async def read() -> dict[str, Any]:
        wanted, page = asked, await _read(parts, person, asked)
        while wanted != asked:  # chosen anew meanwhile
            wanted, page = asked, await _read(parts, person, asked)
        reading = Reading(now=parts.clock.now(), tz=parts.deps.timezone, lang=lang)
        return sheet_data.sheet(page, wanted, _actor(parts, person), reading)

    desk = Desk(parts, request, person, view, ("sheet", read))

    async def choose(event: GenericEventArguments) -> None:
        nonlocal asked
        asked = _asked(parts, event.args)
        await desk.look()

    async def export(_event: GenericEventArguments) -> None:
        try:
            if await desk.is_over():
                return
            page = await _read(parts, person, asked)
        except StoreError:
            view.run_method("answer", labels.label("slow", lang))
            return
        table = table_of(page.sheet, page.day)
        content = await asyncio.to_thread(workbook, table)
        ui.download.content(content, f"{table.name}.xlsx", MEDIA_TYPE)

    view.on("choose", choose)
    view.on("export", export)
    await desk.begin(_TICK)


def _asked(parts: ConsoleParts, raw: object) -> Asked:
    today = parts.clock.now().astimezone(parts.deps.timezone).date()
    return sheet_data.asked(raw, today)


def _actor(parts: ConsoleParts, person: Person) -> Actor:
    return parts.deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])


async def _read(parts: ConsoleParts, person: Person, asked: Asked) -> SheetPage:
    deps, now = parts.deps, parts.clock.now()
    actor = _actor(parts, person)
    choice = asked.choice(actor)
    return await parts.database.read(lambda tx: sheet_page(tx, deps, choice, now, shops_of(actor)))
