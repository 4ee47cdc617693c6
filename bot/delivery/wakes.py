"""Wakes: what another process has promised is looked for at once, not at the next look."""

import asyncio
from collections.abc import Callable

from bot.logs import logger
from bot.process.supervisor import Supervisor
from storage.database import Database
from storage.wakes import NotListeningError

log = logger(__name__)

#: Seconds until a server is listened to again that could not be, or no longer.
AGAIN = 5.0
#: The supervisor wakes whoever sleeps when it is time to stop.
_LONG = 3600.0


async def listen(database: Database, wake: Callable[[], None], supervisor: Supervisor) -> None:
    """Wake whenever another process has promised something, until it is time to stop."""
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(_listen(database, wake))
        while await supervisor.sleep(_LONG):
            pass
        listening.cancel()


async def _listen(database: Database, wake: Callable[[], None]) -> None:
    while True:
        try:
            async for _ in database.promises_elsewhere():
                wake()
        except NotListeningError as error:  # the courier looks by itself, a little later
            log.info("not_listening", reason=str(error))
        await asyncio.sleep(AGAIN)
