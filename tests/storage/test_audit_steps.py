"""The chain of the audit is sealed anew by its migration, and what was broken stays so."""

from functools import partial

from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from rules.people.chain import Break, Broken, Head
from storage import migrate
from storage.database import opened
from storage.system.audit import Attempt
from storage.tx import Tx
from tests.builders import NOON


def _add(attempt: Attempt, tx: Tx) -> None:
    tx.audit.add(attempt)


def _write(url: str, number: int) -> None:
    with opened(url) as database:
        for n in range(number):
            attempt = Attempt(
                at=NOON, actor="王敏", channel="console", action="lock", order_no=str(n),
                outcome="done",
            )  # fmt: skip
            database.do(partial(_add, attempt))


def _state(url: str) -> tuple[Head, Break | None]:
    with opened(url) as database:
        return database.look(lambda tx: (tx.audit.head(), tx.audit.first_break(0, 10**6)))


def _back_and_forth(url: str, between: str | None = None) -> None:
    command.downgrade(migrate._config(url), "0037")  # noqa: SLF001 - only a test goes back
    if between is not None:
        with create_engine(url, poolclass=NullPool).begin() as connection:
            assert connection.execute(text(between)).rowcount
    migrate.upgrade(url)
    migrate.check(url)


def test_a_whole_chain_is_whole_afterwards_and_goes_on(database_url: str) -> None:
    _write(database_url, 40)
    before = _state(database_url)

    _back_and_forth(database_url)

    assert before[1] is None
    assert _state(database_url) == before
    _write(database_url, 3)
    assert _state(database_url)[1] is None


def test_a_row_that_was_changed_before_is_not_healed_by_it(database_url: str) -> None:
    _write(database_url, 40)

    _back_and_forth(database_url, "UPDATE audit SET actor = '别人' WHERE number = 7")

    _head, found = _state(database_url)
    assert found is not None
    assert (found.number, found.how) == (7, Broken.CHANGED)


def test_the_way_to_a_row_is_short_and_each_step_carries_the_next(database_url: str) -> None:
    _write(database_url, 300)
    with opened(database_url) as database:
        head = database.look(lambda tx: tx.audit.head())
        way = database.look(lambda tx: tx.audit.way([5, 299], head.number))
    assert (way[-1].number, way[-1].seal) == (300, head.seal)
    assert {5, 299} <= {step.number for step in way}
    assert len(way) < 30
