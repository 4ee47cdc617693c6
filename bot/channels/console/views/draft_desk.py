"""Draft desks: pages on which something is changed by drafts, with what waits and was published."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from nicegui.element import Element

from bot.channels.console import labels, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views.desk import SHARED_LABELS, Desk, seat
from bot.channels.console.views.order_data import Reading
from handlers.deps import Deps
from handlers.drafts.waiting import OpenDraft, open_drafts
from rules.people.permissions import Actor, Person, may
from rules.wording.say import say
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """What such a page is about."""

    kind: str  #: Of its drafts.
    title: str  #: A label.
    view: Callable[[], Element]
    shown_as: str  #: The property of its view.
    labels: tuple[str, ...]  #: Beside those that all of them share.
    content: Callable[[Tx, Deps, Actor], dict[str, Any]]


async def begin(parts: ConsoleParts, request: Request, page: DraftPage) -> None:
    """Show it to whoever the gate let in, and have them change things as they would in chat."""
    person = seat(parts, request, page.title)
    if person is None:
        return
    shown = page.view()
    shown.props["labels"] = labels.table(*SHARED_LABELS, *page.labels, lang=parts.deps.lang)
    await Desk(
        parts, request, person, shown, (page.shown_as, lambda: _read(parts, page, person))
    ).begin()


async def _read(parts: ConsoleParts, page: DraftPage, person: Person) -> dict[str, Any]:
    deps, now = parts.deps, parts.clock.now()
    actor = deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])
    reading = Reading(now=now, tz=deps.timezone, lang=deps.lang, directory=deps.directory)

    def work(tx: Tx) -> dict[str, Any]:
        return {**page.content(tx, deps, actor), **_desk(tx, deps, page.kind, actor, reading)}

    return await parts.database.read(work)


def _desk(tx: Tx, deps: Deps, kind: str, actor: Actor, reading: Reading) -> dict[str, Any]:
    """Return what of a kind waits and was published, and whether this person may approve."""
    drafts = open_drafts(tx, deps, kind, reading.now) if actor.sees(None) else []
    return {
        # A draft names orders of every shop.
        "drafts": [_draft(one, actor, reading) for one in drafts],
        "versions": [
            {
                "version": one.version,
                "at": reading.at(one.at),
                "by": one.author,
                "approved_by": one.approved_by,
                "same_as": one.same_as,
            }
            for one in tx.versions.of_kind(kind)
        ],
        "may_approve": may(actor, "approve") and actor.sees(None),
    }


def _draft(one: OpenDraft, actor: Actor, reading: Reading) -> dict[str, Any]:
    lang, draft = reading.lang, one.draft
    return {
        "number": draft.number,
        "title": say("draft_headline", lang, author=draft.author, count=len(one.flips.orders)),
        "until": say("draft_until", lang, at=reading.at(draft.expires)),
        "differences": [
            {"what": d.what, "before": d.before, "after": d.after} for d in one.differences
        ],
        "flips": [
            {"order_no": f.order_no, "text": f"{f.before} → {f.after}"} for f in one.flips.orders
        ],
        "opened": actor.name in draft.opened_by,
        "content": draft.content,
        "mine": actor.name == draft.author,
    }
