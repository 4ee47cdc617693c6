"""The console's own store as a platform: what we send becomes a message there, once per key."""

import asyncio

from bot.channels.base import Status
from bot.channels.console import render
from bot.clock import Clock
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater
from rules.cards.images.image import Image
from rules.delivery.capabilities import CONSOLE
from rules.delivery.rooms import Rooms
from storage.database import Database
from storage.faults import StoreError
from storage.tx import Tx


class ConsoleClient:
    """Sends to the console. Pages look at `changes` and read again when it has moved."""

    name = "console"
    capabilities = CONSOLE

    def __init__(self, database: Database, clock: Clock, rooms: Rooms, *, lang: str = "zh") -> None:
        self._database = database
        self._clock = clock
        self.rooms = rooms
        self._lang = lang
        self.status = Status(state="online")
        self.changes = 0  #: Goes up whenever this process wrote a message.

    async def send(self, out: Outgoing) -> Outcome:
        """
        Post a message, or edit the one that `message_ref` names; a lost one is posted anew.

        What nobody could ever read is given up, so that somebody else is told.
        """
        if not self.rooms.is_read(out.conversation):
            error = f"nobody may open the room {out.conversation}: give an approver a console id"
            return GaveUp(code="no_reader", error=error)
        if out.message_ref is not None and not out.message_ref.isdigit():
            return GaveUp(code="message_ref", error=f"no message of the console: {out.message_ref}")
        try:
            message_id = await self._database.write(lambda tx: self._show(tx, out))
        except StoreError as error:
            return TryLater(code="storage", error=str(error) or type(error).__name__)
        self.changed()
        return Sent(message_ref=str(message_id))

    async def run(self) -> None:
        """Wait: there is no connection to keep."""
        await asyncio.get_running_loop().create_future()

    def changed(self) -> None:
        """Have every open page read again."""
        self.changes += 1

    def _show(self, tx: Tx, out: Outgoing) -> int:
        now = self._clock.now()
        card, text = None, out.text
        if out.picture is not None:
            drawn = out.picture.card
            card, text = render.card(drawn, out.picture.tokens), drawn.title
        image = render.image(out.file) if isinstance(out.file, Image) else None
        shown = int(out.message_ref) if out.message_ref is not None else None
        if shown is None and card is not None:
            # Sent again, since its lease ran out, it may have changed since the first time.
            shown = tx.chat.find(out.key)
        if shown is not None and tx.chat.edit(shown, at=now, text=text, card=card):
            return shown
        return tx.chat.post(
            key=out.key,
            conversation=out.conversation,
            at=now,
            author=render.BOT,
            text=text,
            card=card,
            image=image,
            about=out.about,
        )
