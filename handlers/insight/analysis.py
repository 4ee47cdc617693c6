"""Analysis: the orders of the last weeks as cases of a question, read on a snapshot."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.insight.asking import TYPES, Asked
from rules.insight.cases import case_of, types_for
from rules.insight.lift import Case, Lifts, lifts_of
from rules.resonance.policy import Policy
from storage.events.journal import Stretch
from storage.tx import Tx

#: How far a question looks back.
DAYS = 30
#: … but over no more rows of the journal and no more orders than are read while somebody waits.
ROWS = 400_000
ORDERS = 20_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was found, and since when everything was read for it."""

    lifts: Lifts
    since: datetime
    cut: bool  #: That is later than asked for: there was too much to read.


def analysis_of(
    tx: Tx, asked: Asked, policy: Policy, now: datetime, *, shops: Collection[str] | None
) -> Analysis:
    """Answer a question about the orders of some shops; None: of all."""
    since = now - timedelta(days=DAYS)
    stretch = Stretch(since=since, until=now - asked.within, rows=ROWS, found=ORDERS)
    order_nos, read_since = tx.journal.orders_on_which(TYPES[asked.first][0], stretch, shops)

    def cases() -> Iterator[Case]:
        for start in range(0, len(order_nos), _AT_ONCE):
            some = order_nos[start : start + _AT_ONCE]
            for events in tx.journal.of_orders(some, types_for(asked)).values():
                case = case_of(events, asked, since=since, now=now, policy=policy)
                if case is not None:
                    yield case

    return Analysis(lifts=lifts_of(cases()), since=read_since, cut=read_since > since)
