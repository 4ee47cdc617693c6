"""Reception: takes what channels hear to the handlers, each in one write, and brings the answer."""

from bot.clock import Clock
from handlers import dispatch
from handlers.deps import Deps
from handlers.ports import ButtonPress, ChatMessage, Reply
from storage.database import Database


class Reception:
    """The one way from a channel's stream to what it means; the answer comes after the commit."""

    def __init__(self, *, database: Database, deps: Deps, clock: Clock) -> None:
        self._database = database
        self._deps = deps
        self._clock = clock

    async def on_message(self, message: ChatMessage) -> Reply | None:
        """Answer what a person wrote; None for silence."""
        return await self._database.write(
            lambda tx: dispatch.on_message(message, tx, self._deps, self._clock.now())
        )

    async def on_press(self, press: ButtonPress) -> Reply:
        """Do what a tap asks for; a person waits, so it goes before the rest of the queue."""
        return await self._database.write(
            lambda tx: dispatch.on_press(press, tx, self._deps, self._clock.now()), urgent=True
        )
