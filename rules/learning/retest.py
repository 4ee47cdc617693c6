"""Retests: past orders judged by the numbers in force, by others and by fixed rules (A-31)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import NamedTuple

from rules.backtest.intervals import FEWEST_OF_MEDIAN
from rules.drafts.draft import Difference
from rules.learning.form import form_of
from rules.learning.profile import UNIT, Profile, loudest_of, scale_of, units
from rules.learning.summary import Share, Summary
from rules.resonance.policy import Policy

#: Orange thresholds that are tried for a front, up to red: there are no more dots than read.
_STEP = Decimal("0.5")
_Z = 1.96  #: Of a 95 % interval.

Value = Fraction | timedelta | None


class Estimate(NamedTuple):
    """A figure with its 95 % interval; None where there is nothing to count."""

    value: Value
    low: Value = None
    high: Value = None


class Spot(NamedTuple):
    """What one orange threshold would have come to, all other numbers as they are."""

    orange: Decimal
    told: Share  #: Orders alerted.
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One set of numbers on past orders."""

    summary: Summary
    front: Sequence[Spot]  #: Other orange thresholds, the lowest first.
    orange: Decimal  #: Its own, which is among them.


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """What past orders would have come to."""

    days: int
    since: datetime | None  #: From when on all orders are there, where that is later than asked.
    tried: Sequence[Difference]
    present: Side
    would: Side | None  #: None: nothing else is tried.
    fixed: Mapping[str, Summary]  #: By the name of each fixed rule.
    unshipped_after: timedelta  #: The limit of one of them, as people set it.


def side_of(summary: Summary, profiles: Sequence[Profile], policy: Policy) -> Side:
    """Return one set of numbers with its front."""
    return Side(summary=summary, front=_front(profiles, policy), orange=policy.orange)


def _front(profiles: Sequence[Profile], policy: Policy) -> list[Spot]:
    form, scale = form_of(policy), scale_of(policy)
    # How loud each order ever was, and whether and how loud before it ended badly.
    loud = [
        (
            None if one.hard else loudest_of(one.peaks, form, scale),
            one.bad,
            None if one.hard_early else loudest_of(one.early, form, scale),
        )
        for one in profiles
    ]
    bad = sum(one.bad for one in profiles)
    spots = []
    for orange in _thresholds(policy):
        limit = units(orange) * UNIT
        told = sum(top is None or top >= limit for top, _, _ in loud)
        hits = sum(ended and (early is None or early >= limit) for _, ended, early in loud)
        spots.append(
            Spot(
                orange=orange,
                told=Share(part=told, whole=len(loud)),
                precision=Share(part=hits, whole=told),
                recall=Share(part=hits, whole=bad),
            )
        )
    return spots


def _thresholds(policy: Policy) -> list[Decimal]:
    steps = (_STEP * n for n in range(1, int(policy.red / _STEP) + 1))
    return sorted({*steps, policy.orange})


def estimates(found: Summary) -> dict[str, Estimate]:
    """
    Return the figures of a summary by their names in reports, each with its 95 % interval.

    Of counts it is that of their share of the orders, and of the median lead the range of the
    values that may be in the middle.
    """
    orders = Fraction(found.orders)
    told = Share(part=found.alerted, whole=found.orders)
    each = Fraction(found.alerts, found.alerted) if found.alerted else Fraction(1)
    return {
        "alerts": _of_share(told, orders * each),
        "alerts_per_1000": _of_share(told, 1000 * each),
        "hits": _of_share(Share(part=found.hits, whole=found.orders), orders),
        "misses": _of_share(Share(part=found.missed, whole=found.orders), orders),
        "precision": _of_share(found.precision, Fraction(1)),
        "recall": _of_share(found.recall, Fraction(1)),
        "lead": median(found.leads),
    }


def _of_share(share: Share, times: Fraction) -> Estimate:
    if share.value is None:
        return Estimate(None)
    low, high = share.between
    return Estimate(share.value * times, Fraction(low) * times, Fraction(high) * times)


def median(values: Iterable[timedelta]) -> Estimate:
    """Return the lower median and its 95 % interval, of few values without one."""
    ranked = sorted(values)
    if not ranked:
        return Estimate(None)
    middle = ranked[(len(ranked) - 1) // 2]
    if len(ranked) < FEWEST_OF_MEDIAN:
        return Estimate(middle)
    half = _Z * sqrt(len(ranked)) / 2
    first = max(0, floor(len(ranked) / 2 - half))
    last = min(len(ranked) - 1, ceil(len(ranked) / 2 + half))
    return Estimate(middle, ranked[first], ranked[last])


def share_text(share: Share) -> str:
    """Write a share with its interval."""
    if share.value is None:
        return "—"
    low, high = share.between
    return f"{float(share.value):.1%} [{float(low):.1%}–{float(high):.1%}]"
