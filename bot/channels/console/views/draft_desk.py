"""Draft desks: pages on which something is changed by drafts, with what waits and was published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from fastapi import Request
from nicegui import ui
from nicegui.element import Element

from bot.channels.console import labels, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views.desk import SHARED_LABELS, Desk, seat
from bot.channels.console.views.order_data import Reading
from handlers.deps import Deps
from handlers.drafts.waiting import OpenDraft, Waiting
from handlers.ports import Reply
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.drafts.draft import Difference
from rules.people.permissions import Actor, Person, may
from rules.wording.say import say
from storage.drafts.versions import Version
from storage.tx import Tx

#: What buttons of every such page say.
_COMMANDS = (Name.DRAFTS, Name.APPROVE, Name.REJECT, Name.ROLLBACK)


class Exhibit(NamedTuple):
    """What a page shows in place of an answer's text."""

    data: dict[str, Any]
    chart: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """What such a page is about."""

    kind: str  #: Of its drafts.
    title: str  #: A label.
    view: Callable[[], Element]
    shown_as: str  #: The property of its view.
    labels: tuple[str, ...]  #: Beside those that all of them share.
    commands: tuple[Name, ...]  #: What else its buttons say: the first is what people call it.
    content: Callable[[Tx, Deps, Actor, datetime], dict[str, Any]]
    #: What each version changed, the newest first, where that is worth a line.
    told: Callable[[Deps, Sequence[Version]], Sequence[Sequence[Difference]]] = (
        lambda _deps, versions: [()] * len(versions)
    )
    exhibit: Callable[[object, Reading], Exhibit | None] = lambda _found, _reading: None
    chart: str = ""  #: How the chart of an exhibit is dressed.


async def begin(parts: ConsoleParts, request: Request, page: DraftPage) -> None:
    """Show it to whoever the gate let in, and have them change things as they would in chat."""
    person = seat(parts, request, page.title)
    if person is None:
        return
    lang, view, waiting = parts.deps.lang, page.view(), Waiting(page.kind)
    words = {f"word_{name}": command_word(name, lang) for name in (*_COMMANDS, *page.commands)}
    view.props["labels"] = labels.table(*SHARED_LABELS, *page.labels, lang=lang) | words
    chart = None
    if page.chart:
        with view:
            chart = ui.echart({}, renderer="svg").classes(page.chart)

    async def read() -> dict[str, Any]:
        return await _read(parts, page, waiting, person)

    def show(reply: Reply) -> dict[str, Any] | None:
        exhibit = page.exhibit(reply.exhibit, _reading(parts))
        if exhibit is not None and exhibit.chart is not None and chart is not None:
            chart.options.clear()
            chart.options.update(exhibit.chart)
        return None if exhibit is None else exhibit.data

    await Desk(parts, request, person, view, (page.shown_as, read), exhibit=show).begin()


def _reading(parts: ConsoleParts) -> Reading:
    deps = parts.deps
    return Reading(
        now=parts.clock.now(), tz=deps.timezone, lang=deps.lang, directory=deps.directory
    )


async def _read(
    parts: ConsoleParts, page: DraftPage, waiting: Waiting, person: Person
) -> dict[str, Any]:
    deps, reading = parts.deps, _reading(parts)
    actor = deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])
    return await parts.database.read(lambda tx: shown(tx, deps, page, waiting, actor, reading))


def shown(
    tx: Tx, deps: Deps, page: DraftPage, waiting: Waiting, actor: Actor, reading: Reading
) -> dict[str, Any]:
    """Return what the page shows somebody: of drafts they may not see, that they wait."""
    # A draft names orders of every shop.
    drafts = waiting.look(tx, deps, reading.now) if actor.sees(None) else []
    unseen = 0 if actor.sees(None) else len(waiting.open(tx, reading.now))
    versions = tx.versions.of_kind(page.kind)
    return {
        **page.content(tx, deps, actor, reading.now),
        "drafts": [_draft(one, actor, reading) for one in drafts],
        "unseen": say("drafts_unseen", reading.lang, count=unseen) if unseen else "",
        "versions": [
            _version(one, told, reading)
            for one, told in zip(versions, page.told(deps, versions), strict=True)
        ],
        "may_approve": may(actor, "approve") and actor.sees(None),
    }


def _version(one: Version, told: Sequence[Difference], reading: Reading) -> dict[str, Any]:
    return {
        "version": one.version,
        "at": reading.at(one.at),
        "by": one.author,
        "approved_by": one.approved_by,
        "same_as": one.same_as,
        "told": [f"{d.what} {d.before} → {d.after}" for d in told],
    }


def _draft(one: OpenDraft, actor: Actor, reading: Reading) -> dict[str, Any]:
    draft = one.draft
    return {
        "number": draft.number,
        "title": one.card.headline,
        "until": say("draft_until", reading.lang, at=reading.at(draft.expires)),
        "lines": [{"what": line.label, "text": line.text} for line in one.card.lines],
        "flips": [
            {"order_no": f.order_no, "text": f"{f.before} → {f.after}"} for f in one.flips.orders
        ],
        "opened": actor.name in draft.opened_by,
        "content": draft.content,
        "mine": actor.name == draft.author,
    }
