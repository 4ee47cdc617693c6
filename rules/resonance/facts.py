"""Facts: what is known of one order at one moment, and what detection makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from rules.events.event import Event
from rules.orders.course import Course
from rules.resonance.foresight.history import Outlook
from rules.shipping.holds import Hold, as_of
from rules.vocabulary import HardRule, Level


class Occurrence(NamedTuple):
    """One thing that happened, counted once."""

    kind: str
    key: str  #: Two reports with the same key are the same occurrence, whenever they come.
    at: datetime  #: When it began to count.
    over_at: datetime | None = None  #: What it warned of ended then.

    @property
    def name(self) -> str:
        """What evidence calls it."""
        return f"{self.kind}:{self.key}"


class HardHit(NamedTuple):
    """A hard rule that applies, beside the score."""

    rule: HardRule
    level: Level
    at: datetime

    @property
    def name(self) -> str:
        """What evidence calls it."""
        return f"rule:{self.rule}:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An address change of the same customer on another order."""

    key: str
    at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything known about one order; nothing was received after the moment of judgement."""

    order_no: str
    events: tuple[Event, ...]
    holds: tuple[Hold, ...] = ()
    elsewhere: tuple[Change, ...] = ()
    #: event key -> median print time in ms (label) or 95th percentile in seconds (dwell);
    #: absent with too few samples
    baselines: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    listed: frozenset[str] = (
        frozenset()
    )  #: Names of the lists that this order's customer or address is on.
    silent_types: frozenset[str] = frozenset()  #: Event types whose source has gone silent.
    #: Kinds that do not count for this order's customer, and until when.
    snoozed: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    #: What earlier orders said of it whenever something was heard of it, the latest last.
    outlooks: tuple[Outlook, ...] = ()

    def until(self, now: datetime) -> "Facts":
        """Return what was known at `now`."""
        if self._were_known(now):
            return self
        return Facts(
            order_no=self.order_no,
            events=tuple(e for e in self.events if e.received_at <= now),
            holds=tuple(as_of(h, now) for h in self.holds if h.since <= now),
            elsewhere=tuple(c for c in self.elsewhere if c.received_at <= now),
            baselines=self.baselines,
            listed=self.listed,
            silent_types=self.silent_types,
            snoozed=self.snoozed,
            outlooks=tuple(o for o in self.outlooks if o.at <= now),
        )

    def known_from(self, now: datetime) -> datetime:
        """
        Return `now`, or the later moment from which all of it is known.

        Who waits for an order that another is judging looked at the clock before, and reads then
        what arrived later; judged at that earlier moment the order would be without it again.
        """
        if self._were_known(now):
            return now
        arrived = [e.received_at for e in self.events] + [c.received_at for c in self.elsewhere]
        stood = [at for hold in self.holds for at in (hold.since, hold.released_at) if at]
        return max(now, *arrived, *stood, *(outlook.at for outlook in self.outlooks))

    def _were_known(self, now: datetime) -> bool:
        """Say whether all of it was known, as it is nearly always."""
        for event in self.events:
            if event.received_at > now:
                return False
        for change in self.elsewhere:
            if change.received_at > now:
                return False
        if self.outlooks and self.outlooks[-1].at > now:
            return False
        return all(h.since <= now and (h.released_at or now) <= now for h in self.holds)


@dataclass(slots=True)
class Detection:
    """What was found, and when time alone would find more."""

    course: Course
    occurrences: list[Occurrence] = field(default_factory=list)
    hard: list[HardHit] = field(default_factory=list)

    def begun(self, by: datetime) -> frozenset[str]:
        """Name what had begun by then, but for a mismatch: it is a hold, and stands while open."""
        names = {hit.name for hit in self.occurrences if hit.at <= by}
        states = (HardRule.PARCEL_MISMATCH, HardRule.AMOUNT_MISMATCH)
        return frozenset(names | {h.name for h in self.hard if h.at <= by and h.rule not in states})
