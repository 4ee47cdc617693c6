"""Tests of the ledger: one question tells what was ever sent about anything, on both databases."""

from collections.abc import Iterator

import pytest

from storage.database import Database, opened
from storage.delivery.outbox import Delivery, Promise
from tests.builders import NOON


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Hold promises about several things."""
    about = {
        "card": ("alert", "a-1", "1024"),
        "redraw": ("alert", "a-1", "1024"),
        "call": ("hold", "h-1", "1024"),
        "notice": (None, None, None),
    }
    promises = [
        Promise(
            key=f"{kind}:1", kind=kind, channel="console", conversation="ops", order_no=order_no,
            subject=subject, subject_id=subject_id, next_at=NOON, created_at=NOON, body={},
        )
        for kind, (subject, subject_id, order_no) in about.items()
    ]  # fmt: skip
    storm = Promise(
        key="card:s-1", kind="card", channel="console", conversation="ops",
        subject="storm", subject_id="s-1", next_at=NOON, created_at=NOON, body={},
    )  # fmt: skip
    with opened(database_url) as found:
        found.do(lambda tx: tx.outbox.promise([*promises, storm]))
        yield found


@pytest.mark.parametrize(
    ("subject", "subject_id", "keys"),
    [
        ("alert", "a-1", ["card:1", "redraw:1"]),
        ("hold", "h-1", ["call:1"]),
        ("storm", "s-1", ["card:s-1"]),
        ("order", "1024", ["card:1", "redraw:1", "call:1"]),
        ("digest", "a-1", []),
        ("order", "a-1", []),
    ],
)
def test_all_that_was_promised_about_something_is_one_question(
    database: Database, subject: str, subject_id: str, keys: list[str]
) -> None:
    found = database.look(lambda tx: tx.ledger.about(subject, subject_id))

    assert [entry.key for entry in found] == keys


def test_a_call_of_a_system_interrupts_nobody(database: Database) -> None:
    database.do(
        lambda tx: tx.queue.take(
            "console", "ops", redraws=None, owner="w", now=NOON, until=NOON, limit=9
        )
    )
    entries = database.look(lambda tx: tx.ledger.recent(9))
    for entry in entries:
        database.do(
            lambda tx, entry=entry: tx.outbox.settle(  # type: ignore[misc]
                entry.id, owner="w", state=Delivery.SENT, now=NOON, code="ok", error=None
            )
        )

    told = database.look(lambda tx: tx.ledger.messages(since=NOON, limit=9))

    assert len(told) == 3  # two cards and a notice; neither the redraw nor the call
