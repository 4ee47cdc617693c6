"""Tests of what is remembered of orders, on both databases."""

from dataclasses import replace

import pytest

from storage.database import Database
from storage.orders.orders import Order
from tests.builders import NOON, minutes

ORDER = Order(
    order_no="1024", received_at=NOON, shop="glasses", warehouse="hz-1", platform="taobao",
    customer_id="c1", created_at=NOON,
)  # fmt: skip


def _save(database: Database, *orders: Order) -> None:
    database.do(lambda tx: tx.orders.save(orders))


def test_an_order_is_read_as_it_was_saved_last(database: Database) -> None:
    _save(database, ORDER)
    _save(database, replace(ORDER, shop="frames", left_at=NOON + minutes(1)))

    found = database.look(lambda tx: tx.orders.get("1024"))
    assert found is not None
    assert (found.shop, found.left_at, found.received_at) == ("frames", NOON + minutes(1), NOON)
    assert database.look(lambda tx: tx.orders.get("2048")) is None
    assert database.look(lambda tx: tx.orders.count()) == 1


def test_to_have_heard_of_an_order_changes_nothing_that_is_known(database: Database) -> None:
    _save(database, ORDER)
    database.do(lambda tx: tx.orders.ensure(["1024", "2048"], NOON + minutes(9)))

    found = database.look(lambda tx: tx.orders.find(["1024", "2048"]))
    assert {no: order.shop for no, order in found.items()} == {"1024": "glasses", "2048": None}


def test_an_order_can_be_locked_before_anything_was_heard_of_it(database: Database) -> None:
    locked = database.do(lambda tx: tx.orders.lock(["1024"], NOON))

    assert {no: order.shop for no, order in locked.items()} == {"1024": None}


def test_orders_are_found_by_how_they_are_written(database: Database) -> None:
    _save(
        database,
        ORDER,
        replace(ORDER, order_no="AB-2048"),
        replace(ORDER, order_no="9", customer_id="c2"),
    )

    assert database.look(lambda tx: tx.orders.alike("ab－2048")) == ["AB-2048"]
    assert database.look(lambda tx: tx.orders.ending_with("2048", 9)) == ["AB-2048"]


@pytest.mark.parametrize("over", [False, True])
def test_what_was_made_due_is_judged_by_the_next_sweep_unless_it_is_over(
    database: Database, *, over: bool
) -> None:
    _save(database, replace(ORDER, over=over))
    database.do(lambda tx: tx.orders.make_due(["1024"], NOON + minutes(1)))

    found = database.look(lambda tx: tx.orders.due(NOON + minutes(2), 9))
    assert found == ([] if over else ["1024"])
