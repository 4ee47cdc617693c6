"""Tests of which payments find no order, on both databases."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from rules.payments.contract import CallBack, Provider
from rules.payments.ghosts import Ghost
from storage.database import Database, opened
from storage.orders.orders import Order
from storage.payments.call_backs import Kept, State
from tests.builders import NOON, hours, seconds

DAY = {"since": NOON - hours(1), "until": NOON + hours(1)}


def _kept(database: Database, body: bytes) -> Kept:
    posted = CallBack(provider=Provider.WECHAT, headers={}, body=body, at=NOON)
    return database.do(lambda tx: tx.call_backs.keep(posted))


def test_what_was_paid_for_orders_that_nobody_told_us_of_is_counted_to_the_cent(
    database_url: str,
) -> None:
    with opened(database_url) as database:
        for n in range(5):
            kept = replace(
                _kept(database, b"%d" % n), state=State.READ, order_no=f"N{n}",
                transaction_id=f"T{n}",
                amount=Decimal("0.10") * (n + 1), paid_at=NOON + seconds(n),
            )  # fmt: skip
            database.do(lambda tx, kept=kept: tx.call_backs.settle([kept]))  # type: ignore[misc]
        twin = replace(kept, id=_kept(database, b"the last, told twice at once").id)
        database.do(lambda tx: tx.call_backs.settle([twin]))
        known = Order(order_no="N0", received_at=NOON, created_at=NOON)
        heard = Order(order_no="N1", received_at=NOON)
        database.do(lambda tx: tx.orders.save([known, heard]))

        found = database.look(lambda tx: tx.ghosts.counted(Ghost.NO_ORDER, **DAY))

        assert found is not None
        assert (found.count, found.amount, found.unknown) == (4, Decimal("1.40"), 0)
        assert found.last - found.first == timedelta(seconds=3)
        assert found.sample == ("N1", "N2", "N3", "N4")
        assert database.look(lambda tx: tx.ghosts.counted(Ghost.UNREAD, **DAY)) is None
