"""Tests of marks and the audit, on both databases."""

from storage.database import Database
from storage.system.audit import Attempt
from storage.system.marks import Mark
from tests.builders import NOON, minutes


def _mark(name: str, state: str = "on") -> Mark:
    return Mark(name=name, state=state, by="王敏", at=NOON, until=NOON + minutes(5))


def test_a_mark_is_read_as_it_was_set_last_until_it_is_cleared(database: Database) -> None:
    for state in ("on", "off"):
        database.do(lambda tx, s=state: tx.marks.set(_mark("switch", s)))  # type: ignore[misc]

    found = database.look(lambda tx: tx.marks.get("switch"))
    assert found == _mark("switch", "off")
    assert [_mark("a", "on").holds("on", at) for at in (NOON, NOON + minutes(5))] == [True, False]
    database.do(lambda tx: tx.marks.clear("switch"))
    assert database.look(lambda tx: tx.marks.get("switch")) is None


def test_marks_are_called_by_how_their_names_begin(database: Database) -> None:
    for name in ("test:b", "test:a", "tests", "other"):
        database.do(lambda tx, n=name: tx.marks.set(_mark(n)))  # type: ignore[misc]

    assert [m.name for m in database.look(lambda tx: tx.marks.called("test:"))] == [
        "test:a", "test:b",
    ]  # fmt: skip


def test_attempts_are_kept_in_their_order_and_found_by_order(database: Database) -> None:
    tries = [
        Attempt(at=NOON + minutes(n), actor="王敏", channel="console", action=action,
                order_no=no, outcome="done", detail=str(n))
        for n, (action, no) in enumerate([("lock", "1024"), ("lock", "2048"), ("claim", "1024")])
    ]  # fmt: skip
    database.do(lambda tx: tx.audit.add(*tries))

    assert database.look(lambda tx: tx.audit.of_order("1024")) == [tries[0], tries[2]]
    assert [a.detail for a in database.look(lambda tx: tx.audit.recent(2))] == ["2", "1"]
