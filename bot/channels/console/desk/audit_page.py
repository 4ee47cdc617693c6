"""The audit page: who tried what and what came of it, reads folded away, the chain checked."""

from datetime import date, datetime, timedelta
from typing import Any

from bot.channels.console.desk.lists import ListPage, Look, number
from bot.channels.console.labels import label
from handlers.desk.trail import READS, trail
from rules.chat.help import action_name
from rules.chat.links import order_path
from rules.masking import mask_phones
from rules.wording.say import code_name, hold_name, say, who
from storage.desk.trail import Sought
from storage.system.audit import Attempt

_BAD = frozenset({"refused", "stale", "invalid_token", "late"})


def _show(look: Look) -> dict[str, Any]:
    lang, asked = look.lang, look.asked
    reads, day = asked.get("reads") == "1", _day(asked.get("day", ""))
    start = datetime.combine(day, datetime.min.time(), look.reading.tz) if day else None
    sought = Sought(
        who=asked.get("who", ""),
        what=asked.get("action", ""),
        order_no=asked.get("search", "").strip(),
        since=start,
        until=start + timedelta(days=1) if start else None,
    )
    before = number(asked, "before") or None
    page = trail(look.tx, look.deps, look.actor, sought, before, reads=reads)
    actions = page.what if reads else [one for one in page.what if one not in READS]
    return {
        "title": label("audit", lang),
        "said": page.refused or page.chain,
        "bad": not page.whole,
        "notes": [],
        "filters": [
            {
                "name": "who",
                "label": label("by_who", lang),
                "options": [{"code": one, "name": who(one, lang)} for one in page.who],
            },
            {
                "name": "action",
                "label": label("by_action", lang),
                "options": [{"code": one, "name": action_name(one, lang)} for one in actions],
            },
        ],
        "days": {"name": "day", "label": label("sheet_day", lang)},
        "checks": [{"name": "reads", "label": label("audit_reads", lang)}],
        "searches": label("audit_search", lang),
        "columns": [
            label(name, lang) for name in ("col_at", "col_whom", "col_did", "col_came", "col_order")
        ],
        "rows": [_row(no, one, look) for no, one in page.rows],
        "acts": [],
        "older": str(page.older or ""),
        "found": len(page.rows),
        "none": label("audit_none", lang),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _row(no: int, one: Attempt, look: Look) -> dict[str, Any]:
    lang = look.lang
    refused = one.outcome == "refused"
    detail = code_name("why", one.detail, lang) if refused else hold_name(one.detail, lang)
    role = label("role_at", lang, role=say(f"role_{one.role}", lang)) if one.role else ""
    return {
        "key": str(no),
        "no": "",
        "href": look.href(order_path(one.order_no)) if one.order_no else "",
        "head": look.reading.at(one.at),
        "badge": "",
        "tone": "",
        "about": "",
        "cells": [
            {"text": who(one.actor, lang), "more": role},
            {"text": action_name(one.action, lang), "more": one.channel},
            {
                "text": code_name("outcome", one.outcome, lang),
                "more": mask_phones(detail) if one.detail else "",
                "late": one.outcome in _BAD,
            },
            {"text": mask_phones(one.order_no or ""), "more": ""},
        ],
        "acts": {},
    }


AUDIT = ListPage(
    title="audit",
    asks=("who", "action", "day", "reads", "search", "before"),
    show=_show,
    every=30.0,
)
