"""What the page of the trace sheet asks for, and shows: JSON, names for codes, local times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.channels.console.labels import label
from bot.channels.console.views.order_data import Reading
from handlers.unshipped.page import By, Choice, PageLine, SheetPage
from handlers.unshipped.working import PERMISSION
from rules.cards.lists.sheet_card import CLAIM, DONE, risk_text, work_command
from rules.cards.trouble_card import doubt
from rules.chat.links import order_path
from rules.people.permissions import Actor, may
from rules.unshipped.causes import Cause
from rules.unshipped.sheet import Side, shown
from rules.wording.say import say, span, time_left

#: Lines that one look of a page brings; the file has them all.
FIRST, MOST = 60, 2_000
_LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader has chosen, as the address of the page says it."""

    day: date
    warehouse: str = ""
    cause: str = ""
    everything: bool = False
    mine: bool = False
    by: By = By.RISK
    most: int = FIRST

    def choice(self, actor: Actor) -> Choice:
        """Return which lines that are."""
        return Choice(
            day=self.day,
            warehouse=self.warehouse,
            cause=self.cause,
            everything=self.everything,
            mine=actor.name if self.mine else "",
            by=self.by,
        )


def asked(raw: object, today: date) -> Asked:
    """Read what a page or an address asks for; what neither would say is as if it were absent."""
    said = raw if isinstance(raw, Mapping) else {}

    def text(name: str) -> str:
        value = said.get(name)
        return value if isinstance(value, str) and len(value) <= _LONGEST else ""

    cause, by, most = text("cause"), text("by"), text("most")
    return Asked(
        day=min(_day(text("day")) or today, today),
        warehouse=text("warehouse"),
        cause=cause if cause in set(Cause) else "",
        everything=text("all") == "1",
        mine=text("mine") == "1",
        by=By(by) if by in set(By) else By.RISK,
        most=min(int(most), MOST) if most.isascii() and most.isdigit() else FIRST,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def sheet(page: SheetPage, choice: Asked, actor: Actor, reading: Reading) -> dict[str, Any]:
    """Return the page's content, with what this person may do."""
    lang = reading.lang
    works = may(actor, PERMISSION)
    return {
        "asked": {
            "day": page.day.isoformat(),
            "warehouse": choice.warehouse,
            "cause": choice.cause,
            "all": "1" if choice.everything else "",
            "mine": "1" if choice.mine else "",
            "by": choice.by,
            "most": str(choice.most),
        },
        "counted": _counted(page, lang),
        "progress": _progress(page, lang),
        "share": round(100 * page.done / page.total) if page.total else 0,
        "warehouses": [
            {"code": name, "count": count} for name, count in sorted(page.warehouses.items())
        ],
        "causes": [
            {"code": cause, "name": say(f"cause_{cause}", lang), "count": page.causes[cause]}
            for cause in Cause
            if page.causes[cause]
        ],
        "sorts": [{"code": by, "name": label(f"sheet_{by}", lang)} for by in By],
        "found": len(page.lines),
        "rows": [_row(line, reading, works=works) for line in page.lines[: choice.most]],
    }


def _counted(page: SheetPage, lang: str) -> str:
    counted = say("sheet_counted", lang, orders=page.orders, total=page.differences)
    return f"{counted} {doubt(page.silent, lang)}" if page.silent else counted


def _progress(page: SheetPage, lang: str) -> str:
    if not page.is_made:
        return label("sheet_not_made", lang)
    if not page.total:
        return label("sheet_nothing_left", lang)
    stand = "done" if page.done == page.total else "open"
    return say(f"sheet_status_{stand}", lang, total=page.total, done=page.done)


def _row(line: PageLine, reading: Reading, *, works: bool) -> dict[str, Any]:
    lang, now = reading.lang, reading.now
    row, said = line.row, line.row.order.progress
    words = (row.cells.mark, shown(row.cells.system), shown(row.cells.warehouse))
    return {
        "order_no": row.order_no,
        "link": order_path(row.order_no),
        "warehouse": row.order.warehouse or "",
        "cells": [
            {
                "side": side,
                "odd": side in line.differs,
                "text": say(
                    "sheet_odd" if side in line.differs else "sheet_even", lang, word=word or "—"
                ),
            }
            for side, word in zip(Side, words, strict=True)
        ],
        "cause": say(f"cause_{row.cause}", lang) if line.is_open else "",
        "risk": risk_text(row.at_risk, lang),
        "age": span(now - said.paid_at, lang) if said.paid_at else "",
        "due": time_left(said.due, now=now, lang=lang) if said.due and line.is_open else "",
        "late": said.due is not None and said.due <= now,
        "done": line.done,
        "state": _state(line, reading),
        "buttons": [
            {
                "action": word,
                "label": say(f"sheet_word_{word}", lang),
                "command": work_command(word, row.order_no, lang),
            }
            for word in (CLAIM, DONE)
            if works and not line.done and (word == DONE or not line.work.held_by(now))
        ],
    }


def _state(line: PageLine, reading: Reading) -> str:
    """Say who has it, or why nothing is left to do; and since when it has been on the sheet."""
    lang, work, said = reading.lang, line.work, line.row.order.progress
    if work.done_at is not None:
        return label("sheet_done_by", lang, by=work.done_by, at=reading.at(work.done_at))
    if said.left_at is not None:
        return label("sheet_left", lang)
    if said.ended_at is not None:
        return label("sheet_ended", lang)
    taken = work.held_by(reading.now)
    since = say("sheet_carried_since", lang, day=work.first_sheet[5:]) if work.carried else ""
    agrees = "" if line.row.differs else label("sheet_agrees", lang)
    has = say("sheet_taken", lang, by=taken) if taken else ""
    return " · ".join(filter(None, (agrees, has, since)))
