"""Tests of which order a transaction was paid for, on both databases."""

from alembic import command

from storage import migrate
from storage.database import opened
from storage.orders.orders import Order
from storage.orders.payments import Said
from tests.builders import NOON, an_event, seconds


def test_a_transaction_keeps_the_first_order_that_was_paid_by_it(database_url: str) -> None:
    with opened(database_url) as database:
        first = [Said("T1", "1024", NOON), Said("T2", "1025", NOON)]
        database.do(lambda tx: tx.payments.keep(first))
        database.do(lambda tx: tx.payments.keep([Said("T1", "0001", NOON + seconds(1))]))

        found = database.look(lambda tx: tx.payments.orders_of({"T1", "T2", "T3"}))

    assert found == {"T1": "1024", "T2": "1025"}


def test_an_order_that_exists_is_meant_before_a_number_that_is_nobodys(database_url: str) -> None:
    with opened(database_url) as database:
        database.do(lambda tx: tx.payments.keep([Said("T1", "pay-1", NOON)]))
        database.do(lambda tx: tx.payments.keep([Said("T1", "1024", NOON + seconds(1))]))
        known = Order(order_no="1024", received_at=NOON, created_at=NOON)
        database.do(lambda tx: tx.orders.save([known]))

        assert database.look(lambda tx: tx.payments.orders_of({"T1"})) == {"T1": "1024"}


def test_what_was_paid_before_the_migration_is_read_from_the_journal(database_url: str) -> None:
    paid = [
        an_event("order.paid", event_id="1", amount="1.00", transaction_id="T1"),
        an_event("order.paid", event_id="2", amount="1.00", transaction_id="T1"),
        an_event("order.paid", event_id="3", amount="1.00"),
    ]
    with opened(database_url) as database:
        database.do(lambda tx: tx.journal.add(paid))
    command.downgrade(migrate._config(database_url), "0008")  # noqa: SLF001 - only a test goes back

    migrate.upgrade(database_url)
    migrate.check(database_url)

    with opened(database_url) as database:
        assert database.look(lambda tx: tx.payments.orders_of({"T1"})) == {"T1": "1024"}
