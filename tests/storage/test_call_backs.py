"""Tests of what providers posted, on each sort of database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from rules.payments.contract import CallBack, Provider
from rules.payments.reasons import Reason
from storage import migrate
from storage.database import Database, opened
from storage.payments import call_backs
from storage.payments.call_backs import Kept, State
from tests.builders import NOON, seconds


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with opened(database_url) as found:
        yield found


def _posted(body: bytes, at_second: float = 0) -> CallBack:
    at = NOON + seconds(at_second)
    return CallBack(provider=Provider.WECHAT, headers={"a": "b"}, body=body, at=at)


def _kept(database: Database, body: bytes, at_second: float = 0) -> Kept:
    return database.do(lambda tx: tx.call_backs.keep(_posted(body, at_second)))


def test_the_same_body_posted_again_is_the_same_call_back_counted_once_more(
    database: Database,
) -> None:
    first, second = _kept(database, b"\xff\x00 no text"), _kept(database, b"\xff\x00 no text", 15)

    assert (first.id, first.times, first.received_at) == (second.id, 1, NOON)
    assert (second.times, second.received_at, second.last_at) == (2, NOON, NOON + seconds(15))
    assert second.body == b"\xff\x00 no text"


def test_a_notice_that_is_read_in_one_form_waits_no_longer_in_another(database: Database) -> None:
    forms = [_kept(database, b"%d" % n) for n in range(3)]
    waiting = [replace(one, reason=Reason.DECRYPT_FAILED, notice_id="n1") for one in forms]
    other = replace(_kept(database, b"x"), reason=Reason.BAD_SIGNATURE)
    database.do(lambda tx: tx.call_backs.settle([*waiting, other]))
    counted = {one.reason: one.count for one in database.look(lambda tx: tx.call_backs.by_reason())}
    assert counted == {Reason.DECRYPT_FAILED: 1, Reason.BAD_SIGNATURE: 1}

    read = replace(waiting[1], state=State.READ, reason=None)
    database.do(lambda tx: tx.call_backs.settle([read]))

    left = database.look(lambda tx: tx.call_backs.page(before=2**60, limit=9))
    assert [one.body for one in left] == [b"x"]


def test_an_unsigned_copy_leaves_what_was_signed_as_it_is(database: Database) -> None:
    signed, unsigned = _kept(database, b"1"), _kept(database, b"2")
    database.do(lambda tx: tx.call_backs.settle([replace(signed, signed=True)]))

    def again(body: bytes) -> Kept | None:
        posted = replace(_posted(body, 9), headers={"forged": "yes"})
        return database.do(lambda tx: tx.call_backs.keep_unsigned(posted))

    assert again(b"1") is None
    found = again(b"2")
    assert found is not None
    assert (found.id, found.times, found.size) == (unsigned.id, 2, 1 + len("forgedyes"))
    kept = database.look(lambda tx: tx.call_backs.latest(Provider.WECHAT, 9))
    assert (kept[1].headers, kept[1].times) == ({"a": "b"}, 1)
    assert database.look(lambda tx: tx.call_backs.waiting_in_all(Provider.WECHAT)) == (2, 13)


def test_what_every_beat_and_every_rehearsal_asks_is_found_in_an_index(sqlite_url: str) -> None:
    # PostgreSQL plans by what a table holds.
    asked = {
        call_backs._LATEST: ["ix_call_backs_whole"],  # noqa: SLF001 - its plan, not its answer
        call_backs._FORGET: ["ix_call_backs_read_whole"],  # noqa: SLF001
        call_backs._WAITING_IN_ALL: ["COVERING INDEX ix_call_backs_unread"],  # noqa: SLF001
    }
    with create_engine(sqlite_url).connect() as connection:
        for statement, indexes in asked.items():
            explained = f"EXPLAIN QUERY PLAN {statement.sqlite}".replace("?", "1")
            plan = " ".join(row[3] for row in connection.execute(text(explained)))
            assert all(index in plan for index in indexes), plan
            assert "TEMP B-TREE" not in plan


def test_what_was_kept_before_the_migration_is_signed_where_its_notice_has_a_name(
    database_url: str,
) -> None:
    with opened(database_url) as database:
        named, nameless = _kept(database, b"1"), _kept(database, b"22")
        database.do(lambda tx: tx.call_backs.settle([replace(named, notice_id="n1"), nameless]))
    command.downgrade(migrate._config(database_url), "0034")  # noqa: SLF001 - only a test goes back

    migrate.upgrade(database_url)
    migrate.check(database_url)

    with opened(database_url) as database:
        kept = database.look(lambda tx: tx.call_backs.latest(Provider.WECHAT, 9))
    assert [one.signed for one in kept] == [False, True]
    assert all(one.size > 0 for one in kept)
