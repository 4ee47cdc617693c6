"""The on-call calendar: a week of shifts, who has each, and who stands in."""

from datetime import date, timedelta
from typing import Any

from fastapi import Request
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.channels.console import labels
from bot.channels.console.parse import CHANNEL
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views.desk import DESK, Desk, seat
from bot.channels.console.views.order_data import Reading
from handlers.desk.rota import WEEK, RotaPage, rota_page
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.people.oncall import Duty, Shift
from rules.people.permissions import Actor, may
from rules.wording.say import listing

_LABELS = (
    "close", "oncall", "oncall_today", "oncall_none", "oncall_swap", "oncall_person",
    "oncall_shift", "oncall_backup", "oncall_swapped", "oncall_off", "oncall_now", "list_earlier",
    "list_later", "list_stale",
)  # fmt: skip
_TICK = 15.0
_FURTHEST = timedelta(days=366)


class RotaView(Element, component="../static/rota.js", dependencies=[DESK]):
    """The week in the browser."""


async def oncall_page(parts: ConsoleParts, request: Request) -> None:
    """Show the week that the address names, else the one that begins today."""
    person = seat(parts, request, "oncall")
    if person is None:
        return
    deps, lang = parts.deps, parts.deps.lang
    actor = deps.directory.actor(CHANNEL, person.ids[CHANNEL])
    first = _first(request.query_params.get("from"), _today(parts))
    view = RotaView()
    view.props["labels"] = labels.table(*_LABELS, lang=lang)

    async def read() -> dict[str, Any]:
        wanted, now = first, parts.clock.now()
        page = await parts.database.read(lambda tx: rota_page(tx, deps, wanted, now))
        reading = Reading(now=now, tz=deps.timezone, lang=lang)
        return shown(page, actor, parts, reading)

    desk = Desk(parts, request, person, view, ("rota", read))

    async def choose(event: GenericEventArguments) -> None:
        nonlocal first
        first = _first(event.args, _today(parts))
        await desk.look()

    view.on("choose", choose)
    await desk.begin(_TICK)


def _today(parts: ConsoleParts) -> date:
    return parts.clock.now().astimezone(parts.deps.timezone).date()


def _first(text: object, today: date) -> date:
    try:
        wanted = date.fromisoformat(text) if isinstance(text, str) and text else today
    except ValueError:
        return today
    return min(max(wanted, today - _FURTHEST), today + _FURTHEST)


def shown(page: RotaPage, actor: Actor, parts: ConsoleParts, reading: Reading) -> dict[str, Any]:
    """Write the week for a page."""
    lang, today = reading.lang, reading.now.astimezone(reading.tz).date()
    first = page.days[0][0]
    return {
        "days": [
            {"day": day.isoformat(), "name": _day_name(day, lang), "works": works,
             "today": day == today}
            for day, works in page.days
        ],
        "shifts": [
            {
                "name": shift.name,
                "scope": listing((*shift.shops, *shift.warehouses), lang),
                "hours": _hours(shift),
                "now": shift.name in page.present,
                "duties": [_duty(duty, actor, reading) for duty in duties],
            }
            for shift, duties in page.shifts
        ],
        "earlier": (first - timedelta(days=WEEK)).isoformat(),
        "later": (first + timedelta(days=WEEK)).isoformat(),
        "today": today.isoformat(),
        "people": [person.name for person in parts.deps.directory.people],
        "present": sorted(page.present),
        "may_swap": may(actor, "swap_duty") and bool(page.present),
        "word": f"{command_word(Name.ONCALL, lang)} {'换' if lang == 'zh' else 'swap'}",
    }  # fmt: skip


def _day_name(day: date, lang: str) -> str:
    return f"{day:%m-%d} {labels.label(f'weekday_{day.weekday()}', lang)}"


def _hours(shift: Shift) -> str:
    span = shift.hours
    return f"{span.start:%H:%M}–{span.until:%H:%M}" if span is not None else "00:00–24:00"


def _duty(duty: Duty | None, actor: Actor, reading: Reading) -> dict[str, Any] | None:
    if duty is None:
        return None
    return {
        "people": listing(duty.people, reading.lang),
        "backup": listing(duty.backup, reading.lang),
        "swapped": duty.swapped_by or "",
        "mine": actor.name in duty.people,
        "now": duty.start <= reading.now < duty.until,
    }
