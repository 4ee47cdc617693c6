"""Applications are counted by address and by buyer as brute force counts them (A-39)."""

from datetime import datetime, timedelta
from random import Random

import pytest

from rules.refunds.application import Application
from rules.refunds.velocity import Buyer
from storage.database import Database
from storage.orders.orders import Order
from storage.tx import Tx
from tests.builders import NOON

_SAMPLE, _FULL, _PORTION = 100, 100_000, 500
#: A statement of PostgreSQL crosses a socket, which takes twenty times as long.
_FULL_POSTGRESQL = 5000
_DAYS = ("2026-08-01", "2026-08-02", "2026-08-03")
_WINDOW, _TICK = timedelta(days=90), timedelta(microseconds=1)
_SINCE = NOON - _WINDOW
_PLACED = (_SINCE - _TICK, _SINCE, _SINCE + _TICK, NOON - _TICK, NOON, NOON + _TICK, None)


def _asked(name: str, no: str, ip: str, day: str) -> Application:
    return Application(id=name, source="oms", named=name, order_no=no, at=NOON, day=day, ip=ip)


def _addresses(tx: Tx, number: int, rng: Random) -> int:
    """Keep a stream, some of it twice and in any order; return how much was counted."""
    told = [
        _asked(f"{number}:{n}", f"o{n}", f"{number}.{rng.randrange(2)}", rng.choice(_DAYS))
        for n in range(rng.randrange(1, 9))
    ]  # fmt: skip
    told += rng.sample(told, rng.randrange(len(told) + 1))
    rng.shuffle(told)
    known: dict[str, tuple[str | None, str]] = {}
    for one in told:
        assert tx.refunds.keep(one) == (one.id not in known)
        known[one.id] = (one.ip, one.day)
        others = [key for name, key in known.items() if name != one.id]
        found = tx.refunds.from_address(one.ip or "", one.day, but=one.id)
        assert found == others.count((one.ip, one.day)), told
    return len(known)


def _buyers(tx: Tx, number: int, rng: Random) -> int:
    """Save orders and ask for some of them; return of how many orders money was asked."""
    orders: dict[str, tuple[Buyer | None, datetime | None]] = {}
    asked: set[str] = set()
    total = 0
    for step in range(rng.randrange(2, 14)):
        no = f"b{number}-{rng.randrange(6)}"
        if rng.randrange(3):
            buyer = Buyer(rng.choice(("one", "two", "")), f"c{number}-{rng.randrange(2)}")
            at = rng.choice(_PLACED)
            orders[no] = (buyer, at)
            order = Order(
                order_no=no, received_at=NOON, shop=buyer.shop or None,
                customer_id=buyer.customer_id, created_at=at,
            )  # fmt: skip
            tx.orders.save([order])
        else:
            asked.add(no)
            tx.refunds.keep(_asked(f"b{number}:{step}", no, "", ""))
        whose = Buyer(rng.choice(("one", "two", "")), f"c{number}-{rng.randrange(2)}")
        also = {f"b{number}-{rng.randrange(9)}" for _ in range(rng.randrange(2))}
        mine = also | {
            no for no, (buyer, at) in orders.items()
            if buyer == whose and at is not None and _SINCE < at <= NOON
        }  # fmt: skip
        mine -= {no}
        found = tx.refunds.of_buyer(whose, _SINCE, NOON, also=also, but=no)
        assert found == (len(mine), len(mine & asked)), (orders, asked, whose, also, no)
        total += len(mine & asked)
    return total


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_random_streams_are_counted_as_brute_force_counts_them(
    database: Database, *, full_proof: bool
) -> None:
    full = _FULL if database.is_sqlite else _FULL_POSTGRESQL
    rng, count = Random(7), full if full_proof else _SAMPLE  # noqa: S311 - the same each time

    def work(tx: Tx, first: int) -> int:
        numbers = range(first, min(first + _PORTION, count))
        return sum(min(_addresses(tx, n, rng), _buyers(tx, n, rng)) for n in numbers)

    counted = sum(
        database.do(lambda tx, first=first: work(tx, first))  # type: ignore[misc]
        for first in range(0, count, _PORTION)
    )
    assert counted > count / 4


def test_of_a_name_with_a_thousand_orders_the_newest_are_counted(database: Database) -> None:
    def work(tx: Tx) -> tuple[int, int]:
        tx.orders.save(
            Order(
                order_no=f"o{n}", received_at=NOON, shop="one", customer_id="anybody",
                created_at=NOON - n * _TICK,
            )
            for n in range(1001)
        )  # fmt: skip
        for n in (999, 1000):
            tx.refunds.keep(_asked(f"r{n}", f"o{n}", "", ""))
        return tx.refunds.of_buyer(Buyer("one", "anybody"), _SINCE, NOON, also=(), but="")

    assert database.do(work) == (1000, 1)
