"""Ghosts: payments and orders that do not find each other, told of as one incident of each kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from rules.payments.reasons import Reason
from rules.shipping.reasons import HoldReason

#: An order may be told of so long after its payment: shops tell of both at once, in any order.
MAY_TAKE = timedelta(minutes=2)
#: … and a call-back so long after its order; with a sweep in between it is told within 5 min.
MAY_FOLLOW = timedelta(minutes=4)
#: What is older is in the books by now, or a matter for people.
LOOKS_BACK = timedelta(days=30)
#: Call-backs are missing until none was for so long: what was asked for is in the books already.
SILENT_FOR = timedelta(hours=1)
#: Numbers on the card; the file has all.
SAMPLE = 5
#: Orders of one payment that are named.
_NAMED = 3
#: Why a call-back waits that its provider signed: money came. What nobody signed is no payment.
UNREAD = frozenset({
    Reason.ALG_CHANGED, Reason.DECRYPT_FAILED, Reason.JSON_INVALID, Reason.FIELD_MISSING,
    Reason.FIELD_TYPE_CHANGED, Reason.UNKNOWN_ENUM,
})  # fmt: skip


class Ghost(StrEnum):
    """How a payment and an order may miss each other."""

    UNREAD = "unread"  #: The provider says that it was paid, in words that we cannot read.
    NO_ORDER = "no_order"  #: It was paid, and nobody has told us of the order.
    AMOUNT = "amount"  #: It was paid, and its order costs something else.
    SILENT = "silent"  #: It was paid, and only the answer to a question of ours said so.
    DOUBLE = "double"  #: Several orders say that they were paid by it.
    NO_PAYMENT = "no_payment"  #: An order says that it was paid by it, and nobody else does.


#: Which call-backs themselves tell of.
TOLD_BY_CALL_BACKS = frozenset({Ghost.UNREAD, Ghost.NO_ORDER, Ghost.AMOUNT, Ghost.SILENT})
#: For which the goods of its orders wait until somebody looked.
HELD_FOR: Mapping[Ghost, HoldReason] = MappingProxyType(
    {Ghost.AMOUNT: HoldReason.AMOUNT_MISMATCH, Ghost.DOUBLE: HoldReason.DOUBLE_PAYMENT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment that misses its order."""

    number: str  #: What people can look it up by: the order's number, else the transaction's.
    amount: Decimal | None  #: CNY, exact; None where it cannot be read yet.
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What payments of one kind come to."""

    count: int
    amount: Decimal  #: Of those whose amount is known, CNY.
    unknown: int  #: How many have an amount that cannot be read yet.
    first: datetime
    last: datetime
    sample: tuple[str, ...]

    def plus(self, own: "Tally | None") -> "Tally":
        """Return it with some more payments, each of them another one."""
        if own is None:
            return self
        return Tally(
            count=self.count + own.count,
            amount=self.amount + own.amount,
            unknown=self.unknown + own.unknown,
            first=min(self.first, own.first),
            last=max(self.last, own.last),
            sample=(*self.sample, *own.sample)[:SAMPLE],
        )


def tally(payments: Sequence[Payment]) -> Tally | None:
    """Add payments up; None where there are none."""
    if not payments:
        return None
    known = [payment.amount for payment in payments if payment.amount is not None]
    return Tally(
        count=len(payments),
        amount=sum(known, Decimal("0.00")),
        unknown=len(payments) - len(known),
        first=min(payment.first for payment in payments),
        last=max(payment.last for payment in payments),
        sample=tuple(payment.number for payment in payments[:SAMPLE]),
    )


def by_payment(found: Iterable[tuple[str, str, datetime, Decimal | None]]) -> list[Payment]:
    """Return (transaction, order, when, amount) as payments, each with its orders in one line."""
    orders: dict[str, list[tuple[str, datetime, Decimal | None]]] = {}
    for transaction, no, at, amount in found:
        orders.setdefault(transaction, []).append((no, at, amount))
    return [
        Payment(
            number="＝".join(no for no, _, _ in held[:_NAMED]),
            amount=max((amount for _, _, amount in held if amount is not None), default=None),
            first=min(at for _, at, _ in held),
            last=max(at for _, at, _ in held),
        )
        for held in orders.values()
    ]
