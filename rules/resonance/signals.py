"""Signals: from the facts of an order to the distinct occurrences that may count."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from rules.events.event import Event
from rules.events.promises import promised
from rules.events.tellings import Fact, event_key, first_to_reach_us, happened, told_once
from rules.orders.addresses import address_changes
from rules.orders.course import Course, follow
from rules.resonance.facts import Detection, Facts, Occurrence
from rules.resonance.foreseen import signs, stalls_after, told_apart
from rules.resonance.hard_rules import earliest, hard_rules
from rules.resonance.policy import Policy
from rules.resonance.urgent import reads_urgent
from rules.statuses.words import Stage
from rules.vocabulary import Kind


def detect(facts: Facts, policy: Policy) -> Detection:
    """
    Find every occurrence and hard rule, also those that only begin in the future.

    Whether one counts at a given moment is for `resonance.measure` to say.
    """
    course = follow(facts.events, policy.statuses)
    found = Detection(course=course)
    out = found.occurrences
    by_type = course.by_type
    left, over = course.left_at, course.over_at
    before_shipping = earliest(left, over)

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
    out.extend(_deadline(course, policy, earliest(before_shipping, course.moved_on_at)))
    out.extend(_stall(facts, course, policy))
    if len(course.systems) > 1:
        out.extend(_conflicts(course, policy))
    out.extend(_pieces(course, policy))
    if "signal.seen" in by_type:
        for fact in told_once(by_type["signal.seen"], _seen):
            out.append(_once(str(fact.said.data["kind"]), fact, over))
    foreseen = signs(facts.outlooks, course, policy, before_shipping)
    found.occurrences = told_apart(out, foreseen, course, policy)
    found.hard.extend(hard_rules(facts, course, policy))
    return found


def _seen(event: Event) -> tuple[str, ...]:
    """Return what a signal or a coupon says: everything, but for the name of the message."""
    words = ((name, value) for name, value in event.data.items() if not name.endswith("_id"))
    return tuple(f"{name}={value}" for name, value in sorted(words))


def _first(tellings: Sequence[Event]) -> str:
    return event_key(min(tellings, key=first_to_reach_us))


def _once(kind: str, fact: Fact, over_at: datetime | None) -> Occurrence:
    return Occurrence(str(kind), fact.key, fact.at, over_at)


def _dwells(
    facts: Facts, course: Course, policy: Policy, before_shipping: datetime | None
) -> Iterator[Occurrence]:
    until = earliest(course.label_at, before_shipping)
    for fact in told_once(course.by_type["checkout.dwelled"], _spent):
        limit = facts.baselines.get(event_key(fact.said), policy.dwell_limit)
        if _spent(fact.said) > limit:
            yield _once(Kind.PAY_DWELL, fact, until)


def _spent(event: Event) -> Decimal:
    return Decimal(str(event.data["seconds"]))


def _slow_labels(
    facts: Facts, course: Course, policy: Policy, before_shipping: datetime | None
) -> Iterator[Occurrence]:
    for fact in told_once(course.by_type["label.printed"], _took):
        median = facts.baselines.get(event_key(fact.said))
        if median is not None and _took(fact.said) >= median * policy.label_slow_ratio:
            yield _once(Kind.LABEL_SLOW, fact, before_shipping)


def _took(event: Event) -> Decimal:
    return Decimal(str(event.data["took_ms"]))


def _address(
    facts: Facts, course: Course, policy: Policy, over_at: datetime | None
) -> Iterator[Occurrence]:
    by_type = course.by_type
    own = address_changes(by_type.get("order.created", ()), by_type["order.address_changed"])
    for place, change in enumerate(own):
        yield _once(Kind.ADDRESS_CHANGED, change, over_at)
        before = [c.at for c in own[:place]]
        before += [c.at for c in facts.elsewhere if (c.at, c.key) < (change.at, change.key)]
        if before and change.at - max(before) <= policy.burst_within:
            yield _once(Kind.ADDRESS_BURST, change, over_at)


def _chats(course: Course, policy: Policy, over_at: datetime | None) -> Iterator[Occurrence]:
    payments = [fact.at for fact in told_once(course.paid, lambda paid: paid.data["amount"])]
    for fact in told_once(course.by_type["chat.opened"], lambda _: None):
        yield _once(Kind.CHAT_OPENED, fact, over_at)
        if any(timedelta() <= fact.at - at <= policy.chat_after_pay_within for at in payments):
            yield _once(Kind.CHAT_AFTER_PAY, fact, over_at)


def _urgent(course: Course, policy: Policy) -> Iterator[Occurrence]:
    urgent = [
        event
        for event in course.by_type["chat.message"]
        if reads_urgent(str(event.data["text"]), policy.urgent_words)
    ]
    for fact in told_once(urgent, lambda message: message.data["text"]):
        yield _once(Kind.URGENT_WORDS, fact, course.over_at)


def _coupons(course: Course, policy: Policy, over_at: datetime | None) -> Iterator[Occurrence]:
    coupons = told_once(course.by_type["coupon.applied"], _seen)
    for fact in coupons:
        if Decimal(str(fact.said.data["depth"])) >= policy.coupon_depth:
            yield _once(Kind.COUPON_DEPTH, fact, over_at)
    if len(coupons) >= policy.coupon_count:
        nth = coupons[policy.coupon_count - 1]
        yield Occurrence(Kind.COUPON_DEPTH, f"coupons|{policy.coupon_count}", nth.at, over_at)


def _deadline(course: Course, policy: Policy, over_at: datetime | None) -> Iterator[Occurrence]:
    if course.created is None:
        return
    limit = promised(course.created.data.get("promised_ship_at"), policy.timezone)
    if limit is None:
        return
    start = course.paid_at or course.created_at or limit
    share, whole = policy.deadline_ratio
    at = start + max(limit - start, timedelta()) * share // whole
    yield Occurrence(Kind.DEADLINE_BURN, f"deadline|{limit.isoformat()}", at, over_at)


def _stall(facts: Facts, course: Course, policy: Policy) -> Iterator[Occurrence]:
    last = course.last_trace
    if last is None or course.left_at is None:
        return
    second = last.at.replace(microsecond=0)
    tellings = [e for e in course.by_type["carrier.trace"] if e.at >= second]
    at = min(map(happened, tellings)) + stalls_after(facts.outlooks, policy)
    back = course.systems.get("carrier")
    over = earliest(course.over_at, back.since if back and back.stage is Stage.CLOSED else None)
    yield Occurrence(Kind.TRACE_STALL, f"stall|{_first(tellings)}", at, over)


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
                key = f"conflict|{name} {event_key(one.told)}|{other_name} {event_key(other.told)}"
                yield Occurrence(Kind.STATUS_CONFLICT, key, at)


def _pieces(course: Course, policy: Policy) -> Iterator[Occurrence]:
    if course.created is None:
        return
    items = course.created.data.get("items") or []
    pieces = sum(int(item.get("qty") or 1) for item in items)
    places = {item.get("warehouse") or item.get("shop") for item in items} - {None}
    if pieces >= policy.pieces or len(places) > 1 or any(item.get("is_gift") for item in items):
        # However often the order was told: it has had so many pieces since the first time.
        alike = [e for e in course.by_type["order.created"] if e.data.get("items") == items]
        at, until = min(map(happened, alike)), earliest(course.checked_at, course.over_at)
        yield Occurrence(Kind.MULTI_PIECE, _first(alike), at, until)
