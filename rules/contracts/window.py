"""Windows: the messages of one partner in five minutes, and the three figures of their health."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from rules.contracts.observation import PART, Aspect, Count, Key

_ALL = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offsets:
    """How far off the times of messages were, in whole seconds, whichever way."""

    p50: int
    p95: int
    longest: int


@dataclass(slots=True, kw_only=True)
class Window:
    """What was counted of one partner in one window."""

    partner: str
    start: datetime
    messages: int = 0
    faulty: int = 0
    mismatched: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    encryption: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    delays: dict[int, int] = field(default_factory=dict)  #: Seconds -> how many.
    answers: dict[int, int] = field(default_factory=dict)  #: HTTP status -> how many.
    kinds: dict[str, Count] = field(default_factory=dict)  #: Whose shape is known.
    #: Kind -> field -> what stood there.
    shapes: dict[str, dict[str, dict[str, Count]]] = field(default_factory=dict)

    @property
    def missing_rate(self) -> Decimal:
        """The share of messages that lacked a field."""
        return share(self.faulty, self.messages)

    @property
    def consistency(self) -> Decimal:
        """The share of messages that were encrypted and signed as agreed."""
        return _ALL - share(self.mismatched, self.messages)

    @property
    def offsets(self) -> Offsets | None:
        """Median, 95th percentile and maximum by nearest rank, None where no time was told."""
        total = sum(self.delays.values())
        if not total:
            return None
        counts = sorted((abs(seconds), number) for seconds, number in self.delays.items())
        p50, p95 = (_at_rank(counts, -(-total * percent // 100)) for percent in (50, 95))
        return Offsets(p50=p50, p95=p95, longest=counts[-1][0])


def windows_of(counts: Mapping[Key, Count]) -> list[Window]:
    """Put counts together by partner and window, the oldest first."""
    found: dict[tuple[datetime, str], Window] = {}
    for key, one in counts.items():
        window = found.setdefault(
            (key.start, key.partner), Window(partner=key.partner, start=key.start)
        )
        _place(window, key, one)
    return [window for _, window in sorted(found.items())]


def share(part: int, whole: int) -> Decimal:
    """Return a share, zero of nothing."""
    return Decimal(part) / Decimal(whole) if whole else Decimal(0)


def _place(window: Window, key: Key, one: Count) -> None:
    match key.aspect:
        case Aspect.MESSAGES:
            window.messages = one.number
        case Aspect.FAULTY:
            window.faulty = one.number
        case Aspect.MISMATCHED:
            window.mismatched = one.number
        case Aspect.MISSING:
            window.missing[key.name] = one.number
        case Aspect.ENCRYPTION:
            window.encryption[key.name] = one.number
        case Aspect.REASON:
            window.reasons[key.name] = one.number
        case Aspect.OFFSET | Aspect.ANSWERED:
            counted = window.delays if key.aspect is Aspect.OFFSET else window.answers
            counted[int(key.name)] = one.number
        case Aspect.KIND:
            window.kinds[key.name] = one
        case Aspect.SHAPE:
            kind, name, what = key.name.split(PART, 2)
            window.shapes.setdefault(kind, {}).setdefault(name, {})[what] = one


def _at_rank(counts: list[tuple[int, int]], rank: int) -> int:
    seen = 0
    for seconds, number in counts:
        seen += number
        if seen >= rank:
            return seconds
    return counts[-1][0]
