"""Wakes: whoever promises something tells it after the commit, here and in other processes."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import make_url

from storage.database import Database, opened
from storage.delivery.outbox import Promise
from storage.tx import Tx
from storage.wakes import NotListeningError
from tests.builders import NOON
from tests.postgres import Postgres

_WITHIN = 20.0


def _promise(key: str, **more: Any) -> Promise:  # noqa: ANN401 - fields of Promise
    return Promise(
        key=key,
        kind="notice",
        channel="console",
        conversation="ops",
        next_at=NOON,
        created_at=NOON,
        body={},
        **more,
    )


def test_a_promise_wakes_after_its_commit_and_other_works_do_not(database: Database) -> None:
    seen: list[dict[str, int]] = []
    database.on_promise = lambda: seen.append(database.look(lambda tx: tx.ledger.counts()))

    database.do(lambda tx: tx.ledger.counts())
    database.do(lambda tx: tx.outbox.promise([]))
    database.do(lambda tx: tx.outbox.promise([_promise("a")]))
    database.close()  # the last writer has called, if it was going to

    assert seen == [{"queued": 1}]


def test_what_is_rolled_back_wakes_nobody(database: Database) -> None:
    woken: list[None] = []
    database.on_promise = lambda: woken.append(None)

    def fails(tx: Tx) -> None:
        tx.outbox.promise([_promise("a")])
        message = "after the promise"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        database.do(fails)
    database.close()

    assert woken == []


async def test_a_process_hears_of_what_others_promise_and_not_of_its_own(
    postgresql_url: str,
) -> None:
    with opened(postgresql_url) as ours, opened(postgresql_url) as theirs:
        heard = ours.promises_elsewhere()

        async def next_time() -> dict[str, int]:
            async with asyncio.timeout(_WITHIN):
                await anext(heard)
            return await ours.read(lambda tx: tx.ledger.counts())

        assert await next_time() == {}, "it listens"
        await ours.write(lambda tx: tx.outbox.promise([_promise("ours")]))
        await theirs.write(lambda tx: tx.outbox.promise([_promise("theirs")]))
        assert await next_time() == {"queued": 2}
        await theirs.write(lambda tx: tx.outbox.promise([_promise("theirs too")]))
        assert await next_time() == {"queued": 3}
        await heard.aclose()


@pytest.mark.pgbouncer
async def test_behind_a_pooler_nobody_listens(pooled_url: str) -> None:
    with opened(pooled_url) as database:
        with pytest.raises(NotListeningError):
            await anext(database.promises_elsewhere())
        await database.write(lambda tx: tx.outbox.promise([_promise("a")]))
        assert database.look(lambda tx: tx.ledger.counts()) == {"queued": 1}


async def test_a_listener_whose_connection_is_cut_says_so(
    postgresql_url: str, postgres: Postgres
) -> None:
    with opened(postgresql_url) as database:
        heard = database.promises_elsewhere()
        await anext(heard)
        postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 - ours
            " WHERE query LIKE 'LISTEN%'"
            f" AND datname = '{make_url(postgresql_url).database}'"
        )
        with pytest.raises(NotListeningError):
            async with asyncio.timeout(_WITHIN):
                await anext(heard)
