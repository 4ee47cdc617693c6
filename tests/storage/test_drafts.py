"""Tests of drafts and versions, on both databases."""

from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import replace
from threading import Event

from rules.drafts.draft import LIFETIME, Draft, DraftState
from storage.database import Database, opened
from storage.drafts.versions import Version
from storage.tx import Tx
from tests.builders import NOON, minutes

DRAFT = Draft(
    kind="statuses", content="[1]", based_on=1, author="李雷", at=NOON, expires=NOON + LIFETIME
)


def _kept(database: Database) -> Draft:
    number = database.do(lambda tx: tx.drafts.add(DRAFT))
    return replace(DRAFT, number=number)


def test_a_draft_keeps_who_opened_it_in_their_order(database_url: str) -> None:
    with opened(database_url) as database:
        draft = _kept(database)
        other = _kept(database)
        for person, at in (("王敏", 1), ("陈静", 2), ("王敏", 3)):
            database.do(
                lambda tx, p=person, a=at: tx.drafts.opened(draft.number, p, NOON + minutes(a))  # type: ignore[misc]
            )

        assert database.look(lambda tx: tx.drafts.open()) == [
            replace(draft, opened_by=("王敏", "陈静")),
            other,
        ]
        assert database.look(lambda tx: tx.drafts.get(other.number + 1)) is None


def test_a_draft_is_decided_once(database_url: str) -> None:
    with opened(database_url) as database:
        draft = _kept(database)
        done = replace(
            draft, state=DraftState.PUBLISHED, closed_by="王敏", closed_at=NOON, version=2
        )

        assert database.do(lambda tx: tx.drafts.decide(done)) is True
        late = replace(done, closed_by="陈静")
        assert database.do(lambda tx: tx.drafts.decide(late)) is False
        assert database.look(lambda tx: tx.drafts.get(draft.number)) == done
        assert database.look(lambda tx: tx.drafts.open()) == []


def test_versions_count_up_and_none_is_written_twice(database_url: str) -> None:
    first = Version(
        kind="statuses", version=1, content="[]", at=NOON, author="system", approved_by="system"
    )
    second = replace(first, version=2, content="[2]", author="李雷", approved_by="王敏", draft=1)
    with opened(database_url) as database:
        assert database.look(lambda tx: tx.versions.in_force("statuses")) is None
        assert database.do(lambda tx: tx.versions.add(first)) is True
        assert database.do(lambda tx: tx.versions.add(second)) is True
        assert database.do(lambda tx: tx.versions.add(replace(second, content="[3]"))) is False

        assert database.look(lambda tx: tx.versions.in_force("statuses")) == (2, "[2]")
        assert database.look(lambda tx: tx.versions.in_force("weights")) is None
        assert database.look(lambda tx: tx.versions.get("statuses", 1)) == first
        assert database.look(lambda tx: tx.versions.of_kind("statuses")) == [second, first]


def test_what_is_published_is_in_force_at_once_and_what_was_rolled_back_never(
    database_url: str,
) -> None:
    lost = Version(
        kind="statuses",
        version=1,
        content="[1]",
        at=NOON,
        author="李雷",
        approved_by="王敏",
        draft=1,
    )
    kept, gate = replace(lost, content="[2]", draft=2), Event()

    def in_force(tx: Tx) -> tuple[int, str] | None:
        return tx.versions.in_force("statuses")

    def publish(version: Version) -> Callable[[Tx], tuple[int, str] | None]:
        def work(tx: Tx) -> tuple[int, str] | None:
            assert in_force(tx) is None
            tx.versions.add(version)
            if in_force(tx) == (1, lost.content):
                raise LookupError
            return in_force(tx)

        return work

    with opened(database_url) as database:
        database.submit(lambda _tx: gate.wait(10))  # SQLite has what waits share a commit
        asked = [database.submit(work) for work in (in_force, publish(lost))]
        failed = asked.pop()
        if not database.is_sqlite:  # where each has a connection of its own, and none waits
            wait([*asked, failed])
        asked += [database.submit(publish(kept)), database.submit(in_force)]
        gate.set()

        assert isinstance(failed.exception(), LookupError)
        assert [one.result() for one in asked][:2] == [None, (1, "[2]")]
        assert database.look(in_force) == (1, "[2]")
        again = replace(kept, version=2, draft=None, same_as=1)
        assert database.do(lambda tx: tx.versions.add(again)) is True
        assert database.look(in_force) == database.do(in_force) == (2, "[2]")
