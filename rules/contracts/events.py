"""Events as observations: what a request of a source showed, whatever its size."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from rules.contracts.observation import Observation, rounded
from rules.contracts.shape import shape_of
from rules.events.event import Event, Rejected
from rules.events.lines import SET_ASIDE
from rules.events.moments import as_utc, read_moment

#: Of a request so many events of a type are looked at closely, evenly; all are counted. Enough
#: for a window to say something (`limits.LEAST`) of a source that sends one request in it.
CLOSELY = 25
_NO_NUMBER = frozenset({"missing", "empty"})


def seen(source: str, events: Sequence[Event], now: datetime, *, closely: int) -> list[Observation]:
    """Return what stands for the events of a request; of at most `closely` the shape is known."""
    kinds: dict[str, list[Event]] = {}
    for event in events:
        kinds.setdefault(event.type, []).append(event)
    if not events:
        return []
    found = []
    for of in kinds.values():
        shown = min(CLOSELY, closely, len(of))
        closely -= shown
        looked_at = [of[len(of) * place // shown] for place in range(shown)]
        found += [_looked_at(source, event, now) for event in looked_at]
    delays = Counter(rounded((now - event.at).total_seconds()) for event in events)
    left = len(events) - len(found)
    found.append(Observation(partner=source, at=None, received_at=now, times=left, delays=delays))
    return found


def refused(
    source: str, raw: Sequence[object], bad: Sequence[tuple[int, Rejected]], now: datetime
) -> list[Observation]:
    """Return what stands for what was refused of a request: a field that it lacks, or why else."""
    alike: dict[tuple[str, str], int] = {}
    found: list[Observation] = []
    for index, rejected in bad:
        lacks = rejected.field if rejected.code == "missing" else ""
        alike[rejected.code, lacks] = alike.get((rejected.code, lacks), 0) + 1
        if rejected.code == "time_in_future" and len(found) < CLOSELY:
            found += list(_of_the_future(source, raw[index], now))
    return found + [
        Observation(
            partner=source,
            at=None,
            received_at=now,
            missing=(lacks,) if lacks else (),
            reason=code,
            times=times,
        )
        for (code, lacks), times in alike.items()
    ]


def answered(source: str, number: int, status: int, now: datetime) -> Observation:
    """Return what stands for the answer to a request of so many events."""
    return Observation(partner=source, at=None, received_at=now, times=0, answers={status: number})


def impossible(bad: Iterable[Rejected]) -> Counter[str]:
    """Count what no shop ever means: negative amounts, and orders without a number (S-83)."""
    return Counter(
        "no_order" if rejected.field == "subject" else rejected.code
        for rejected in bad
        if rejected.code == "negative_amount"
        or (rejected.field == "subject" and rejected.code in _NO_NUMBER)
    )


def _looked_at(source: str, event: Event, now: datetime) -> Observation:
    data = {name: value for name, value in event.data.items() if name != SET_ASIDE}
    return Observation(
        partner=source,
        at=event.at,
        received_at=now,
        shape=shape_of(data),
        order_no=event.order_no,
        kind=event.type,
    )


def _of_the_future(source: str, raw: object, now: datetime) -> Iterator[Observation]:
    """Measure how far ahead a clock is; the event itself is counted with its like."""
    told = raw.get("time") if isinstance(raw, dict) else None
    if isinstance(told, str) and read_moment(told) is not None:
        at = as_utc(told)
        ahead = (now - at).total_seconds()
        yield Observation(partner=source, at=at, received_at=now, offset_seconds=ahead, times=0)
