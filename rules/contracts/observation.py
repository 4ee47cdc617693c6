"""Observations: what a door saw of a message of a partner, whether or not it could be read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

#: What is told of a partner is told of such a time, by when messages arrived.
WINDOW = timedelta(minutes=5)
#: Of a name that is kept; longer ones are cut.
_LONGEST = 200
#: Offsets are kept to so many digits: a second up to a quarter of an hour, 1 % beyond.
_DIGITS = 1000
#: Stands between the parts of a name.
PART = "\t"
#: Begins the reason under which what cannot be is counted, beside that of its refusal (S-83).
IMPOSSIBLE = "impossible "


class Aspect(StrEnum):
    """What is counted of a partner's messages."""

    MESSAGES = "messages"
    FAULTY = "faulty"  #: Lacked a field at least.
    MISSING = "missing"  #: By field.
    ENCRYPTION = "encryption"  #: By kind, as found.
    MISMATCHED = "mismatched"  #: Not encrypted or signed as agreed.
    OFFSET = "offset"  #: By seconds between when it says it was, and when it came.
    REASON = "reason"  #: Why it could not be read.
    ANSWERED = "answered"  #: By the HTTP status that its sender got.
    KIND = "kind"  #: Whose shape is known, by kind of message.
    SHAPE = "shape"  #: By kind of message, field and what stood there.


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """
    One message as a door saw it.

    `shape` is what stood in each field (`rules.contracts.shape`), empty where it is not known.
    """

    partner: str
    at: datetime | None  #: When it says it was.
    received_at: datetime
    missing: tuple[str, ...] = ()
    encryption: str = ""
    matches: bool = True  #: Whether it was encrypted and signed as agreed.
    offset_seconds: float | None = None  #: Received minus said; negative: it says a time to come.
    shape: Mapping[str, str] = field(default_factory=dict)
    order_no: str | None = None
    reason: str | None = None
    kind: str = ""  #: Messages are compared with those of their kind.
    #: It stands for so many alike; what is measured of one (offset, shape) counts once.
    times: int = 1
    #: The offsets of all that it stands for, as they are kept, and how many had each.
    delays: Mapping[int, int] = field(default_factory=dict)
    #: With which HTTP status how many messages were answered.
    answers: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted together."""

    partner: str
    start: datetime
    aspect: Aspect
    name: str


@dataclass(slots=True)
class Count:
    """How many, and of which order the first was."""

    number: int = 0
    order_no: str | None = None


def window_of(at: datetime) -> datetime:
    """Return when the window of a time began, in UTC."""
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(WINDOW.total_seconds()), UTC)


def count(
    observations: Iterable[Observation], counts: dict[Key, Count] | None = None
) -> dict[Key, Count]:
    """
    Count observations, so that a window costs what it is made of and not how much came.

    They are added to `counts`, where there are some.
    """
    counts = {} if counts is None else counts
    for one in observations:
        start = window_of(one.received_at)
        for aspect, name, number in _parts(one):
            found = counts.setdefault(Key(one.partner, start, aspect, name[:_LONGEST]), Count())
            found.number += number
            found.order_no = found.order_no or one.order_no
    return counts


def rounded(seconds: float) -> int:
    """Return an offset as it is kept: whole seconds of at most three digits that are not zero."""
    whole, sign = int(abs(seconds)), -1 if seconds < 0 else 1
    step = 1
    while whole // step >= _DIGITS:
        step *= 10
    return sign * (whole // step) * step


def _parts(one: Observation) -> Iterator[tuple[Aspect, str, int]]:
    said = [
        (Aspect.FAULTY, "" if one.missing else None),
        *((Aspect.MISSING, lacked) for lacked in dict.fromkeys(one.missing)),
        (Aspect.ENCRYPTION, one.encryption or None),
        (Aspect.MISMATCHED, None if one.matches else ""),
        (Aspect.REASON, one.reason or None),
    ]
    yield Aspect.MESSAGES, "", one.times
    yield from ((aspect, name, one.times) for aspect, name in said if name is not None)
    if one.offset_seconds is not None:
        yield Aspect.OFFSET, str(rounded(one.offset_seconds)), 1
    for aspect, counted in ((Aspect.OFFSET, one.delays), (Aspect.ANSWERED, one.answers)):
        for number, times in counted.items():
            yield aspect, str(number), times
    if one.shape:
        yield Aspect.KIND, one.kind, 1
        for name, what in one.shape.items():
            yield Aspect.SHAPE, PART.join((one.kind, name, what)), 1
