"""Rollout: an approved policy judges a share of orders first, and goes back if it fares badly."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import sqrt

_EVERY_HASH = 1 << 64
#: A sweep looks again after each order: a bound of 95 % (1.645) would take back three of ten
#: policies exactly at the limit before their trial ends. This one takes back about one of ten, and
#: one of a hundred that are like the rest (tests/rules/test_rollout.py plays such trials).
_Z = 3.0
#: So many alerts, or false alarms, at least before their share says anything.
_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutRules:
    """How carefully an approved policy comes into force."""

    canary_share: Decimal = Decimal("0.1")  #: Of orders, judged by it first; 1: all at once.
    canary_for: timedelta = timedelta(hours=24)
    canary_orders: int = 50  #: It judges so many at least before all others.
    #: Goes back where surely more of its alerts are false alarms than this, and than of the rest.
    canary_false: Decimal = Decimal("0.2")
    #: Goes back where it surely raises so many times the alerts per order of the rest.
    canary_alerts: Decimal = Decimal(2)


class Stage(StrEnum):
    """How far an approved policy has come into force."""

    CANARY = "canary"
    ALL = "all"
    ROLLED_BACK = "rolled_back"


class Guard(StrEnum):
    """Why it went back."""

    FALSE_ALARMS = "false_alarms"
    ALERTS = "alerts"
    PERSON = "person"  #: Somebody brought another version back.


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What some orders came to since it began."""

    orders: int = 0  #: Of which something was heard since then.
    loud: int = 0  #: Of these, those that the policy which judges them has orange or red.
    alerts: int = 0  #: Raised since then.
    false: int = 0  #: Of these alerts, those that people called false.

    @property
    def per_1000(self) -> float | None:
        """Orders with an alert's level, per 1000 of them."""
        return 1000 * self.loud / self.orders if self.orders else None

    @property
    def false_share(self) -> float | None:
        """False alarms, of alerts."""
        return self.false / self.alerts if self.alerts else None


def in_share(order_no: str, draft: int, share: Decimal) -> bool:
    """Say whether an order is among the share that a draft judges first: always the same ones."""
    name = f"{draft}|{order_no}".encode()
    place = int.from_bytes(hashlib.blake2s(name, digest_size=8).digest(), "big")
    return place < int(share * _EVERY_HASH)


def tripped(mine: Tally, rest: Tally, rules: RolloutRules) -> Guard | None:
    """
    Return which guard says that a policy has to go back, None where none does.

    What chance alone may do while it is looked at again and again is not enough: the lower bound
    has to be beyond the limit.
    """
    usual = max(float(rules.canary_false), rest.false_share or 0.0)
    if mine.false >= _FEW and at_least(mine.false, mine.alerts) > usual:
        return Guard.FALSE_ALARMS
    if rest.orders and mine.loud >= _FEW:
        # Where none is loud yet, one is as good as due.
        often = max(rest.loud, 1) / rest.orders
        if at_least(mine.loud, mine.orders) > float(rules.canary_alerts) * often:
            return Guard.ALERTS
    return None


def at_least(hits: int, of: int) -> float:
    """Return the lower end of Wilson's interval of a share, `_Z` deviations wide on its side."""
    if not of or hits <= 0:
        return 0.0
    share = min(1.0, hits / of)
    middle = share + _Z * _Z / (2 * of)
    spread = _Z * sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of))
    return (middle - spread) / (1 + _Z * _Z / of)


def may_judge_all(mine: Tally, since: datetime, now: datetime, rules: RolloutRules) -> bool:
    """Say whether it has fared well for long enough, and on enough orders."""
    return now - since >= rules.canary_for and mine.orders >= rules.canary_orders
