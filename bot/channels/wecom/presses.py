"""Presses: the pressed card is replaced within five seconds, and what came of it is said."""

from bot.channels.base import Doors, LatestWins
from bot.channels.wecom import render
from bot.channels.wecom.account import Timing
from bot.channels.wecom.client import BotClient
from bot.channels.wecom.link import Link
from bot.channels.wecom.parse import Tap
from bot.channels.wecom.speech import Asker, Speech
from bot.logs import logger
from handlers.ports import Outcome, Picture, Sent

log = logger(__name__)


class PressDesk:
    """Answers presses; a redelivered one shows the card again and says nothing twice."""

    def __init__(self, doors: Doors, client: BotClient, speech: Speech, *, timing: Timing) -> None:
        self._doors = doors
        self._client = client
        self._speech = speech
        self._timing = timing
        self._latest = LatestWins()

    async def answer(self, link: Link, req_id: str, tap: Tap, *, came: float) -> None:
        """Do what a press asks; `came` is when it did, by the loop's clock."""
        reply = await self._doors.on_press(tap.press)
        if reply.picture is not None:
            until = came + self._timing.press
            outcome = await self._replace(link, req_id, tap, reply.picture, until=until)
            if isinstance(outcome, Sent):
                self._doors.shown(reply.picture)
            else:
                log.warning("wecom_card_not_replaced", code=outcome.code)
        press = tap.press
        asker = Asker(conversation=press.conversation, user_id=press.user_id, private=tap.private)
        self._speech.tell(press.press_id, reply, asker)

    async def _replace(
        self, link: Link, req_id: str, tap: Tap, picture: Picture, *, until: float
    ) -> Outcome:
        async with self._latest.showing(tap.task_id, picture.serial) as newer:
            if not newer:
                return Sent(message_ref=tap.task_id, code="newer")
            card = render.card(picture, lang=self._doors.lang, task_id=tap.task_id)
            return await self._client.update(link, req_id, card, until=until)
