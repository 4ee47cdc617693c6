"""Supposing: what an order would come to if something were otherwise, by the one evaluator."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType

from rules.events.promises import promised
from rules.resonance.facts import Detection, Facts, Occurrence
from rules.resonance.measure import Resonance, measure
from rules.resonance.overrides import Odd, overridden
from rules.resonance.policy import Policy
from rules.resonance.signals import detect

_CREATED = "order.created"
#: The season that there is none of.
NO_SEASON = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What is supposed to be otherwise. Nothing of it: the order as it is."""

    happens: Sequence[tuple[str, int]] = ()  #: Kinds, and how often more, or less.
    numbers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    season: str | None = None  #: Its name; `NO_SEASON`: none; None: that of the day.
    ship_by: datetime | None = None  #: The time promised for shipping.
    ship_later: timedelta | None = None  #: … or so much later than it is.


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What it would come to, and by which policy."""

    policy: Policy
    resonance: Resonance


def suppose(
    facts: Facts,
    policy: Policy,
    what: Supposed,
    *,
    now: datetime,
    rebased_at: datetime | None,
) -> Outcome | Odd:
    """Judge an order at `now` as if this were so; what is no number or no season is named."""
    after = overridden(policy, what.numbers)
    if isinstance(after, Odd):
        return after
    unknown = [kind for kind, _ in what.happens if kind not in after.rules]
    if unknown:
        return Odd(name=unknown[0], value=unknown[0], why="kind")
    if what.season is not None:
        seasons = [s for s in after.seasons if s.name == what.season]
        if what.season != NO_SEASON and not seasons:
            return Odd(name="season", value=what.season, why="season_name")
        day = now.astimezone(after.timezone).date()
        after = replace(after, seasons=tuple(replace(s, first=day, last=day) for s in seasons))
    known = _with_promise(facts, what, after.timezone)
    found = detect(known.until(now), after)
    for kind, delta in what.happens:
        _happen(found, kind, delta, now)
    result = measure(found, known, after, now=now, rebased_at=rebased_at)
    return Outcome(policy=after, resonance=result)


def _with_promise(facts: Facts, what: Supposed, timezone: tzinfo) -> Facts:
    """Return the facts with another time promised for shipping, where one is supposed."""
    if what.ship_by is None and what.ship_later is None:
        return facts
    events = []
    for event in facts.events:
        if event.type == _CREATED:
            by, until = what.ship_by, promised(event.data.get("promised_ship_at"), timezone)
            if what.ship_later is not None and until is not None:
                by = until + what.ship_later
            if by is not None:
                data = {**event.data, "promised_ship_at": by.isoformat()}
                events.append(event._replace(data=data))
                continue
        events.append(event)
    return replace(facts, events=tuple(events))


def _happen(found: Detection, kind: str, delta: int, now: datetime) -> None:
    """Add imagined occurrences that begin now, or take the latest real ones away."""
    found.occurrences.extend(_imagined(kind, range(delta), now))
    if delta < 0:
        real = sorted((o for o in found.occurrences if o.kind == kind), key=lambda o: o.at)
        gone = {id(o) for o in real[delta:]}
        found.occurrences[:] = [o for o in found.occurrences if id(o) not in gone]


def _imagined(kind: str, numbers: Iterable[int], now: datetime) -> Iterable[Occurrence]:
    return (Occurrence(kind, f"what-if|{number}", now) for number in numbers)
