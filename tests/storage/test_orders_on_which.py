"""Tests of looks over all orders: which they find, for whom, and how far back they reach."""

import pytest

from storage.database import Database
from storage.events.journal import Stretch
from tests.builders import NOON, a_payment, an_event, hours
from tests.harness import Harness

NOW = NOON + hours(24)


def stretch(rows: int = 100, found: int = 100) -> Stretch:
    return Stretch(since=NOON, until=NOW, rows=rows, found=found)


@pytest.fixture
def paid(database: Database) -> Database:
    """Five orders paid an hour apart, the first and the last out of the stretch."""
    h = Harness(database=database)
    for number, shop in enumerate(("a", "a", "b", "a", "b")):
        at = NOON + hours(6 * number - 0.5)
        h.now = at
        h.ordered(f"o{number}", shop=shop)
    database.do(lambda tx: tx.journal.add([an_event("system.heartbeat", None), a_payment("none")]))
    return database


def look(
    database: Database, within: Stretch, shops: tuple[str, ...] | None = None
) -> tuple[list[str], object]:
    return database.look(lambda tx: tx.journal.orders_on_which("order.paid", within, shops))


def test_orders_are_found_by_what_happened_when_and_in_whose_shop(paid: Database) -> None:
    assert look(paid, stretch()) == (["none", "o4", "o3", "o2", "o1"], NOON)
    assert look(paid, stretch(), ("a", "c")) == (["o3", "o1"], NOON)
    assert look(paid, stretch(), ()) == ([], NOON)
    assert look(paid, Stretch(since=NOON, until=NOON + hours(12), rows=100, found=100)) == (
        ["none", "o2", "o1"], NOON,
    )  # fmt: skip


def test_a_look_ends_after_so_many_rows_and_says_how_far_it_came(paid: Database) -> None:
    latest, since = look(paid, stretch(found=3))
    assert latest == ["none", "o4", "o3"]
    assert since == NOON + hours(17.5) + hours(2 / 3600)

    latest, since = look(paid, stretch(rows=5))
    assert latest == ["none", "o4"]
    assert since == NOON + hours(23.5) + hours(2 / 3600)

    assert look(paid, stretch(rows=1), ("a",)) == ([], NOW)
