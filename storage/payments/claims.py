"""Claims: what orders say of the payments that they were paid by, beside what providers say."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from rules.payments.claims import Claim
from rules.payments.contract import Provider
from storage.lane import Lane, Statement, instant, micros
from storage.payments.fen import yuan

#: Of the latest claims so many are looked at; what is older says little of who is heard of now.
_LATEST = 10_000
_PROVIDERS = ", ".join(f"'{one}'" for one in sorted(Provider))

_TOGETHER = Statement.of(
    "SELECT p.transaction_id, p.order_no, o.amount, p.at,"  # noqa: S608 - our words
    " p.vouched, p.fen, (SELECT max(c.fen) FROM call_backs c"
    f" WHERE c.provider IN ({_PROVIDERS}) AND c.transaction_id = p.transaction_id)"
    " FROM payments p JOIN orders o ON o.order_no = p.order_no"
    " WHERE o.created_at IS NOT NULL AND NOT o.cancelled AND p.transaction_id IN"
    " (SELECT a.transaction_id FROM payments a WHERE a.at > ? AND EXISTS (SELECT 1 FROM payments b"
    " WHERE b.transaction_id = a.transaction_id AND b.order_no <> a.order_no))"
    " ORDER BY p.transaction_id, p.at, p.order_no"
)
#: What is written alike in 分 is alike, and is most; what is left is compared as numbers.
_BILLS = Statement.of(
    "SELECT p.transaction_id, p.order_no, o.amount, p.billed_at, p.fen"
    " FROM payments p JOIN orders o ON o.order_no = p.order_no"
    " WHERE p.billed_at > ? AND o.created_at IS NOT NULL AND o.amount IS NOT NULL"
    " AND NOT o.cancelled AND NOT"
    " (o.amount LIKE '%%.__' AND replace(o.amount, '.', '') = CAST(p.fen AS VARCHAR))"
    " ORDER BY p.billed_at, p.transaction_id, p.order_no"
)
_HEARD = Statement.of(
    "SELECT o.platform, o.shop, max(p.at) FROM"  # noqa: S608 - our number
    " (SELECT provider, order_no, at, vouched FROM payments WHERE at > ?"
    f" ORDER BY at DESC LIMIT {_LATEST}) p"
    " JOIN orders o ON o.order_no = p.order_no"
    " WHERE p.vouched AND p.provider = ? AND o.shop IS NOT NULL GROUP BY o.platform, o.shop"
)
_UNHEARD = Statement.of(
    "SELECT p.transaction_id, p.order_no, o.amount, p.at, o.platform, o.shop FROM"  # noqa: S608 - our number
    " (SELECT transaction_id, order_no, at FROM payments WHERE provider = ? AND NOT vouched"
    " AND billed_at IS NULL AND provider IS NOT NULL AND at > ? AND at <= ?"
    f" ORDER BY at DESC LIMIT {_LATEST}) p"
    " JOIN orders o ON o.order_no = p.order_no"
    " WHERE o.created_at IS NOT NULL AND NOT o.cancelled"
    " AND NOT EXISTS (SELECT 1 FROM call_backs c"
    " WHERE c.provider = ? AND c.transaction_id = p.transaction_id)"
    " AND NOT EXISTS (SELECT 1 FROM payments q WHERE q.transaction_id = p.transaction_id"
    " AND (q.vouched OR q.billed_at IS NOT NULL))"
    # Some shops call a payment by a number of their own: then the provider speaks of the order.
    " AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.order_no = p.order_no"
    " AND (j.source = ? AND j.type = 'order.paid' OR j.type = 'payment.settled'))"
    " ORDER BY p.at, p.transaction_id, p.order_no"
)


#: The platform that an order was placed on, and its shop there: what collects its money.
Shop = tuple[str | None, str | None]


class Together(NamedTuple):
    """Live orders that say that they were paid by one payment."""

    claims: Sequence[Claim]
    paid: Decimal | None  #: As its provider says; None where it says nothing yet.


class Billed(NamedTuple):
    """A line of a bill, and what its order costs."""

    claim: Claim
    billed: Decimal


class Claims:
    """Reads what `storage.orders.payments` keeps."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def together(self, since: datetime) -> list[Together]:
        """Return the payments of which several live orders speak, one of them since then."""
        claims: dict[str, list[Claim]] = defaultdict(list)
        paid: dict[str, int] = {}
        for transaction, no, amount, at, vouched, *fens in self._lane.rows(
            _TOGETHER, micros(since)
        ):
            claims[transaction].append(_claim(transaction, no, amount, at, vouched=bool(vouched)))
            known = [paid.get(transaction), *fens]
            paid[transaction] = max((fen for fen in known if fen is not None), default=-1)
        return [
            Together(claims=found, paid=yuan(fen) if (fen := paid[transaction]) >= 0 else None)
            for transaction, found in claims.items()
            if len(found) > 1
        ]

    def billed(self, since: datetime) -> list[Billed]:
        """Return what bills said since then of live orders that may cost something else."""
        return [
            Billed(claim=_claim(transaction, no, amount, at, vouched=True), billed=yuan(fen))
            for transaction, no, amount, at, fen in self._lane.rows(_BILLS, micros(since))
        ]

    def heard(self, provider: Provider, since: datetime) -> dict[Shop, datetime]:
        """Return, by shop, the latest claim since then that call-backs of a provider bear out."""
        rows = self._lane.rows(_HEARD, micros(since), provider.value)
        return {(platform, shop): instant(at) for platform, shop, at in rows}

    def unheard(
        self, provider: Provider, *, since: datetime, until: datetime
    ) -> list[tuple[Claim, Shop]]:
        """Return, with their shops, claims of which neither the provider nor a bill speaks."""
        rows = self._lane.rows(
            _UNHEARD, provider.value, micros(since), micros(until), provider.value, provider.value
        )
        return [
            (_claim(transaction, no, amount, at), (platform, shop))
            for transaction, no, amount, at, platform, shop in rows
        ]


def _claim(
    transaction: str,
    no: str,
    amount: str | None,
    at: Any,  # noqa: ANN401 - as the database has times
    *,
    vouched: bool = False,
) -> Claim:
    costs = Decimal(amount) if amount else None
    return Claim(
        transaction_id=transaction, order_no=no, amount=costs, at=instant(at), vouched=vouched
    )
