"""Reception: takes what channels hear to the handlers, each in one write, and brings the answer."""

from dataclasses import replace

from bot.clock import Clock
from bot.logs import logger
from bot.process import ahead, patience, workers
from bot.process.supervisor import Supervisor
from handlers.chat import dispatch, presses
from handlers.deps import Deps
from handlers.ports import ButtonPress, ChatMessage, Picture, Reply
from rules.wording.say import say
from storage.database import Database
from storage.faults import StoreError

log = logger(__name__)

#: Seconds in which answers that left are collected for one write. After a kill within them a
#: message that is delivered again is answered again, marked 重发.
_TOGETHER = 0.1
#: Seconds that a message or a press waits for a database that is away. The platform was told that
#: it has arrived, so it comes once: a restart of the database must not cost it.
_PATIENCE = 10.0


class Reception:
    """The one way from a channel's stream to what it means; the answer comes after the commit."""

    def __init__(
        self, channel: str, *, database: Database, deps: Deps, clock: Clock, supervisor: Supervisor
    ) -> None:
        self._channel = channel
        self._database = database
        self._deps = deps
        self._clock = clock
        self._supervisor = supervisor
        self._told: list[str] = []

    async def on_message(self, message: ChatMessage) -> Reply | None:
        """Answer what a person wrote; None for silence."""
        try:
            asked = await ahead.read(self._database, message, self._deps, self._clock)
            reply = await patience.written(
                self._database,
                lambda tx: dispatch.on_message(asked, tx, self._deps, self._clock.now()),
                within=_PATIENCE,
            )
        except StoreError as error:
            return self._not_taken(error) if message.addressed else None
        return self._marked(reply) if reply is not None else None

    async def on_press(self, press: ButtonPress) -> Reply:
        """Do what a tap asks for; a person waits, so it goes before the rest of the queue."""
        try:
            reply = await patience.written(
                self._database,
                lambda tx: dispatch.on_press(press, tx, self._deps, self._clock.now()),
                within=_PATIENCE,
                urgent=True,
            )
        except StoreError as error:
            return self._not_taken(error)
        return self._marked(reply)

    def told(self, message_id: str) -> None:
        """Note that an answer has left, so that no process gives it again."""
        self._told.append(message_id)
        if len(self._told) == 1:
            self._supervisor.spawn("told", self._write_told())

    def shown(self, picture: Picture) -> None:
        """Note that a pressed card shows this picture, so that nobody is told that it does not."""
        self._supervisor.spawn("shown", self._write_shown(picture))

    async def _write_shown(self, picture: Picture) -> None:
        await patience.written(
            self._database,
            lambda tx: presses.shown(picture, tx, self._clock.now()),
            within=_PATIENCE,
        )

    async def _write_told(self) -> None:
        await self._supervisor.sleep(_TOGETHER)
        told, self._told = self._told, []
        await patience.written(
            self._database, lambda tx: tx.inbox.told(self._channel, told), within=_PATIENCE
        )

    def _not_taken(self, error: StoreError) -> Reply:
        """Say that it is not known to be done; whoever reads that asks again."""
        log.error("not_taken", channel=self._channel, error=repr(error))
        return Reply(text=say("store_away", self._deps.lang), private=True)

    def _marked(self, reply: Reply) -> Reply:
        """
        Mark an answer of which nobody knows whether it left: its process died over it.

        Where that lives, it gives the answer itself: a platform may ask two of us at once.
        """
        if not reply.duplicate or reply.told or not reply.text:
            return reply
        ours = self._deps.worker
        if reply.by not in {None, ours} and not workers.is_gone(reply.by, but=ours):
            return replace(reply, told=True)
        return replace(reply, text=say("resent", self._deps.lang, text=reply.text))
