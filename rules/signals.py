"""Signals: from the facts of an order to the distinct occurrences that may count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from rules.chats import reads_urgent
from rules.course import Course, follow, happened, moment
from rules.events import Event
from rules.holds import Hold, as_of
from rules.policy import Policy
from rules.statuses import Stage
from rules.vocabulary import HardRule, HoldReason, Kind, Level

#: `known_at` of what no release forgets.
NEVER_FORGOTTEN = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened, counted once."""

    kind: str
    key: str  #: Two reports with the same key are the same occurrence.
    at: datetime  #: When it began to count.
    known_at: (
        datetime  #: When we could first have counted it; a release forgets what was known by then.
    )
    over_at: datetime | None = None  #: What it warned of ended then.


@dataclass(frozen=True, slots=True)
class HardHit:
    """A hard rule that applies, beside the score."""

    rule: HardRule
    level: Level
    at: datetime
    known_at: datetime


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

    def until(self, now: datetime) -> "Facts":
        """Return what was known at `now`."""
        if (
            all(e.received_at <= now for e in self.events)
            and all(c.received_at <= now for c in self.elsewhere)
            and all(h.since <= now and (h.released_at or now) <= now for h in self.holds)
        ):
            return self
        return Facts(
            order_no=self.order_no,
            events=tuple(e for e in self.events if e.received_at <= now),
            holds=tuple(as_of(h, now) for h in self.holds if h.since <= now),
            elsewhere=tuple(c for c in self.elsewhere if c.received_at <= now),
            baselines=self.baselines,
            listed=self.listed,
            silent_types=self.silent_types,
        )


@dataclass(slots=True)
class Detection:
    """What was found, and when time alone would find more."""

    course: Course
    occurrences: list[Occurrence] = field(default_factory=list)
    hard: list[HardHit] = field(default_factory=list)


def event_key(event: Event) -> str:
    """Name an occurrence: the message it is an edition of, or else the event itself."""
    data = event.data
    original = data.get("message_id") or data.get("conversation_id")
    return f"{event.source}|{original}" if original else f"{event.source}|{event.id}"


def detect(facts: Facts, policy: Policy) -> Detection:
    """
    Find every occurrence and hard rule, also those that only begin in the future.

    Whether one counts at a given moment is for `resonance.measure` to say.
    """
    course = follow(facts.events)
    found = Detection(course=course)
    out = found.occurrences
    by_type = course.by_type
    left, over = course.left_at, course.over_at
    before_shipping = _earliest(left, over)

    if "order.address_changed" in by_type:
        out.extend(_address(facts, course, policy, before_shipping))
    if "chat.opened" in by_type:
        out.extend(_chats(course, policy, before_shipping))
    if "chat.message" in by_type:
        out.extend(_urgent(course, policy))
    if "checkout.dwelled" in by_type:
        out.extend(_dwells(facts, course, policy, before_shipping))
    if "coupon.applied" in by_type:
        out.extend(_coupons(course, policy, before_shipping))
    if "label.printed" in by_type:
        out.extend(_slow_labels(facts, course, policy, before_shipping))
    out.extend(_deadline(course, policy, before_shipping))
    out.extend(_stall(course, policy))
    if len(course.systems) > 1:
        out.extend(_conflicts(course, policy))
    out.extend(_pieces(course, policy))
    for event in by_type.get("signal.seen", ()):
        out.append(_once(str(event.data["kind"]), event, over))
    found.hard.extend(_hard_rules(facts, course, policy))
    found.occurrences = _distinct(out)
    return found


def _dwells(
    facts: Facts, course: Course, policy: Policy, before_shipping: datetime | None
) -> Iterator[Occurrence]:
    until = _earliest(course.label_at, before_shipping)
    for event in course.by_type["checkout.dwelled"]:
        limit = facts.baselines.get(event_key(event), policy.dwell_limit)
        if Decimal(str(event.data["seconds"])) > limit:
            yield _once(Kind.PAY_DWELL, event, until)


def _slow_labels(
    facts: Facts, course: Course, policy: Policy, before_shipping: datetime | None
) -> Iterator[Occurrence]:
    for event in course.by_type["label.printed"]:
        median = facts.baselines.get(event_key(event))
        took = Decimal(str(event.data["took_ms"]))
        if median is not None and took >= median * policy.label_slow_ratio:
            yield _once(Kind.LABEL_SLOW, event, before_shipping)


def _distinct(occurrences: list[Occurrence]) -> list[Occurrence]:
    """Make one of all editions of an occurrence: it began, and was known, with the first."""
    first: dict[tuple[str, str], Occurrence] = {}
    for hit in occurrences:
        known = first.setdefault((hit.kind, hit.key), hit)
        if known is not hit:
            early = hit if hit.at < known.at else known
            first[hit.kind, hit.key] = replace(early, known_at=min(hit.known_at, known.known_at))
    return list(first.values())


def _earliest(*moments: datetime | None) -> datetime | None:
    known = [m for m in moments if m is not None]
    return min(known) if known else None


def _once(kind: str, event: Event, over_at: datetime | None) -> Occurrence:
    return Occurrence(str(kind), event_key(event), happened(event), event.received_at, over_at)


def _address(
    facts: Facts, course: Course, policy: Policy, over_at: datetime | None
) -> Iterator[Occurrence]:
    own = [
        (happened(e), event_key(e), e.received_at) for e in course.by_type["order.address_changed"]
    ]
    everywhere = own + [(c.at, c.key, c.received_at) for c in facts.elsewhere]
    # An edited copy is no second change: each counts from its first edition.
    firsts: dict[str, datetime] = {}
    for at, key, _ in sorted(everywhere):
        firsts.setdefault(key, at)
    for at, key, received_at in own:
        yield Occurrence(Kind.ADDRESS_CHANGED, key, at, received_at, over_at)
        known_at = [
            max(received_at, other[2])
            for other in everywhere
            if other[1] != key and other[:2] < (at, key) and at - other[0] <= policy.burst_within
        ]
        began = firsts[key]
        if known_at and any(
            (since, name) < (began, key) and began - since <= policy.burst_within
            for name, since in firsts.items()
        ):
            yield Occurrence(Kind.ADDRESS_BURST, key, began, min(known_at), over_at)


def _chats(course: Course, policy: Policy, over_at: datetime | None) -> Iterator[Occurrence]:
    for event in course.by_type["chat.opened"]:
        at = happened(event)
        yield _once(Kind.CHAT_OPENED, event, over_at)
        paid_known = [
            paid.received_at
            for paid in course.paid
            if timedelta() <= at - happened(paid) <= policy.chat_after_pay_within
        ]
        if paid_known:
            known_at = max(event.received_at, min(paid_known))
            yield Occurrence(Kind.CHAT_AFTER_PAY, event_key(event), at, known_at, over_at)


def _urgent(course: Course, policy: Policy) -> Iterator[Occurrence]:
    for event in course.by_type["chat.message"]:
        if reads_urgent(str(event.data["text"]), policy.urgent_words):
            yield _once(Kind.URGENT_WORDS, event, course.over_at)


def _coupons(course: Course, policy: Policy, over_at: datetime | None) -> Iterator[Occurrence]:
    applied = course.by_type["coupon.applied"]
    coupons = list({event_key(e): e for e in reversed(applied)}.values())[::-1]
    for event in coupons:
        if Decimal(str(event.data["depth"])) >= policy.coupon_depth:
            yield _once(Kind.COUPON_DEPTH, event, over_at)
    if len(coupons) >= policy.coupon_count:
        known_at = sorted(e.received_at for e in coupons)[policy.coupon_count - 1]
        nth = coupons[policy.coupon_count - 1]
        yield Occurrence(
            Kind.COUPON_DEPTH, f"coupons|{policy.coupon_count}", happened(nth), known_at, over_at
        )


def _deadline(course: Course, policy: Policy, over_at: datetime | None) -> Iterator[Occurrence]:
    if course.created is None:
        return
    limit = moment(course.created.data.get("promised_ship_at"))
    if limit is None:
        return
    start = happened(course.paid[0]) if course.paid else happened(course.created)
    share, whole = policy.deadline_share.as_integer_ratio()
    at = start + max(limit - start, timedelta()) * share // whole
    yield Occurrence(
        Kind.DEADLINE_BURN, Kind.DEADLINE_BURN, at, max(at, course.created.received_at), over_at
    )


def _stall(course: Course, policy: Policy) -> Iterator[Occurrence]:
    last = course.last_trace
    if last is None or course.left_at is None:
        return
    at = happened(last) + policy.stall_after
    back = course.systems.get("carrier")
    over = _earliest(course.over_at, back.since if back and back.stage is Stage.CLOSED else None)
    yield Occurrence(
        Kind.TRACE_STALL, f"stall|{event_key(last)}", at, max(at, last.received_at), over
    )


#: The last stage each system ever learns of; beyond it, silence is no disagreement.
_CEILING = {"wms": Stage.SHIPPED, "erp": Stage.SHIPPED}


def _conflicts(course: Course, policy: Policy) -> Iterator[Occurrence]:
    systems = sorted(course.systems.items())
    for index, (name, one) in enumerate(systems):
        for other_name, other in systems[index + 1 :]:
            cap = min(_CEILING.get(name, Stage.SIGNED), _CEILING.get(other_name, Stage.SIGNED))
            if Stage.CLOSED in (one.stage, other.stage):
                closed, rest = (one, other) if one.stage is Stage.CLOSED else (other, one)
                differ = rest.stage is not Stage.CLOSED and (
                    rest.stage < Stage.SHIPPED or rest.since > closed.since
                )
            else:
                differ = min(one.stage, cap) != min(other.stage, cap)
            if differ:
                at = max(one.since, other.since) + policy.conflict_tolerance
                known_at = max(at, one.known_at, other.known_at)
                yield Occurrence(
                    Kind.STATUS_CONFLICT, f"conflict|{name}|{other_name}|{at}", at, known_at
                )


def _pieces(course: Course, policy: Policy) -> Iterator[Occurrence]:
    if course.created is None:
        return
    items = course.created.data.get("items") or ()
    pieces = sum(int(item.get("qty") or 1) for item in items)
    places = {item.get("warehouse") or item.get("shop") for item in items} - {None}
    if pieces >= policy.pieces or len(places) > 1 or any(item.get("is_gift") for item in items):
        yield _once(Kind.MULTI_PIECE, course.created, _earliest(course.checked_at, course.over_at))


def _hard_rules(facts: Facts, course: Course, policy: Policy) -> Iterator[HardHit]:
    for hold in facts.holds:
        if hold.reason == HoldReason.PARCEL_MISMATCH and hold.released_at is None:
            # A state, not a memory: as long as the hold is open no release can have forgotten it.
            yield HardHit(HardRule.PARCEL_MISMATCH, Level.RED, hold.since, NEVER_FORGOTTEN)
    if course.settled is not None and course.created is None:
        at = happened(course.settled) + policy.ghost_after
        yield HardHit(
            HardRule.PAYMENT_WITHOUT_ORDER, Level.RED, at, max(at, course.settled.received_at)
        )
    if course.created is None:
        return
    data, known = course.created.data, course.created.received_at
    handover = _earliest(
        moment(data.get("promised_ship_at")), moment(data.get("promised_pickup_at"))
    )
    if handover and course.left_at is None and course.over_at is None:
        yield HardHit(HardRule.PAST_HANDOVER, Level.ORANGE, handover, max(handover, known))
    delivery = moment(data.get("promised_delivery_at"))
    if delivery and course.over_at is None:
        yield HardHit(HardRule.PAST_DELIVERY, Level.ORANGE, delivery, max(delivery, known))
    if "black" in facts.listed and course.left_at is None and course.over_at is None:
        at = happened(course.created)
        yield HardHit(HardRule.BLACK_LISTED, Level.ORANGE, at, max(at, known))
    if (
        policy.unshipped_alerts
        and course.paid
        and course.left_at is None
        and course.over_at is None
    ):
        at = happened(course.paid[0]) + policy.unshipped_after
        yield HardHit(HardRule.UNSHIPPED_TOO_LONG, Level.ORANGE, at, max(at, known))
