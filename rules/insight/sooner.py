"""Sooner: what would have warned of an order earlier: a lower line, or telling at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import zip_longest
from typing import NamedTuple

from rules.events.event import Event
from rules.events.tellings import happened
from rules.resonance.facts import Facts
from rules.resonance.measure import Resonance, evaluate
from rules.resonance.policy import Policy
from rules.vocabulary import Level

#: Less than this is not worth a sentence: nobody acts on a warning within it.
WORTH = timedelta(minutes=10)
#: A line that one kind of signal reaches alone warns of nearly everything.
_KINDS = 2
#: Events of an order that is judged again moment by moment; a busier one would keep others waiting.
_EVENTS = 80
#: Changes by time alone that are looked at between two events.
_CHANGES = 50
#: Weights and lines are written with one place.
_PLACE = Decimal("0.1")


class Step(NamedTuple):
    """A moment at which the judgement of an order changed, and what it was from then on."""

    at: datetime
    result: Resonance

    @property
    def signals(self) -> int:
        """How many occurrences are added up."""
        return sum(part.count for part in self.result.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerLine:
    """So many signals stood there long before; a line of that much would have warned then."""

    at: datetime
    count: int
    score: Decimal
    line: Decimal
    gain: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAtOnce:
    """Had every system told when it happened; the slowest of them, and how late it was."""

    at: datetime
    gain: timedelta
    source: str
    delay: timedelta


def is_busy(facts: Facts) -> bool:
    """Say whether there is too much to judge it again for each moment."""
    return len(facts.events) > _EVENTS


def steps(
    facts: Facts, policy: Policy, *, until: datetime, rebased_at: datetime | None
) -> list[Step]:
    """
    Judge an order at each moment since its last release, by what had arrived then.

    What time alone changes is among them. `until` is the last moment looked at, whatever came to
    it: a hold that was set then arrived with no event.
    """
    found: list[Step] = []
    last = evaluate(facts, policy, now=until, rebased_at=rebased_at)
    for step in (*_judged(facts, policy, until, rebased_at), Step(until, last)):
        if not found or _differs(found[-1].result, step.result):
            found.append(step)
    return found


def _judged(
    facts: Facts, policy: Policy, until: datetime, rebased_at: datetime | None
) -> Iterator[Step]:
    heard = {e.received_at for e in facts.events} | {c.received_at for c in facts.elsewhere}
    heard = {at for at in heard if at <= until and (rebased_at is None or at > rebased_at)}
    arrivals = sorted(heard)
    for since, then in zip_longest(arrivals, arrivals[1:]):
        now: datetime | None = since
        for _ in range(_CHANGES):
            if now is None or now > until or (then is not None and now >= then):
                break
            result = evaluate(facts, policy, now=now, rebased_at=rebased_at, watched=True)
            yield Step(now, result)
            now = result.next_at


def _differs(one: Resonance, other: Resonance) -> bool:
    return (one.score, one.level, one.evidence) != (other.score, other.level, other.evidence)


def first_of(walked: Iterable[Step]) -> Step | None:
    """Return the step at which anything began to count."""
    return next((step for step in walked if step.result.parts or step.result.hard), None)


def lower_line(walked: Iterable[Step], policy: Policy, warned_at: datetime) -> LowerLine | None:
    """
    Return the highest line below today's that would have warned of it by `WORTH` or more.

    Lines have one place, and at least two kinds of signals must have stood above it together.
    """
    before = [s for s in walked if s.at <= warned_at - WORTH]
    met = [s for s in before if len(s.result.parts) >= _KINDS and s.result.score < policy.orange]
    if not met:
        return None
    line = max(s.result.score for s in met).quantize(_PLACE, ROUND_FLOOR)
    step = next(s for s in met if s.result.score >= line)
    return LowerLine(
        at=step.at,
        count=step.signals,
        score=step.result.score,
        line=line,
        gain=warned_at - step.at,
    )


def told_at_once(
    facts: Facts, policy: Policy, *, warned_at: datetime, rebased_at: datetime | None
) -> ToldAtOnce | None:
    """Return how much sooner it would have been warned of, had nothing been told late."""
    known = [e for e in facts.events if e.received_at <= warned_at]
    late = [e for e in known if _delay(e) >= WORTH]
    if not late:
        return None
    events = tuple(e._replace(received_at=happened(e)) for e in known)
    at_once = replace(facts, events=events)
    walked = steps(at_once, policy, until=warned_at - WORTH, rebased_at=rebased_at)
    warned = next((s for s in walked if s.result.level is not Level.CALM), None)
    if warned is None:
        return None
    counted = [e for e in late if e.at <= warned.at] or late
    slowest = max(counted, key=_delay)
    return ToldAtOnce(
        at=warned.at,
        gain=warned_at - warned.at,
        source=slowest.source,
        delay=_delay(slowest),
    )


def _delay(event: Event) -> timedelta:
    return event.received_at - happened(event)
