"""Drafts: a change that its author cannot publish alone, with whom it would flip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

#: How long a draft waits for a second person. What it flips is another matter a day later.
LIFETIME = timedelta(hours=24)


#: What the machine proposes is in its own name until a person has made it theirs: two people decide
#: about every change, whoever had the idea.
TUNING = "resonance tune"
BY_MACHINE = frozenset({TUNING})


class DraftState(StrEnum):
    """Where a draft stands. Only an open one can be decided, once."""

    OPEN = "open"
    PUBLISHED = "published"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"  #: Another version came between, and what it showed is not true.
    REJECTED = "rejected"  #: By its author, who thought better of it, or by an approver.


class No(StrEnum):
    """Why somebody may not approve or reject a draft now."""

    DECIDED = "decided"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"
    REJECTED = "rejected"
    AUTHOR = "author"
    UNOPENED = "unopened"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change that waits for a second person, or did."""

    number: int = 0  #: Given by the store.
    kind: str
    content: str  #: What changes, in the kind's own JSON.
    based_on: int  #: The version that it changes.
    author: str
    at: datetime
    expires: datetime
    state: DraftState = DraftState.OPEN
    closed_by: str | None = None
    closed_at: datetime | None = None
    version: int | None = None  #: As which it was published.
    rejected_for: str = ""  #: Why it was rejected, in the words of whoever did.
    because: str = ""  #: What speaks for it, in the words of whoever proposed it.
    picture: str = ""  #: … and the same as SVG, where there is one.
    opened_by: tuple[str, ...] = ()  #: Who has seen in full what it changes, the first one first.

    def stands(self, in_force: int, now: datetime) -> DraftState:
        """Return where it stands now, with `in_force` as the newest version of its kind."""
        if self.state is not DraftState.OPEN:
            return self.state
        if in_force != self.based_on:
            return DraftState.OVERTAKEN
        return DraftState.EXPIRED if now >= self.expires else DraftState.OPEN

    def why_not(self, approver: str, in_force: int, now: datetime) -> No | None:
        """Return why this person may not approve it now, None where they may."""
        if no := self._why_over(in_force, now):
            return no
        if approver == self.author:
            return No.AUTHOR
        return No.UNOPENED if approver not in self.opened_by else None

    def why_not_reject(
        self, person: str, in_force: int, now: datetime, *, approves: bool
    ) -> No | None:
        """Return why this person, who may approve or not, may not reject it now."""
        if no := self._why_over(in_force, now):
            return no
        return None if approves or person == self.author else No.OTHERS

    def _why_over(self, in_force: int, now: datetime) -> No | None:
        match self.stands(in_force, now):
            case DraftState.PUBLISHED:
                return No.DECIDED
            case DraftState.OVERTAKEN:
                return No.OVERTAKEN
            case DraftState.EXPIRED:
                return No.EXPIRED
            case DraftState.REJECTED:
                return No.REJECTED
            case DraftState.OPEN:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that a draft changes, in the reader's words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A past order that would be another one."""

    order_no: str
    before: str
    after: str
    difference: Decimal = Decimal()  #: In yuan, of what is paid; below zero: less than before.
    worth: Decimal | None = None  #: In yuan, where it is about how an order is watched.
    bad: bool = False  #: It ended badly.
    #: By how much earlier than now it would be told, before it ended badly; below zero: later, or
    #: not at all.
    lead: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flips:
    """Whom a draft flips: the orders that were compared, and how many were left out."""

    orders: Sequence[Flip] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """The machine's draft is somebody's now; another person still has to approve it."""

    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Fares:
    """How a draft does, beside what is published or in its place, in the reader's words."""

    stage: str = ""  #: A word of its kind; a change of it is worth telling.
    status: str = ""  #: In place of that of its state.
    headline: str = ""
    went_well: bool = True
    notes: Sequence[tuple[str, str]] = ()  #: What is counted, and its figures.


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Why a draft cannot be published by anybody, in words."""

    why: str


def brought_back(latest: int, same_as: int | None) -> int | None:
    """
    Return the version that one more rollback brings back, None where there is none before.

    A version that was brought back counts as the one it is the same as: a second rollback goes a
    step further and not back to where it came from.
    """
    before = (same_as or latest) - 1
    return before if before >= 1 else None
