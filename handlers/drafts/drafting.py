"""Drafting: a change is proposed, opened, approved by a second person or rejected, or undone."""

from dataclasses import replace
from datetime import datetime

from handlers.delivery import redraws
from handlers.delivery.copies import copy_for
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.people.rota import routing_of
from rules.delivery.policy import PRIORITY
from rules.delivery.routes import FALLBACK, Target
from rules.drafts.draft import (
    BY_MACHINE,
    LIFETIME,
    Adopted,
    Blocked,
    Draft,
    DraftState,
    Flips,
    No,
    brought_back,
)
from rules.vocabulary import SYSTEM, Level
from storage.drafts.versions import Version
from storage.tx import Tx

SUBJECT = "draft"
_FIRST = 1  #: What the package ships.


def in_force(tx: Tx, kind: str) -> int:
    """Return the number of the newest version; what the package ships is the first."""
    found = tx.versions.in_force(kind)
    return found[0] if found is not None else _FIRST


def propose(
    tx: Tx,
    deps: Deps,
    kind: str,
    content: str,
    author: str,
    now: datetime,
    *,
    place: Target | None,
    because: str = "",
    picture: str = "",
) -> Draft:
    """
    Keep a draft and promise its card, in the conversation it was made in.

    One made in private is shown where orange alerts of all shops go: a second person has to hear
    of it, and it names orders of any shop.
    """
    draft = Draft(
        kind=kind,
        content=content,
        based_on=in_force(tx, kind),
        author=author,
        at=now,
        expires=now + LIFETIME,
        because=because,
        picture=picture,
    )
    draft = replace(draft, number=tx.drafts.add(draft))
    seen = [t for t in routing_of(deps, Level.ORANGE, None).targets if t.place not in deps.scopes]
    target = place or next(iter(seen), FALLBACK)
    door = Promises(tx, deps)
    door.show(copy_for(SUBJECT, str(draft.number), target), PRIORITY[Level.ORANGE], now)
    door.write()
    return draft


def open_it(tx: Tx, deps: Deps, draft: Draft, person: str, now: datetime) -> Draft:
    """Remember that somebody has it before them in full."""
    if person in draft.opened_by:
        return draft
    tx.drafts.opened(draft.number, person, now)
    draw_anew(tx, deps, draft, now)
    return replace(draft, opened_by=(*draft.opened_by, person))


def approve(
    tx: Tx, deps: Deps, draft: Draft, person: str, now: datetime
) -> No | Blocked | Adopted | tuple[Draft, Flips]:
    """
    Publish a draft as the next version, or say why this person, or anybody, may not now.

    As for `reject` the draft is locked: of two who decide the second sees what the first did.

    What the machine proposed becomes the first person's who approves it, and waits for a second.
    """
    current = in_force(tx, draft.kind)
    no = draft.why_not(person, current, now)
    if no is not None:
        return no
    blocked = deps.drafts[draft.kind].objection(tx, deps, draft.content)
    if blocked is not None:
        draw_anew(tx, deps, draft, now)
        return Blocked(why=blocked)
    if draft.author in BY_MACHINE:
        if not tx.drafts.adopt(draft.number, draft.author, person):
            return No.DECIDED
        adopted = replace(draft, author=person)
        draw_anew(tx, deps, adopted, now)
        return Adopted(draft=adopted)
    done = replace(
        draft,
        state=DraftState.PUBLISHED,
        closed_by=person,
        closed_at=now,
        version=current + 1,
    )
    content = deps.drafts[draft.kind].content_after(tx, deps, draft.content)
    version = Version(
        kind=draft.kind,
        version=current + 1,
        content=content,
        at=now,
        author=draft.author,
        approved_by=person,
        draft=draft.number,
    )
    if not _add(tx, deps, version, now):
        return No.OVERTAKEN
    tx.drafts.decide(done)
    draw_anew(tx, deps, draft, now)
    return done, _follow(tx, deps, version, now)


def reject(
    tx: Tx, deps: Deps, draft: Draft, person: str, now: datetime, *, why: str, approves: bool
) -> No | None:
    """Have a draft never come into force, or return why this person may not say so now."""
    no = draft.why_not_reject(person, in_force(tx, draft.kind), now, approves=approves)
    if no is not None:
        return no
    over = replace(
        draft, state=DraftState.REJECTED, closed_by=person, closed_at=now, rejected_for=why
    )
    tx.drafts.decide(over)
    draw_anew(tx, deps, draft, now)
    return None


def roll_back(
    tx: Tx, deps: Deps, kind: str, person: str, now: datetime, *, to: int | None = None
) -> Version | None:
    """Publish an earlier version again under the next number; None where there is none."""
    current = in_force(tx, kind)
    newest = tx.versions.get(kind, current)
    before = brought_back(current, newest.same_as if newest is not None else None)
    target = before if to is None else to
    earlier = tx.versions.get(kind, target) if target is not None else None
    if earlier is None or earlier.version >= current:
        return None
    version = replace(
        earlier,
        version=current + 1,
        at=now,
        author=person,
        approved_by=person,
        draft=None,
        same_as=earlier.same_as or earlier.version,
    )
    if not _add(tx, deps, version, now):
        return None
    _follow(tx, deps, version, now)
    return version


def _add(tx: Tx, deps: Deps, version: Version, now: datetime) -> bool:
    """Publish a version; False where somebody else was faster."""
    if version.version == _FIRST + 1:
        # What the package ships is kept too: an update of the package changes no version.
        shipped = Version(
            kind=version.kind,
            version=_FIRST,
            content=deps.drafts[version.kind].content_shipped(deps),
            at=now,
            author=SYSTEM,
            approved_by=SYSTEM,
        )
        tx.versions.add(shipped)
    return tx.versions.add(version)


def _follow(tx: Tx, deps: Deps, version: Version, now: datetime) -> Flips:
    for waiting in tx.drafts.open():  # what they showed is not true any more
        if waiting.kind == version.kind:
            tx.drafts.decide(replace(waiting, state=DraftState.OVERTAKEN, closed_at=now))
            draw_anew(tx, deps, waiting, now)
    return deps.drafts[version.kind].came_into_force(tx, deps, now)


def draw_anew(tx: Tx, deps: Deps, draft: Draft, now: datetime) -> None:
    """Have every copy of its card drawn anew."""
    door = Promises(tx, deps)
    for copy in tx.cards.about(SUBJECT, (str(draft.number),)):
        redraws.of_card(door, copy, now, at=now)
    door.write()
