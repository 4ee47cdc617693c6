"""Similar cases: what became of past orders whose alerts were made of the same kinds (A-27)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from rules.alerts.alert import Alert
from rules.resonance.measure import Resonance

#: How far back a case is looked for, and how long a pattern must be unseen to be called new.
PAST = timedelta(days=90)
UNSEEN = timedelta(days=30)
#: Past orders named on a card.
NAMED = 5
#: With fewer cases than this, how they ended says little.
FEW = 5


class PastCase(NamedTuple):
    """
    An order whose alert had the same pattern, with every outcome reported of it.

    A tuple, as an event is: a card looks at hundreds.
    """

    order_no: str
    opened_at: datetime
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """What a card says about cases like this one."""

    count: int  #: Orders, not alerts.
    new: bool  #: Not seen for 30 days.
    outcomes: tuple[tuple[str, int], ...]  #: Orders that ended so, the most frequent first.
    named: tuple[PastCase, ...]  #: The latest of them.
    more: bool = False  #: There are more than were looked at.


def pattern_of(judged: Alert | Resonance) -> str:
    """Name what a judgement is made of: its kinds and hard rules in alphabetical order."""
    return "+".join(sorted({*(part.kind for part in judged.parts), *judged.hard}))


def similar(past: Iterable[PastCase], *, opened_at: datetime, limit: int) -> Similar:
    """Sum up past cases, given from the latest to the oldest and at most `limit` of them."""
    given: Sequence[PastCase] = tuple(past)
    merged: dict[str, PastCase] = {}
    for case in given:
        known = merged.setdefault(case.order_no, case)
        if known is not case:
            outcomes = tuple(sorted({*known.outcomes, *case.outcomes}))
            merged[case.order_no] = known._replace(outcomes=outcomes)
    cases = sorted(merged.values(), key=lambda c: c.opened_at, reverse=True)
    ended = Counter(outcome for case in cases for outcome in case.outcomes)
    return Similar(
        count=len(cases),
        new=not any(opened_at - case.opened_at <= UNSEEN for case in cases),
        outcomes=tuple(sorted(ended.items(), key=lambda pair: (-pair[1], pair[0]))),
        named=tuple(cases[:NAMED]),
        more=len(given) >= limit,
    )
