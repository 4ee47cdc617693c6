"""Presses: the pressed card is replaced within five seconds, and what came of it is said."""

from bot.channels.answering import Answered
from bot.channels.base import Doors, LatestWins
from bot.channels.wecom import render
from bot.channels.wecom.account import Timing
from bot.channels.wecom.client import BotClient
from bot.channels.wecom.link import Link
from bot.channels.wecom.parse import Tap
from bot.logs import logger
from handlers.ports import Outcome, Picture, Reply, Sent
from rules.masking import mask_phones

log = logger(__name__)


class PressDesk:
    """Answers presses; a redelivered one shows the card again and says nothing twice."""

    def __init__(self, doors: Doors, client: BotClient, *, timing: Timing) -> None:
        self._doors = doors
        self._client = client
        self._timing = timing
        self._latest = LatestWins()
        self._answered = Answered(doors)

    async def answer(self, link: Link, req_id: str, tap: Tap, *, came: float) -> None:
        """Do what a press asks; `came` is when it did, by the loop's clock."""
        reply = await self._doors.on_press(tap.press)
        if reply.picture is not None:
            until = came + self._timing.press
            outcome = await self._replace(link, req_id, tap, reply.picture, until=until)
            if not isinstance(outcome, Sent):
                log.warning("wecom_card_not_replaced", code=outcome.code)
        await self._tell(tap, reply)

    async def _replace(
        self, link: Link, req_id: str, tap: Tap, picture: Picture, *, until: float
    ) -> Outcome:
        async with self._latest.showing(tap.task_id, picture.serial) as newer:
            if not newer:
                return Sent(message_ref=tap.task_id, code="newer")
            card = render.card(picture, lang=self._doors.lang, task_id=tap.task_id)
            return await self._client.update(link, req_id, card, until=until)

    async def _tell(self, tap: Tap, reply: Reply) -> None:
        """Say what came of it: refusals to the presser alone, deeds where the card stands."""
        press = tap.press
        if not reply.text or self._answered.already(press.press_id, reply):
            return
        if reply.private and not tap.private:
            text = render.parts(reply.text)[0]
            outcome = await self._client.text(press.user_id, text, private=True, patient=True)
            if isinstance(outcome, Sent):
                self._answered.left(press.press_id, press.user_id, outcome)
                return
        text = render.parts(mask_phones(reply.text) if reply.private else reply.text)[0]
        outcome = await self._client.text(
            press.conversation, text, private=tap.private, patient=True
        )
        self._answered.left(press.press_id, press.conversation, outcome)
        if not isinstance(outcome, Sent):
            kind = type(outcome).__name__
            log.warning("wecom_answer_lost", code=outcome.code, outcome=kind)
