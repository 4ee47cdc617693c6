"""The to-do page: every open item of the shops its reader sees, worked from where it stands."""

from typing import Any

from bot.channels.console.desk.lists import ListPage, Look, filters, number
from bot.channels.console.labels import label
from handlers.desk.todo import todo
from rules.chat.help import command_word
from rules.chat.links import order_path
from rules.chat.words import Name
from rules.desk.items import FACETS, NOBODY, By, Choice, Do, Item, What, facets, page_of
from rules.masking import mask_phones
from rules.wording.say import money, say, span, time_left

_PAGES = {"statuses": "/statuses", "refund_rules": "/refund-rules", "policy": "/weights"}
#: What is done to several at once, with the key that does it.
_ACTS = (
    (Do.CLAIM, "c", False), (Do.RELEASE, "r", True), (Do.FALSE_ALARM, "f", False),
    (Do.DONE, "d", False),
)  # fmt: skip
_NAMES = {Do.CLAIM: Name.CLAIM, Do.RELEASE: Name.RELEASE, Do.FALSE_ALARM: Name.FALSE_ALARM}


def _show(look: Look) -> dict[str, Any]:
    lang, asked = look.lang, look.asked
    found = todo(look.tx, look.deps, look.actor, look.now)
    by = asked.get("by", "")
    choice = Choice(
        **{name: asked.get(name, "") for name in FACETS},
        search=asked.get("search", ""),
        by=By(by) if by in set(By) else By.URGENCY,
        page=number(asked, "page"),
    )
    page, counted = page_of(found.items, choice), facets(found.items)
    more = [label(f"what_{what}", lang) for what in What if what in found.more]
    return {
        "title": label("todo", lang),
        "said": say("desk_counted", lang, count=len(found.items), found=page.found),
        "notes": [say("desk_more", lang, what="、".join(more))] if more else [],
        "filters": filters(FACETS, counted, _name, lang),
        "sorts": [{"code": one.value, "name": label(f"sort_{one}", lang)} for one in By],
        "searches": label("list_search", lang),
        "columns": [
            label(name, lang)
            for name in ("col_what", "col_place", "col_state", "col_risk", "col_due")
        ],
        "rows": [_row(item, look) for item in page.items],
        "acts": [
            {"code": do.value, "name": label(f"do_{do}", lang), "key": key, "reason": reason}
            for do, key, reason in _ACTS
        ],
        "page": page.number,
        "pages": page.pages,
        "found": page.found,
        "none": label("todo_none" if not found.items else "list_none", lang),
    }


def _name(facet: str, code: str, lang: str) -> str:
    match facet:
        case "what":
            return label(f"what_{code}", lang)
        case "level" | "state":
            return say(f"{facet}_{code}", lang)
        case "owner" if code == NOBODY:
            return label("nobody", lang)
        case _:
            return code


def _row(item: Item, look: Look) -> dict[str, Any]:
    lang, now = look.lang, look.now
    path = _PAGES.get(item.name, "/") if item.what is What.DRAFT else order_path(item.order_no)
    badge = say(f"level_{item.level}", lang) if item.level else label(f"what_{item.what}", lang)
    due = time_left(item.deadline, now=now, lang=lang) if item.deadline else ""
    late = item.deadline is not None and item.deadline <= now
    amount = money(str(item.amount), lang) if item.amount is not None else ""
    return {
        "key": f"{item.what}:{item.key}",
        "no": item.order_no,
        "href": look.href(path) if item.order_no or item.what is What.DRAFT else "",
        "head": item.order_no or item.about,
        "badge": badge,
        "tone": item.level or "grey",
        "about": mask_phones(item.about) if item.order_no else "",
        "cells": [
            {"text": item.shop, "more": item.warehouse},
            {"text": say(f"state_{item.state}", lang), "more": item.owner},
            {"text": money(str(item.risk), lang) if item.risk is not None else "", "more": amount},
            {"text": due or span(now - item.since, lang), "late": late,
             "more": "" if due else label("waits", lang)},
        ],
        "acts": {do.value: _command(item, do, lang) for do in item.may},
    }  # fmt: skip


def _command(item: Item, do: Do, lang: str) -> str:
    """Return the words of the chat that do it, up to the orders."""
    if item.what is What.LINE:
        return f"{command_word(Name.UNSHIPPED, lang)} {say(f'sheet_word_{do}', lang)}"
    return command_word(_NAMES[do], lang)


TODO = ListPage(
    title="todo",
    asks=(*FACETS, "search", "by", "page"),
    show=_show,
)
