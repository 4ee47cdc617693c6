"""Tries: what came of each stays beside the promise, on both databases."""

from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.delivery.outbox import LATEST_TRIES, Delivery, Entry, Promise, Try
from storage.tx import Tx
from tests.builders import NOON, minutes

_LEASE = timedelta(seconds=30)


def _promised(tx: Tx) -> None:
    promise = Promise(
        key="notice:1", kind="notice", channel="ding", conversation="ops",
        next_at=NOON, created_at=NOON, body={},
    )  # fmt: skip
    tx.outbox.promise([promise])


def _taken(tx: Tx, now: datetime) -> Entry:
    (entry,) = tx.queue.take(
        "ding", "ops", redraws=None, owner="w", now=now, until=now + _LEASE, limit=1
    )
    return entry


def _refused(tx: Tx, now: datetime, code: str, error: str) -> None:
    tx.outbox.try_later(
        _taken(tx, now).id, owner="w", now=now, at=now + minutes(1), code=code, error=error
    )


def _sent(tx: Tx, now: datetime) -> None:
    tx.outbox.settle(
        _taken(tx, now).id, owner="w", state=Delivery.SENT, now=now, code="ok", error=None
    )


def _tries(tx: Tx) -> tuple[Try, ...]:
    (entry,) = tx.ledger.recent(2)
    return entry.tries


def test_each_try_of_a_promise_refused_twice_and_then_sent_is_kept(database: Database) -> None:
    said = '满了，"稍后"\n第二行\u2028第三行'

    def go_through(tx: Tx) -> None:
        _promised(tx)
        _refused(tx, NOON, "503", said)
        _refused(tx, NOON + minutes(1), "429", "slow")
        _sent(tx, NOON + minutes(2))

    database.do(go_through)

    assert database.look(_tries) == (
        Try(at=NOON, state=Delivery.QUEUED, code="503", error=said),
        Try(at=NOON + minutes(1), state=Delivery.QUEUED, code="429", error="slow"),
        Try(at=NOON + minutes(2), state=Delivery.SENT, code="ok"),
    )


@pytest.mark.parametrize(
    ("repeatable", "left"), [([], Delivery.UNKNOWN), (["ding"], Delivery.QUEUED)]
)
def test_a_lost_lease_is_a_try_of_which_nobody_knows(
    database: Database, repeatable: list[str], left: Delivery
) -> None:
    late = NOON + _LEASE

    def go_through(tx: Tx) -> None:
        _promised(tx)
        _taken(tx, NOON)
        tx.queue.abandoned(late, owner=None, repeatable=repeatable, wait=_LEASE)

    database.do(go_through)

    assert database.look(_tries) == (Try(at=late, state=left, code="lease_lost"),)


def test_what_is_put_back_untried_is_no_try(database: Database) -> None:
    def go_through(tx: Tx) -> None:
        _promised(tx)
        tx.queue.put_back([_taken(tx, NOON).id], owner="w")

    database.do(go_through)

    assert database.look(_tries) == ()


def test_another_than_who_took_it_adds_no_try(database: Database) -> None:
    def go_through(tx: Tx) -> bool:
        _promised(tx)
        return tx.outbox.settle(
            _taken(tx, NOON).id, owner="x", state=Delivery.SENT, now=NOON, code="ok", error=None
        )

    assert not database.do(go_through)
    assert database.look(_tries) == ()


def test_of_many_tries_the_latest_are_read(database: Database) -> None:
    def go_through(tx: Tx) -> None:
        _promised(tx)
        for number in range(LATEST_TRIES + 5):
            _refused(tx, NOON + minutes(number), f"e{number}", "down")

    database.do(go_through)

    found = [one.code for one in database.look(_tries)]
    assert found == [f"e{number}" for number in range(5, LATEST_TRIES + 5)]
