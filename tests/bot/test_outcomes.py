"""Outcomes: what comes while one is written shares the next transaction, and none is lost."""

import asyncio
from collections.abc import Callable

from bot.delivery.outcomes import Outcomes
from storage.database import Database
from storage.tx import Tx
from tests.builders import an_event


def _note(number: int, seen: list[Tx]) -> Callable[[Tx], None]:
    def work(tx: Tx) -> None:
        seen.append(tx)
        tx.journal.add([an_event("chat.opened", event_id=str(number))])

    return work


async def test_what_comes_while_one_is_written_shares_the_next_transaction(
    database: Database,
) -> None:
    outcomes, seen = Outcomes(database, within=5.0), list[Tx]()

    await asyncio.gather(*(outcomes.write(_note(number, seen)) for number in range(20)))

    assert len({id(tx) for tx in seen}) == 2, "the first, and all that came meanwhile"
    assert len(database.look(lambda tx: tx.journal.of_order("1024"))) == 20


async def test_one_that_cannot_be_written_takes_no_other_along(database: Database) -> None:
    outcomes, seen = Outcomes(database, within=5.0), list[Tx]()

    def fails(_tx: Tx) -> None:
        message = "no"
        raise ValueError(message)

    async def write(work: Callable[[Tx], None]) -> bool:
        try:
            await outcomes.write(work)
        except ValueError:
            return False
        return True

    done = await asyncio.gather(
        write(fails), *(write(_note(number, seen)) for number in range(5)), write(fails)
    )

    assert done == [False, True, True, True, True, True, False]
    assert len(database.look(lambda tx: tx.journal.of_order("1024"))) == 5
