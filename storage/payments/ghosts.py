"""Ghosts: payments of which call-backs or a bill speak, and that no order goes with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Connection

from rules.payments.contract import Provider
from rules.payments.ghosts import HELD_FOR, SAMPLE, UNREAD, Ghost, Payment, Tally
from rules.payments.reasons import Reason
from rules.vocabulary import ALIVE, HardRule
from storage.lane import Lane, Statement, instant, micros
from storage.mapping import from_json
from storage.payments.call_backs import State
from storage.payments.fen import yuan


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


#: `order.created` never came, though the payment has waited for it; nor says another order that it
#: was paid by it.
_NO_ORDER = (
    f"c.state = '{State.READ}' AND c.order_no IS NOT NULL"  # noqa: S608 - our words
    " AND c.received_at <= ? AND c.received_at > ?"
    " AND o.created_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM payments p JOIN orders other ON other.order_no = p.order_no"
    " WHERE p.transaction_id = c.transaction_id AND other.created_at IS NOT NULL)"
)
#: It was asked for, and no call-back of the same payment came, not even one that waits. That some
#: of it went back is no word of its payment: such a notice is kept without an order or a reason,
#: or as one that cannot be read.
_SILENT = (
    f"c.asked AND c.state = '{State.READ}' AND c.order_no IS NOT NULL"  # noqa: S608 - our words
    " AND c.received_at <= ? AND c.received_at > ? AND NOT EXISTS (SELECT 1 FROM call_backs posted"
    " WHERE posted.provider = c.provider AND posted.transaction_id = c.transaction_id"
    " AND NOT posted.asked"
    f" AND coalesce(posted.reason, '') <> '{Reason.REFUND}'"
    f" AND (posted.state = '{State.QUARANTINED}' OR posted.order_no IS NOT NULL"
    f" OR posted.reason = '{Reason.DUPLICATE}'))"
)
#: By what waits (`+` keeps it from going by time): it is little of what came in a month.
_WAITS = (
    f"c.state = '{State.QUARANTINED}' AND c.reason IN ({{}})"
    " AND +c.received_at <= ? AND +c.received_at > ?"
)
#: As long as nobody let go of the order.
_HELD = (
    " AND (c.order_no IS NULL OR NOT o.cancelled AND EXISTS (SELECT 1 FROM holds h"  # noqa: S608
    f" WHERE h.order_no = c.order_no AND h.reason = '{HELD_FOR[Ghost.AMOUNT]}'"
    " AND h.released_at IS NULL))"
)
_WHERE: Mapping[Ghost, str] = {
    Ghost.UNREAD: f"c.signed AND {_WAITS.format(_quoted(tuple(UNREAD)))}",
    Ghost.NO_ORDER: _NO_ORDER,
    Ghost.AMOUNT: _WAITS.format(_quoted((Reason.AMOUNT_MISMATCH,))) + _HELD,
    Ghost.SILENT: _SILENT,
}
#: The same payment in other words (its provider closes it anew) is one.
_EACH = {
    ghost: (
        "SELECT max(coalesce(c.order_no, c.transaction_id, c.notice_id, c.digest)) AS number,"  # noqa: S608 - our words
        " max(c.fen) AS fen, min(coalesce(c.paid_at, c.received_at)) AS first,"
        " max(coalesce(c.paid_at, c.received_at)) AS last"
        " FROM call_backs c LEFT JOIN orders o ON o.order_no = c.order_no"
        f" WHERE {where}"
        " GROUP BY c.provider, coalesce(c.transaction_id, c.notice_id, c.digest)"
    )
    for ghost, where in _WHERE.items()
}
_UNREAD_OF = Statement.of(
    f"SELECT DISTINCT c.provider FROM call_backs c WHERE {_WHERE[Ghost.UNREAD]}"  # noqa: S608
)
_COUNTED = {
    ghost: Statement.of(
        "SELECT count(*), coalesce(sum(fen), 0), count(*) - count(fen), min(first), max(last)"  # noqa: S608
        f" FROM ({each}) payments"
    )
    for ghost, each in _EACH.items()
}
_LISTED = {
    ghost: Statement.of(f"{each} ORDER BY first, min(c.id) LIMIT ?")
    for ghost, each in _EACH.items()
}
_SETTLED = Statement.of(
    "SELECT j.order_no, j.at, j.data FROM alerts a"  # noqa: S608 - our words
    " JOIN journal j ON j.order_no = a.order_no AND j.type = 'payment.settled'"
    f" WHERE a.state IN ({_quoted(tuple(ALIVE))})"
    " AND a.body LIKE ? AND a.opened_at > ?"
    " ORDER BY j.at, j.seq"
)
_RULE = f'%"{HardRule.PAYMENT_WITHOUT_ORDER}"%'
_TOLD = Statement.of(
    "SELECT DISTINCT transaction_id FROM call_backs"  # noqa: S608 - our words
    f" WHERE provider IN ({_quoted(tuple(Provider))}) AND transaction_id IN ?"
)


class Ghosts:
    """Reads which payments and orders do not find each other."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def counted(self, ghost: Ghost, *, since: datetime, until: datetime) -> Tally | None:
        """Add up what call-backs tell of, that came between; None where nothing did."""
        between = micros(until), micros(since)
        count, fen, unknown, first, last = self._lane.rows(_COUNTED[ghost], *between)[0]
        if not count:
            return None
        shown = self.listed(ghost, since=since, until=until, limit=SAMPLE)
        return Tally(
            count=count,
            amount=yuan(fen),
            unknown=int(unknown),
            first=instant(first),
            last=instant(last),
            sample=tuple(payment.number for payment in shown),
        )

    def unread_of(self, *, since: datetime, until: datetime) -> set[str]:
        """Return the providers of those that cannot be read."""
        return {row[0] for row in self._lane.rows(_UNREAD_OF, micros(until), micros(since))}

    def listed(
        self, ghost: Ghost, *, since: datetime, until: datetime, limit: int
    ) -> list[Payment]:
        """Return the first of them."""
        rows = self._lane.rows(_LISTED[ghost], micros(until), micros(since), limit)
        return [_payment(*row) for row in rows]

    def settled(self, since: datetime) -> list[Payment]:
        """Return what a bill says was paid, and neither an order nor a call-back goes with."""
        billed = [
            (no, at, from_json(data))
            for no, at, data in self._lane.rows(_SETTLED, _RULE, micros(since))
        ]
        numbers = {str(data["transaction_id"]) for _, _, data in billed}
        told = {row[0] for row in self._lane.rows(_TOLD, self._lane.listed(numbers))}
        return [
            Payment(
                number=no, amount=Decimal(str(data["amount"])), first=instant(at), last=instant(at)
            )
            for no, at, data in billed
            if str(data["transaction_id"]) not in told
        ]


def _payment(number: str, fen: int | None, first: Any, last: Any) -> Payment:  # noqa: ANN401 - as the database has times
    amount = None if fen is None else yuan(fen)
    return Payment(number=number, amount=amount, first=instant(first), last=instant(last))
