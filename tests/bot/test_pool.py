"""The pool: who waits together is written together, and nobody else waits for them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.web.intake.pool import GAP, Pool
from bot.web.intake.rush import BUSY, CALM, LASTS, Rush
from storage.database import Database, opened
from storage.tx import Tx

Groups = list[list[int]]


def _run(
    url: str,
    story: Callable[[Pool[int, int]], Awaitable[object]],
    *,
    heaviest: int = 100,
    gap: float = GAP,
) -> Groups:
    """Return the groups in which items reached the writer."""
    groups: Groups = []

    def work(_tx: Tx, items: Sequence[int]) -> Sequence[int]:
        groups.append(list(items))
        if len(items) > 1 and 0 in items:
            raise ValueError
        return [item * 2 for item in items]

    async def played(database: Database) -> None:
        await story(Pool(database, work, at_once=1, heaviest=lambda: heaviest, gap=gap))

    with opened(url) as database:
        asyncio.run(played(database))
    return groups


async def _ask(pool: Pool[int, int], item: int, times: int = 1) -> None:
    for _ in range(times):
        assert await pool.write(item) == item * 2


def test_callers_that_come_back_together_share_every_commit(sqlite_url: str) -> None:
    async def story(pool: Pool[int, int]) -> None:
        await asyncio.gather(*(_ask(pool, item, times=3) for item in (1, 2, 3, 4)))

    assert [sorted(group) for group in _run(sqlite_url, story, gap=0.05)] == [[1, 2, 3, 4]] * 3


def test_a_caller_that_is_alone_waits_for_nobody(sqlite_url: str) -> None:
    async def story(pool: Pool[int, int]) -> None:
        async with asyncio.timeout(30):
            await _ask(pool, 1, times=3)

    assert _run(sqlite_url, story, gap=60.0) == [[1], [1], [1]]


def test_a_commit_weighs_no_more_than_it_may(sqlite_url: str) -> None:
    async def story(pool: Pool[int, int]) -> None:
        await asyncio.gather(*(_ask(pool, item) for item in range(1, 8)))

    assert _run(sqlite_url, story, heaviest=3) == [[1, 2, 3], [4, 5, 6], [7]]


def test_where_one_fails_each_is_tried_for_itself(sqlite_url: str) -> None:
    async def story(pool: Pool[int, int]) -> None:
        await asyncio.gather(*(_ask(pool, item) for item in (0, 1)))

    assert _run(sqlite_url, story) == [[0, 1], [0], [1]]


def test_intake_writes_less_in_one_go_while_somebody_scans() -> None:
    now = [100.0]
    rush = Rush(lambda: now[0])
    assert rush.portion == CALM
    rush.scanned()
    assert rush.portion == BUSY
    now[0] += LASTS
    assert rush.portion == CALM
