"""The policy: every weight, window, threshold and season that judges orders, all configurable."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from rules.statuses.status_map import StatusMap, shipped
from rules.vocabulary import Foreseen, Kind, SignalClass

HOURS_72 = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRule:
    """How much one kind of signal weighs, how often it counts and for how long."""

    kind: str
    weight: Decimal  #: At most three decimal places.
    cap: int  #: Distinct occurrences that count.
    signal_class: SignalClass
    window: timedelta = HOURS_72
    owner: str = ""  #: Who answers for this signal; shown by 信号.
    lasting: bool = False  #: It counts while it is true, however long; `window` says nothing then.


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Factors for a span of local days, both ends included."""

    name: str
    first: date
    last: date
    timeliness: Decimal = Decimal(1)
    quality: Decimal = Decimal(1)

    def factor(self, signal_class: SignalClass) -> Decimal:
        """Return the factor for a class; intent is never scaled."""
        match signal_class:
            case SignalClass.TIMELINESS:
                return self.timeliness
            case SignalClass.QUALITY:
                return self.quality
            case SignalClass.INTENT:
                return Decimal(1)


def _rule(kind: Kind, weight: str, cap: int, signal_class: SignalClass) -> SignalRule:
    return SignalRule(kind=kind, weight=Decimal(weight), cap=cap, signal_class=signal_class)


def _foreseen(kind: Foreseen, weight: str, cap: int, signal_class: SignalClass) -> SignalRule:
    return SignalRule(
        kind=kind, weight=Decimal(weight), cap=cap, signal_class=signal_class, lasting=True
    )


#: The twelve signals, in the order people number them (mission, section A).
BUILT_IN: tuple[SignalRule, ...] = (
    _rule(Kind.ADDRESS_CHANGED, "0.8", 3, SignalClass.INTENT),
    _rule(Kind.ADDRESS_BURST, "1.0", 1, SignalClass.INTENT),
    _rule(Kind.CHAT_OPENED, "1.2", 2, SignalClass.INTENT),
    _rule(Kind.CHAT_AFTER_PAY, "0.4", 1, SignalClass.INTENT),
    _rule(Kind.URGENT_WORDS, "0.9", 1, SignalClass.TIMELINESS),
    _rule(Kind.PAY_DWELL, "0.3", 1, SignalClass.INTENT),
    _rule(Kind.COUPON_DEPTH, "0.3", 1, SignalClass.QUALITY),
    _rule(Kind.LABEL_SLOW, "0.6", 1, SignalClass.TIMELINESS),
    _rule(Kind.DEADLINE_BURN, "0.9", 1, SignalClass.TIMELINESS),
    _rule(Kind.TRACE_STALL, "0.8", 1, SignalClass.TIMELINESS),
    _rule(Kind.STATUS_CONFLICT, "0.8", 1, SignalClass.QUALITY),
    _rule(Kind.MULTI_PIECE, "0.8", 1, SignalClass.QUALITY),
)

#: What earlier orders say of one, in the order of what it is worth; weighed once, on past orders.
FORESEEN: tuple[SignalRule, ...] = (
    _foreseen(Foreseen.ROUTE_DOUBT, "0.3", 5, SignalClass.TIMELINESS),
    _foreseen(Foreseen.HANDOVER_OVERDUE, "0.5", 3, SignalClass.TIMELINESS),
    _foreseen(Foreseen.SLOW_FOR_THIS_SHOP, "0.6", 1, SignalClass.TIMELINESS),
    _foreseen(Foreseen.SEVERAL_SHOPS, "1.3", 1, SignalClass.QUALITY),
    _foreseen(Foreseen.MANY_PIECES, "0.6", 1, SignalClass.QUALITY),
    _foreseen(Foreseen.SHOP_BAD, "1.0", 1, SignalClass.QUALITY),
    _foreseen(Foreseen.SHOP_LATE, "0.3", 1, SignalClass.TIMELINESS),
    _foreseen(Foreseen.SHOP_BACKLOG, "0.2", 1, SignalClass.TIMELINESS),
    _foreseen(Foreseen.ROUTE_WAVE, "0.4", 2, SignalClass.TIMELINESS),
    _foreseen(Foreseen.TRANSIT_SLOW_FOR_ROUTE, "0.2", 1, SignalClass.TIMELINESS),
    _foreseen(Foreseen.CATEGORY_BAD, "0.2", 1, SignalClass.QUALITY),
)

#: Which event types each built-in kind is read from.
INPUTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Kind.ADDRESS_CHANGED: frozenset({"order.address_changed"}),
        Kind.ADDRESS_BURST: frozenset({"order.address_changed"}),
        Kind.CHAT_OPENED: frozenset({"chat.opened"}),
        Kind.CHAT_AFTER_PAY: frozenset({"chat.opened"}),
        Kind.URGENT_WORDS: frozenset({"chat.message"}),
        Kind.PAY_DWELL: frozenset({"checkout.dwelled"}),
        Kind.COUPON_DEPTH: frozenset({"coupon.applied"}),
        Kind.LABEL_SLOW: frozenset({"label.printed"}),
        Kind.DEADLINE_BURN: frozenset({"carrier.trace"}),
        Kind.TRACE_STALL: frozenset({"carrier.trace"}),
        Kind.STATUS_CONFLICT: frozenset({"system.status"}),
        Kind.MULTI_PIECE: frozenset({"order.created"}),
    }
)

#: Words by which a customer says that it is urgent (S-59).
#: The list is edited in chat: 信号 急用词 加 …
URGENT_WORDS: tuple[str, ...] = (
    "急用", "急需", "急着用", "急着要", "加急", "今天必须到", "明天必须到", "今天一定要到",
    "赶时间", "来不及了", "等着用", "urgent", "asap",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Policy:
    """Everything the evaluator needs to know besides facts and `now`."""

    orange: Decimal = Decimal("2.5")
    red: Decimal = Decimal("4.0")
    window: timedelta = HOURS_72  #: Of kinds that have none of their own.
    rules: Mapping[str, SignalRule] = field(
        default_factory=lambda: MappingProxyType({r.kind: r for r in (*BUILT_IN, *FORESEEN)})
    )
    seasons: tuple[Season, ...] = ()
    statuses: StatusMap = field(default_factory=shipped)  #: By which raw words are read.
    timezone: tzinfo
    urgent_words: tuple[str, ...] = URGENT_WORDS
    burst_within: timedelta = timedelta(minutes=30)  #: Inclusive (mission, signal 2).
    chat_after_pay_within: timedelta = timedelta(seconds=10)  #: Inclusive (signal 4).
    dwell_limit: Decimal = Decimal(300)  #: Seconds, until a 95th percentile exists (signal 6).
    coupon_depth: Decimal = Decimal("0.5")  #: Share of the price given away (signal 7).
    coupon_count: int = 3
    label_slow_ratio: Decimal = Decimal("1.47")  #: Of the median (signal 8).
    baseline_span: timedelta = timedelta(days=14)
    baseline_samples: int = 20
    deadline_share: Decimal = Decimal("0.7")  #: Of the time promised for shipping (signal 9).
    stall_after: timedelta = timedelta(hours=24)  #: Inclusive (signal 10).
    conflict_tolerance: timedelta = timedelta(minutes=30)  #: Inclusive (signal 11).
    pieces: int = 3  #: This many pieces or more (signal 12).
    unshipped_after: timedelta = timedelta(
        hours=24
    )  #: The fixed threshold kept as a baseline (S-50).
    unshipped_alerts: bool = (
        False  #: Whether that baseline raises orange by itself or is only counted.
    )
    ghost_after: timedelta = timedelta(
        minutes=5
    )  #: A settled payment without an order may be this early.
    high_value: Decimal = Decimal(1000)  #: CNY; from here on people call before they ship.
    suppress_for: timedelta = timedelta(
        hours=1
    )  #: The same evidence is not told twice within this time.
    foresight: bool = True  #: Whether earlier orders are asked about this one, where there are any.
    #: Whether a hand-over limit that has passed raises orange by itself also where they are asked.
    handover_alerts: bool = False

    @cached_property
    def version(self) -> str:
        """A short name of exactly these numbers; two policies share it only if they judge alike."""
        return hashlib.sha256(repr(_canonical(self)).encode()).hexdigest()[:10]

    @cached_property
    def deadline_ratio(self) -> tuple[int, int]:
        """`deadline_share` as a fraction, so that a time can be multiplied by it exactly."""
        return self.deadline_share.as_integer_ratio()

    def season_at(self, now: datetime) -> Season | None:
        """Return the first season whose local days contain `now`."""
        if not self.seasons:
            return None
        today = now.astimezone(self.timezone).date()
        return next((s for s in self.seasons if s.first <= today <= s.last), None)

    def next_switch(self, now: datetime) -> datetime | None:
        """Return the next instant at which a season begins or ends."""
        edges = (
            datetime.combine(day, time(), self.timezone)
            for season in self.seasons
            for day in (season.first, season.last + timedelta(days=1))
        )
        return min((edge for edge in edges if edge > now), default=None)

    def with_urgent_words(self, added: Iterable[str], removed: Iterable[str]) -> "Policy":
        """Return the policy with the word list as people edited it in chat."""
        gone = set(removed)
        words = dict.fromkeys((*self.urgent_words, *added))
        kept = tuple(word for word in words if word not in gone)
        return self if kept == self.urgent_words else replace(self, urgent_words=kept)


def _canonical(policy: Policy) -> tuple[object, ...]:
    """List every number in a stable order, decimals without trailing zeros."""
    rules = sorted(
        (
            str(r.kind),
            str(r.weight.normalize()),
            r.cap,
            r.signal_class.value,
            "lasting" if r.lasting else r.window.total_seconds(),
        )
        for r in policy.rules.values()
    )
    seasons = [
        (s.name, s.first, s.last, str(s.timeliness.normalize()), str(s.quality.normalize()))
        for s in policy.seasons
    ]
    return (
        str(policy.orange.normalize()), str(policy.red.normalize()), rules, seasons,
        str(policy.timezone), policy.urgent_words, policy.burst_within,
        policy.chat_after_pay_within, str(policy.dwell_limit.normalize()),
        str(policy.coupon_depth.normalize()), policy.coupon_count,
        str(policy.label_slow_ratio.normalize()), policy.baseline_span, policy.baseline_samples,
        str(policy.deadline_share.normalize()), policy.stall_after, policy.conflict_tolerance,
        policy.pieces, policy.unshipped_after, policy.unshipped_alerts, policy.ghost_after,
        str(policy.high_value.normalize()), policy.suppress_for, policy.statuses.name,
        policy.foresight, policy.handover_alerts,
    )  # fmt: skip
