"""What the console is put together from."""

from dataclasses import dataclass

from bot.channels.console.client import ConsoleClient
from bot.clock import Clock
from handlers.deps import Deps
from rules.delivery.rooms import Rooms
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleParts:
    """Given by the composition root."""

    database: Database
    deps: Deps
    clock: Clock
    client: ConsoleClient
    open: bool  #: The demo: no sign-in, everybody is who they say, loopback only.
    secret: str  #: Signs links and sessions.
    rooms: Rooms
