"""Replaying: what waits in quarantine is read again under contracts in force, each at most once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from handlers.deps import Deps
from handlers.payments.taking import Outcome, settle
from rules.payments.contract import Contract, Failure, Provider
from rules.payments.judging import judge
from rules.payments.reasons import Reason
from storage.tx import Tx

#: Call-backs that share a transaction: a scanner waits for no more than one of these.
PORTION = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of it so far."""

    tried: int = 0
    paid: int = 0  #: Payments that were journalled, each for the first time.
    amount: Decimal = Decimal(0)  #: Of these, in CNY.
    waiting: Mapping[Reason, int] = field(default_factory=dict)  #: What still cannot be read.
    last: int = 0  #: The latest that was tried: the next portion comes after it.
    more: bool = True

    def then(self, outcomes: Sequence[Outcome]) -> "Replayed":
        """Add what came of the next portion; an empty one is the end."""
        waiting = dict(self.waiting)
        for outcome in outcomes:
            if isinstance(outcome.said, Failure):
                reason = outcome.said.reason
                waiting[reason] = waiting.get(reason, 0) + 1
        paid = [o for o in outcomes if o.paid is not None]
        return Replayed(
            tried=self.tried + len(outcomes),
            paid=self.paid + len(paid),
            amount=self.amount + sum((o.kept.amount or Decimal(0) for o in paid), Decimal(0)),
            waiting=waiting,
            last=max([self.last, *(o.kept.id for o in outcomes)]),
            more=bool(outcomes),
        )


def replay(
    tx: Tx,
    deps: Deps,
    provider: Provider,
    contracts: Sequence[Contract],
    so_far: Replayed,
    now: datetime,
) -> Replayed:
    """Read the next portion of a provider's quarantine again."""
    waiting = tx.call_backs.waiting(provider, after=so_far.last, limit=PORTION)
    if not waiting:
        return so_far.then(())
    judged = [(one, judge(one.call_back, contracts)) for one in waiting]
    return so_far.then(settle(tx, deps, judged, now))
