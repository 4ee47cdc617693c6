"""Hard rules: what makes an order red or orange by itself, whatever its score."""

from collections.abc import Iterator
from datetime import datetime

from rules.orders.course import Course, moment
from rules.resonance.facts import Facts, HardHit
from rules.resonance.policy import Policy
from rules.shipping.reasons import reason_of
from rules.vocabulary import HardRule, Level

#: Hard rules that are red by themselves; the others are orange.
RED_RULES = frozenset({HardRule.PARCEL_MISMATCH, HardRule.PAYMENT_WITHOUT_ORDER})


def hard_rules(facts: Facts, course: Course, policy: Policy) -> Iterator[HardHit]:
    """Yield every hard rule that applies, also one that only begins in the future."""
    for hold in facts.holds:
        rule = reason_of(hold.reason).hard_rule
        if rule is not None and hold.released_at is None:
            yield HardHit(rule, Level.RED, hold.since)
    if course.settled_at is not None and course.created is None:
        at = course.settled_at + policy.ghost_after
        yield HardHit(HardRule.PAYMENT_WITHOUT_ORDER, Level.RED, at)
    if course.created is None or course.over_at is not None:
        return
    data = course.created.data
    delivery = moment(data.get("promised_delivery_at"))
    if delivery:
        yield HardHit(HardRule.PAST_DELIVERY, Level.ORANGE, delivery)
    if course.left_at is not None:
        return
    handover = earliest(
        moment(data.get("promised_ship_at")), moment(data.get("promised_pickup_at"))
    )
    if handover:
        yield HardHit(HardRule.PAST_HANDOVER, Level.ORANGE, handover)
    if "black" in facts.listed and course.created_at is not None:
        yield HardHit(HardRule.BLACK_LISTED, Level.ORANGE, course.created_at)
    if policy.unshipped_alerts and course.paid_at is not None:
        at = course.paid_at + policy.unshipped_after
        yield HardHit(HardRule.UNSHIPPED_TOO_LONG, Level.ORANGE, at)


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the first of the moments that are known."""
    known = [m for m in moments if m is not None]
    return min(known) if known else None
