"""Tests of the ledger of holds and of what scanners were answered, on both databases."""

from dataclasses import replace

from rules.shipping.holds import Hold
from rules.shipping.reasons import RATIONED, HoldReason
from storage.database import Database
from storage.shipping.scans import Scan
from tests.builders import NOON, minutes

HOLD = Hold(
    id="h1", order_no="1024", reason=HoldReason.RESONANCE_RED, owner="system", note="", since=NOON
)
SCAN = Scan(
    source="wms", scan_id="s1", at=NOON, station="hz-1", code="P1", order_no="1024",
    verdict="LOCKED", items=[{"sku": "a", "qty": 1}],
)  # fmt: skip


def test_a_hold_is_released_once_and_the_others_stay(database: Database) -> None:
    other = replace(HOLD, id="h2", owner="王敏", since=NOON + minutes(1))
    for hold in (HOLD, other):
        database.do(lambda tx, h=hold: tx.holds.add(h))  # type: ignore[misc]

    now = NOON + minutes(2)
    released = [
        database.do(lambda tx: tx.holds.release("h1", by="李雷", now=now)) for _ in range(2)
    ]

    assert released == [True, False]
    assert database.look(lambda tx: tx.holds.of_order("1024")) == (
        replace(HOLD, released_at=now, released_by="李雷"), other,
    )  # fmt: skip
    assert database.look(lambda tx: tx.holds.of_orders(["2048"])) == {}


def test_a_hold_that_ended_by_itself_is_told_once(database: Database) -> None:
    ends = replace(HOLD, expires=NOON + minutes(5))
    for hold in (ends, replace(HOLD, id="h2")):
        database.do(lambda tx, h=hold: tx.holds.add(h))  # type: ignore[misc]

    def expired(minute: float) -> list[str]:
        found = database.look(lambda tx: tx.holds.expired(NOON + minutes(minute), 9))
        return [hold.id for hold in found]

    assert [expired(4), expired(5)] == [[], ["h1"]]
    database.do(lambda tx: tx.holds.mark_expiry_seen("h1"))
    assert expired(6) == []


def test_the_machines_own_locks_of_a_stretch_of_time_are_counted(database: Database) -> None:
    holds = [
        HOLD, replace(HOLD, id="h3", order_no="2048"),
        replace(HOLD, id="h4", order_no="4096", owner="王敏"),
        replace(HOLD, id="h5", order_no="8192", since=NOON + minutes(60)),
    ]  # fmt: skip
    for hold in holds:
        database.do(lambda tx, h=hold: tx.holds.add(h))  # type: ignore[misc]

    count = database.look(
        lambda tx: tx.holds.machine_locks(
            RATIONED, after=NOON - minutes(1), until=NOON + minutes(1)
        )
    )
    assert count == 2


def test_a_scan_is_answered_again_as_it_was_answered_last(database: Database) -> None:
    later = replace(SCAN, verdict="OK", at=NOON + minutes(1))
    for scan in (SCAN, later, replace(SCAN, source="other", order_no="2048")):
        database.do(lambda tx, s=scan: tx.scans.save(s))  # type: ignore[misc]

    assert database.look(lambda tx: tx.scans.find("wms", "s1")) == later
    assert database.look(lambda tx: tx.scans.find("wms", "s2")) is None
    assert database.look(lambda tx: tx.scans.of_order("1024")) == [later]
