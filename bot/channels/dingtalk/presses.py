"""Presses: each is acked within two seconds with the card as it is then."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.answering import Answered
from bot.channels.base import Doors, LatestWins
from bot.channels.dingtalk import frames, render
from bot.channels.dingtalk.account import DingTalkAccount, Timing
from bot.channels.dingtalk.client import RobotClient
from bot.channels.dingtalk.frames import Frame
from bot.channels.dingtalk.parse import Tap
from bot.channels.dingtalk.stream import Link
from bot.logs import logger
from handlers.ports import ButtonPress, GaveUp, Reply, Sent
from rules.masking import mask_phones

log = logger(__name__)

_AT_ONCE = 200


class PressDesk:
    """Takes presses, and keeps redraws off a card that waits for its ack."""

    def __init__(
        self,
        account: DingTalkAccount,
        doors: Doors,
        client: RobotClient,
        latest: LatestWins,
        *,
        timing: Timing,
    ) -> None:
        self._account = account
        self._doors = doors
        self._client = client
        self._latest = latest
        self._timing = timing
        self._asked: Counter[str] = Counter()
        self._changed = asyncio.Condition()
        self._answered = Answered(doors)
        self.waiting = 0  #: Presses that are not done yet.

    def take(self, link: Link, frame: Frame, tap: Tap) -> str | None:
        """Take a press, its ack follows; a full house refuses it at once."""
        if self.waiting >= _AT_ONCE:
            log.error("dingtalk_overloaded", waiting=self.waiting)
            return frames.ack(frame, {}, code=frames.FAILED, message="busy")
        self.waiting += 1
        self._asked[tap.track_id] += 1
        press = tap.press(self._doors.clock.now())
        self._doors.supervisor.spawn("dingtalk_press", self._answer(link, frame, tap, press))
        return None

    @asynccontextmanager
    async def quiet(self, track_id: str) -> AsyncIterator[None]:
        """Wait until no press on this card waits for its ack: DingTalk forbids a redraw then."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._asked[track_id])
        if not self._asked[track_id]:
            del self._asked[track_id]
        yield

    async def _answer(self, link: Link, frame: Frame, tap: Tap, press: ButtonPress) -> None:
        box: list[Reply] = []
        try:
            work = self._doors.supervisor.spawn("dingtalk_decide", self._decide(press, box))
            await asyncio.wait({work}, timeout=self._timing.press)
            in_time = bool(box)
            try:
                await self._ack(link, frame, tap, box[0] if in_time else None)
            finally:
                await self._acked(tap.track_id)
            await asyncio.wait({work})
            if not box:
                return
            if not in_time:
                await self._redraw(tap, box[0])
            await self._tell(press, box[0])
        finally:
            self.waiting -= 1

    async def _decide(self, press: ButtonPress, box: list[Reply]) -> None:
        box.append(await self._doors.on_press(press))

    async def _acked(self, track_id: str) -> None:
        async with self._changed:
            self._asked[track_id] -= 1
            self._changed.notify_all()
        if self._asked[track_id] <= 0:
            del self._asked[track_id]

    async def _ack(self, link: Link, frame: Frame, tap: Tap, reply: Reply | None) -> None:
        picture = reply.picture if reply is not None else None
        if picture is None or reply is None:
            await link.ack(frames.ack(frame, frames.redrawing(None)))
            return
        async with self._latest.showing(tap.track_id, picture.serial) as newer:
            shown = self._params(tap, reply) if newer else None
            await link.ack(frames.ack(frame, frames.redrawing(shown)))

    async def _redraw(self, tap: Tap, reply: Reply) -> None:
        """Show a card whose press took longer than an ack may."""
        if reply.picture is None:
            return
        async with (
            self.quiet(tap.track_id),
            self._latest.showing(tap.track_id, reply.picture.serial) as newer,
        ):
            if newer:
                await self._client.redraw(tap.track_id, self._params(tap, reply))

    def _params(self, tap: Tap, reply: Reply) -> dict[str, str]:
        if reply.picture is None:
            return {}
        return render.params(
            reply.picture,
            lang=self._doors.lang,
            conversation=tap.conversation,
            template=self._account.card_template,
        )

    async def _tell(self, press: ButtonPress, reply: Reply) -> None:
        """Say what came of it: refusals to the presser alone, if possible, deeds in the chat."""
        if not reply.text or self._answered.already(press.press_id, reply):
            return
        to = press.user_id if reply.private else press.conversation
        outcome = await self._client.text(to, reply.text)
        if isinstance(outcome, GaveUp) and to != press.conversation:
            to = press.conversation  # the robot may not write to them, and they stand there waiting
            outcome = await self._client.text(to, mask_phones(reply.text))
        self._answered.left(press.press_id, to, outcome)
        if not isinstance(outcome, Sent):
            log.warning("dingtalk_answer_lost", code=outcome.code, outcome=type(outcome).__name__)
