"""Hard rules: what makes an order red or orange by itself, whatever its score."""

from collections.abc import Iterator
from datetime import datetime

from rules.codes import code_key
from rules.events.promises import promised
from rules.events.tellings import happened
from rules.orders.course import Course
from rules.orders.parcels import Departure, departures
from rules.resonance.facts import Facts, HardHit
from rules.resonance.policy import Policy
from rules.shipping.holds import Hold
from rules.shipping.reasons import reason_of
from rules.vocabulary import HardRule, Level

#: Hard rules that are red by themselves; the others are orange.
RED_RULES = frozenset({
    HardRule.AMOUNT_MISMATCH, HardRule.PARCEL_MISMATCH, HardRule.PAYMENT_WITHOUT_ORDER,
    HardRule.REFUND_SHIPPED, HardRule.HELD_SHIPPED,
})  # fmt: skip


def hard_rules(facts: Facts, course: Course, policy: Policy) -> Iterator[HardHit]:
    """Yield every hard rule that applies, also one that only begins in the future."""
    yield from _of_holds(facts, course)
    if course.settled_at is not None and course.created is None:
        at = course.settled_at + policy.ghost_after
        yield HardHit(HardRule.PAYMENT_WITHOUT_ORDER, Level.RED, at)
    if course.created is None or course.over_at is not None:
        return
    if course.moved_on_at is not None:  # what is promised is its successors' to keep
        return
    data = course.created.data
    graded = policy.foresight and bool(facts.outlooks)
    delivery = promised(data.get("promised_delivery_at"), policy.timezone)
    if delivery:
        yield HardHit(HardRule.PAST_DELIVERY, Level.ORANGE, delivery)
    if course.left_at is not None:
        yield from _of_leaving(facts, course, course.left_at)
        return
    handover = earliest(
        promised(data.get("promised_ship_at"), policy.timezone),
        promised(data.get("promised_pickup_at"), policy.timezone),
    )
    if handover and (policy.handover_alerts or not graded):
        yield HardHit(HardRule.PAST_HANDOVER, Level.ORANGE, handover)
    if "black" in facts.listed and course.created_at is not None:
        yield HardHit(HardRule.BLACK_LISTED, Level.ORANGE, course.created_at)
    if policy.unshipped_alerts and course.paid_at is not None:
        at = course.paid_at + policy.unshipped_after
        yield HardHit(HardRule.UNSHIPPED_TOO_LONG, Level.ORANGE, at)


def _of_holds(facts: Facts, course: Course) -> Iterator[HardHit]:
    """Yield what holds make of the order; a refund of what has left is a rule of its own."""
    gone = HardRule.REFUND_OPEN if course.left_at is not None else None
    for hold in facts.holds:
        rule = reason_of(hold.reason).hard_rule
        if rule is not None and rule is not gone and hold.released_at is None:
            yield HardHit(rule, Level.RED if rule in RED_RULES else Level.ORANGE, hold.since)


def _of_leaving(facts: Facts, course: Course, left_at: datetime) -> Iterator[HardHit]:
    """
    Yield what is wrong with goods that have left: a refund was asked for, or the order was held.

    Each parcel is judged by when it left: what was set or ended later does not change what stood
    then. A hold of one line says nothing of parcels without it, and a refund is a rule of its own.
    """
    for asked in course.by_type.get("refund.requested", ())[:1]:
        yield HardHit(HardRule.REFUND_SHIPPED, Level.RED, max(left_at, happened(asked)))
    if not facts.holds:
        return
    announced = course.by_type.get("parcel.created", ())
    held = [
        left.at
        for left in departures(announced, left_at, course.parcels_left)
        if any(_held(hold, left) for hold in facts.holds)
    ]
    if held:
        yield HardHit(HardRule.HELD_SHIPPED, Level.RED, min(held))


def _held(hold: Hold, left: Departure) -> bool:
    if reason_of(hold.reason).hard_rule is HardRule.REFUND_OPEN or not hold.is_open(left.at):
        return False
    return hold.line is None or (left.skus is not None and code_key(hold.line) in left.skus)


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the first of the moments that are known."""
    known = [m for m in moments if m is not None]
    return min(known) if known else None
