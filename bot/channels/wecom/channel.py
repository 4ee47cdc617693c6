"""WeCom as a channel: its stream, its cards, and the answers to what people say and press."""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta

from bot.channels.answering import may_follow
from bot.channels.base import Doors, Status
from bot.channels.lanes import Lanes, Work
from bot.channels.wecom import frames, parse, refusals, render
from bot.channels.wecom.account import USUAL, Timing, WeComAccount, capabilities_of
from bot.channels.wecom.client import BotClient, task_id
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import Link
from bot.channels.wecom.presses import PressDesk
from bot.channels.wecom.speech import Asker, Speech
from bot.channels.wecom.stream import Stream
from bot.channels.wecom.webhooks import PREFIX, GroupRobots
from bot.files import follows
from bot.logs import logger
from handlers.ports import ChatMessage, GaveUp, Outcome, Outgoing, Picture, Sent
from rules.cards.archive import File
from rules.delivery.capabilities import Capabilities

log = logger(__name__)

#: People who write in private, remembered by their id.
_REMEMBERED = 10_000


class WeComChannel:
    """The bot of one account."""

    name = parse.CHANNEL

    def __init__(self, account: WeComAccount, doors: Doors, timing: Timing = USUAL) -> None:
        self._account = account
        self._doors = doors
        self._timing = timing
        self._status = Status()
        self._stream = Stream(
            account, doors, timing=timing, status=self._status, on_call=self._on_call
        )
        self._client = BotClient(self._stream, timing, doors.lang)
        self._robots = GroupRobots(account, timing, doors.lang)
        self._speech = Speech(doors, self._client)
        self._desk = PressDesk(doors, self._client, self._speech, timing=timing)
        self._lanes = Lanes("wecom", doors.supervisor)
        self._singles: OrderedDict[str, None] = OrderedDict()
        self._no_cards_until: datetime | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What it can show with this account."""
        return capabilities_of(self._account)

    @property
    def status(self) -> Status:
        """How the stream is."""
        return self._status

    async def run(self) -> None:
        """Keep the stream open; at the end, let answers under way go out."""
        try:
            await self._stream.run(self._settle)
        finally:
            await self.close()

    async def close(self) -> None:
        """Close idle connections; a later send opens new ones."""
        await self._robots.aclose()

    async def send(self, out: Outgoing) -> Outcome:
        """Show something new. What stands in a chat of WeCom changes only when it is pressed."""
        if out.message_ref is not None:
            return GaveUp(code="cannot_redraw", error="WeCom changes a card only after a press")
        if out.conversation.startswith(PREFIX):
            return await self._robots.send(out)
        private = self._is_private(out.conversation)
        if out.picture is None:
            plain = render.plain(out)
            shown = await self._client.text(out.conversation, plain, private=private)
        else:
            shown = await self._show(out, out.picture, private=private)
        if out.file is not None and isinstance(shown, Sent):
            await self._follow(out.conversation, out.file, private=private)
        return shown

    async def _follow(self, conversation: str, file: File, *, private: bool) -> None:
        """Have a file follow; where it does not arrive, what was said leads to it as well."""
        if not may_follow(self._doors, conversation):
            log.warning("file_not_uploaded", file=file.name, code="pace")
            return
        made = await follows(file)
        if made is None:
            return
        done = await self._client.file(conversation, made, private=private)
        if not isinstance(done, Sent):
            log.warning("file_not_uploaded", file=made.name, code=done.code)

    async def _show(self, out: Outgoing, picture: Picture, *, private: bool) -> Outcome:
        if private or self._group_cards_work():
            card = render.card(
                picture,
                lang=self._doors.lang,
                task_id=task_id(out.key, out.attempt, out.conversation),
                mentions=out.mentions,
            )
            outcome = await self._client.card(out.conversation, card, private=private)
            if not isinstance(outcome, GaveUp) or outcome.code in refusals.NO_CHAT:
                return outcome
            log.warning("wecom_card_refused", code=outcome.code, private=private)
            if not private:
                wait = timedelta(seconds=self._timing.cards_again)
                self._no_cards_until = self._doors.clock.now() + wait
        text = render.degraded(picture, lang=self._doors.lang, mentions=out.mentions)
        return await self._client.text(out.conversation, text, private=private)

    def _group_cards_work(self) -> bool:
        until = self._no_cards_until
        return self._account.group_cards and (until is None or self._doors.clock.now() >= until)

    def _is_private(self, conversation: str) -> bool:
        return conversation in self._doors.people or conversation in self._singles

    def _on_call(self, link: Link, frame: Frame) -> None:
        """Take a call-back; the work is done elsewhere, so that the next frame is read at once."""
        now = self._doors.clock.now()
        if frame.cmd == frames.EVENT and parse.event_of(frame.body) == parse.KICKED:
            link.leave("kicked", kicked=True)
        elif frame.cmd == frames.EVENT and parse.event_of(frame.body) == "template_card_event":
            tap = parse.tap(frame.body, now=now)
            if tap is None:
                log.warning("wecom_frame_ignored", kind="press")
                return
            came = asyncio.get_running_loop().time()
            # A press has five seconds: it does not queue behind what its conversation says.
            self._put(
                f"card {tap.task_id}",
                lambda: self._desk.answer(link, frame.req_id, tap, came=came),
            )
        elif frame.cmd == frames.MESSAGE:
            message = parse.message(frame.body, now=now, name=self._account.name)
            if message is None:
                log.info("wecom_message_ignored", kind=parse.kind_of(frame.body))
                return
            if message.private:
                self._remember(message.user_id)
            self._put(
                f"chat {message.conversation}", lambda: self._reply(link, frame.req_id, message)
            )
        else:
            log.info("wecom_frame_ignored", kind=parse.kind_of(frame.body))

    def _put(self, lane: str, work: Work) -> None:
        if not self._lanes.put(lane, work):
            log.error("wecom_overloaded", waiting=self._lanes.waiting)

    async def _reply(self, link: Link, req_id: str, message: ChatMessage) -> None:
        reply = await self._doors.on_message(message)
        if reply is None:
            return
        asker = Asker(
            conversation=message.conversation, user_id=message.user_id, private=message.private
        )

        async def way(text: str) -> Outcome:
            return await self._client.answer(
                link,
                req_id,
                text,
                message_id=message.message_id,
                conversation=message.conversation,
                private=message.private,
            )

        self._speech.tell(message.message_id, reply, asker, way)

    async def _settle(self) -> None:
        try:
            async with asyncio.timeout(self._timing.settle):
                await self._lanes.idle()
                await self._speech.idle()
        except TimeoutError:
            waiting = self._lanes.waiting + self._speech.waiting
            log.warning("wecom_answers_cut_off", waiting=waiting)

    def _remember(self, user_id: str) -> None:
        self._singles[user_id] = None
        self._singles.move_to_end(user_id)
        if len(self._singles) > _REMEMBERED:
            self._singles.popitem(last=False)
