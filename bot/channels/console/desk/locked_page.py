"""The page of what is locked (异常区): who may release each hold, since when and until when."""

from collections import Counter
from decimal import Decimal
from typing import Any

from bot.channels.console.desk.lists import ListPage, Look, filters, number
from bot.channels.console.labels import label
from handlers.desk.locked import LockedLine, Wanted, locked
from rules.chat.help import command_word
from rules.chat.links import order_path
from rules.chat.words import Name
from rules.desk.items import Do
from rules.masking import mask_phones
from rules.vocabulary import SYSTEM
from rules.wording.say import hold_name, kind_name, listing, money, say, time_left, who
from storage.desk.locked import By

_FILTERS = ("reason", "shop", "warehouse", "owner")
#: People named before the rest is counted.
_NAMED = 3


def _show(look: Look) -> dict[str, Any]:
    lang, asked = look.lang, look.asked
    by = asked.get("by", "")
    wanted = Wanted(
        **{name: asked.get(name, "") for name in _FILTERS},
        order=asked.get("search", ""),
        by=By(by) if by in set(By) else By.AGE,
    )
    page = locked(look.tx, look.deps, look.actor, wanted, number(asked, "page"), look.now)
    counted: dict[str, Counter[str]] = {name: Counter() for name in _FILTERS}
    for *values, count in page.counts:
        for name, value in zip(_FILTERS, values, strict=True):
            counted[name][str(value or "")] += count
    return {
        "title": label("locked_title", lang),
        "said": say("desk_counted", lang, count=page.total, found=page.found),
        "notes": [],
        "filters": filters(_FILTERS, counted, _name, lang),
        "sorts": [{"code": one.value, "name": label(f"sort_{one}", lang)} for one in By],
        "searches": label("locked_search", lang),
        "columns": [
            label(name, lang)
            for name in ("col_order", "col_place", "col_reason", "col_since", "col_who")
        ],
        "rows": [_row(line, look) for line in page.lines],
        "acts": [
            {
                "code": Do.RELEASE.value,
                "name": label(f"do_{Do.RELEASE}", lang),
                "key": "r",
                "reason": True,
            }
        ],
        "page": page.number,
        "pages": page.pages,
        "found": page.found,
        "none": label("locked_none" if not page.total else "list_none", lang),
    }


def _name(facet: str, code: str, lang: str) -> str:
    return hold_name(code, lang) if facet == "reason" else who(code, lang)


def _row(line: LockedLine, look: Look) -> dict[str, Any]:
    lang, hold, one = look.lang, line.locked.hold, line.locked
    until = time_left(hold.expires, now=look.now, lang=lang) if hold.expires else ""
    note = hold.note
    if hold.owner == SYSTEM:
        note = listing((kind_name(kind, lang) for kind in note.split(", ")), lang)
    names, rest = line.who[:_NAMED], len(line.who) - _NAMED
    may = listing(names, lang) + (label("and_more", lang, n=rest) if rest > 0 else "")
    return {
        "key": hold.id,
        "no": hold.order_no,
        "href": look.href(order_path(hold.order_no)),
        "head": hold.order_no,
        "badge": label("line_only", lang, line=hold.line) if hold.line else "",
        "tone": "red",
        "about": money(str(Decimal(one.amount)), lang) if one.amount else "",
        "cells": [
            {"text": one.shop or "", "more": one.warehouse or ""},
            {"text": hold_name(hold.reason, lang), "more": mask_phones(note)},
            {
                "text": look.reading.at(hold.since),
                "more": until or label("no_end", lang),
            },
            {"text": may or label("nobody", lang), "more": f"{who(hold.owner, lang)}"},
        ],
        "acts": {Do.RELEASE.value: command_word(Name.RELEASE, lang)} if line.may else {},
    }


LOCKED = ListPage(title="locked_title", asks=(*_FILTERS, "search", "by", "page"), show=_show)
