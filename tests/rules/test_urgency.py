"""Tests of urgency and odds: what the past says, and what a limited staff saves by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from random import Random
from typing import Any

import pytest

from rules.unshipped.causes import Cause
from rules.unshipped.odds import ASSUMED, ENOUGH, Odds, Outcomes, Place, odds_of, tally
from rules.unshipped.progress import Progress
from rules.unshipped.urgency import MINUTES, urgency_of
from tests.builders import NOON, hours, minutes

_STEPS = (Cause.CS_TO_OMS, Cause.OMS_TO_ERP, Cause.ERP_TO_WMS, Cause.SCAN, Cause.CARRIER)
#: Orders of a day of the simulated shop, and those who work what does not leave by itself.
_PER_DAY, _STAFF = 200, 2
_Rank = tuple[Any, ...]


def test_the_chance_is_the_share_of_those_that_stood_there_or_else_the_assumption() -> None:
    there = Place("scan", 60)
    few, enough = Outcomes(ENOUGH - 1, 20), Outcomes(ENOUGH, 6)

    assert odds_of({there: few}).chance(Cause.SCAN, minutes(90)).share == ASSUMED[60]
    chance = odds_of({there: enough}).chance(Cause.SCAN, minutes(90))
    assert (chance.share, chance.orders) == (Decimal("0.2"), ENOUGH)
    assert Odds().chance(Cause.SCAN, minutes(3)).share == ASSUMED[15]
    assert Odds().chance(Cause.SCAN, hours(100)).share == ASSUMED[2880]


def test_what_the_past_says_is_what_somebody_counts_by_hand() -> None:
    due = NOON
    in_time = Progress(
        order_no="1", paid_at=due - hours(10), due=due, oms_at=due - hours(6),
        erp_at=due - hours(3), wms_at=due - minutes(100), left_at=due - minutes(50),
        moved_at=due - minutes(20),
    )  # fmt: skip
    late = Progress(order_no="2", paid_at=due - hours(3), due=due, moved_at=due + minutes(1))
    cancelled = Progress(order_no="3", paid_at=due - hours(3), due=due, ended_at=due - hours(1))
    never_paid = Progress(order_no="4", due=due)

    found = tally([in_time, late, cancelled, never_paid], due + hours(1))

    assert found == {
        Place("cs_to_oms", 480): Outcomes(1, 0),
        Place("oms_to_erp", 240): Outcomes(1, 0),
        Place("erp_to_wms", 120): Outcomes(1, 0),
        Place("scan", 60): Outcomes(1, 0),
        Place("carrier", 30): Outcomes(1, 0),
        **{Place("cs_to_oms", left): Outcomes(1, 1) for left in (120, 60, 30, 15)},
    }


def test_what_cannot_be_saved_any_more_outranks_nothing_that_can() -> None:
    def rank(risk: str | None, due: datetime | None, step: Cause = Cause.SCAN) -> _Rank:
        at_risk = None if risk is None else Decimal(risk)
        return urgency_of(at_risk, due, step, Odds(), NOON).rank

    saved = [
        rank("3.00", NOON + minutes(20)),
        rank("3.00", NOON + minutes(20), Cause.CS_TO_OMS),  # longer work for the same
        rank("3.00", NOON + hours(3)),
        rank("0.10", NOON + hours(3)),
        rank("0.10", None),  # nobody knows until when
        rank(None, NOON + hours(1)),
    ]
    lost = [
        rank("90.00", NOON - hours(1)),
        rank("50.00", NOON + minutes(MINUTES[Cause.SCAN] - 1)),
        rank(None, NOON - hours(9)),
    ]
    assert [*saved, *lost] == sorted([*lost, *saved])


@dataclass(slots=True)
class _Order:
    """An order of the simulated shop, as nobody in it can know it."""

    no: int
    paid: datetime
    due: datetime
    risk: Decimal
    times: list[datetime]  #: When each step is made by itself; the last is the pick-up.
    gone: datetime | None = None  #: When somebody has brought it out of the house.

    def step(self, now: datetime) -> Cause | None:
        """Return the first step not made by itself, None where it is picked up."""
        return next((s for s, at in zip(_STEPS, self.times, strict=True) if at > now), None)

    @property
    def moved(self) -> datetime:
        """Return when a carrier has it."""
        return min(self.times[-1], self.gone or self.times[-1])


def _seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a shop that can be simulated again


def _month(random: Random, days: int) -> list[_Order]:
    """
    Return orders: most leave by themselves, some are stuck at a step and would leave days late.

    What a platform takes is a fixed 3.00 or 5 % of an amount, within 5 and 100.
    """
    orders = []
    for number in range(days * _PER_DAY):
        paid = NOON + timedelta(days=number // _PER_DAY, minutes=random.uniform(0, 600))
        share = Decimal(random.choice((60, 199, 400, 1500, 6000))) * Decimal("0.05")
        risk = Decimal(3) if random.random() < 0.5 else min(max(share, Decimal(5)), Decimal(100))
        at, times = paid, []
        stuck = random.choice(_STEPS[:4]) if random.random() < 0.25 else None
        for step in _STEPS:
            mean = 30 * 60 if step is stuck else 40
            at += minutes(random.expovariate(1 / mean))
            times.append(at)
        due = paid + hours(random.choice((12, 24, 24, 48)))
        orders.append(_Order(number, paid, due, risk, times))
    return orders


def _past(orders: list[_Order]) -> Iterator[Progress]:
    for one in orders:
        oms, erp, wms, left, moved = one.times
        yield Progress(
            order_no=str(one.no), paid_at=one.paid, due=one.due, oms_at=oms, erp_at=erp,
            wms_at=wms, left_at=left, moved_at=moved,
        )  # fmt: skip


def _lost(
    orders: list[_Order], random: Random, rank: Callable[[_Order, Cause, datetime], _Rank]
) -> Decimal:
    """
    Return what the platforms take when each of a few people always takes the first of the rank.

    Nobody sees the future of an order. What they work on takes them about as long as is said of its
    step, and then has left; they work eight hours of each day.
    """
    free = [(NOON, person) for person in range(_STAFF)]
    waiting, taken = sorted(orders, key=lambda one: one.paid), set[int]()
    end = max(one.due for one in orders)
    while free[0][0] < end:
        now, person = heappop(free)
        if (now - NOON) % timedelta(days=1) > hours(8):
            heappush(free, (now + timedelta(days=1) - (now - NOON) % timedelta(days=1), person))
            continue
        there = [
            (one, step)
            for one in waiting
            if one.paid <= now and one.no not in taken and (step := one.step(now)) is not None
        ]
        if not there:
            heappush(free, (now + minutes(5), person))
            continue
        one, step = min(there, key=lambda pair: rank(pair[0], pair[1], now))
        taken.add(one.no)
        one.gone = now + minutes(MINUTES[step] * random.uniform(0.6, 1.6))
        heappush(free, (one.gone, person))
        waiting = [o for o in waiting if o.no not in taken and o.times[-1] > now]
    return sum((one.risk for one in orders if one.moved > one.due), Decimal(0))


@pytest.mark.parametrize("seed", range(5))
def test_a_staff_that_cannot_do_everything_loses_a_third_less_than_first_in_first_out(
    seed: int,
) -> None:
    past = _past(_month(_seeded(1000 + seed), 30))
    odds = odds_of(tally(past, NOON + timedelta(days=60)))

    def ours(one: _Order, step: Cause, now: datetime) -> _Rank:
        return (*urgency_of(one.risk, one.due, step, odds, now).rank, one.no)

    def first_in(one: _Order, _step: Cause, _now: datetime) -> _Rank:
        return (one.paid, one.no)

    before, after = (
        _lost(_month(_seeded(seed), 5), _seeded(seed), rank) for rank in (first_in, ours)
    )

    assert after <= before * Decimal("0.7")
