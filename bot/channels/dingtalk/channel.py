"""DingTalk as a channel: its stream, its cards, and the answers to what people say and press."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.answering import Answered, Voice, may_follow, patiently
from bot.channels.base import Doors, LatestWins, Status
from bot.channels.dingtalk import frames, parse, refs, render
from bot.channels.dingtalk.account import USUAL, DingTalkAccount, Timing, capabilities_of
from bot.channels.dingtalk.client import RobotClient
from bot.channels.dingtalk.frames import Frame
from bot.channels.dingtalk.openapi import OpenApi
from bot.channels.dingtalk.parse import Heard
from bot.channels.dingtalk.presses import PressDesk
from bot.channels.dingtalk.refusals import Refusal
from bot.channels.dingtalk.stream import Link, Stream
from bot.channels.dingtalk.uploads import upload
from bot.channels.lanes import Lanes
from bot.logs import hush, logger
from handlers.ports import Outcome, Outgoing, Picture, Reply, Sent
from rules.cards.archive import File
from rules.cards.sent_again import unmarked
from rules.delivery.capabilities import Capabilities
from rules.masking import mask_phones

log = logger(__name__)


class DingTalkChannel:
    """The robot of one account."""

    name = parse.CHANNEL

    def __init__(self, account: DingTalkAccount, doors: Doors, *, timing: Timing = USUAL) -> None:
        hush()  # whatever configured logging: tickets and webhooks stand in addresses
        self._account = account
        self._doors = doors
        self._timing = timing
        self._status = Status()
        self._api = OpenApi(account, timing)
        self._client = RobotClient(account, self._api, doors.people)
        self._latest = LatestWins()
        self._lanes = Lanes("dingtalk", doors.supervisor)
        self._voice = Voice("dingtalk", doors)
        self._answered = Answered(doors)
        self._no_cards_until: datetime | None = None
        self._desk = PressDesk(account, doors, self._client, self._latest, timing=timing)

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
        stream = Stream(
            self._account,
            self._api,
            timing=self._timing,
            clock=self._doors.clock,
            supervisor=self._doors.supervisor,
            status=self._status,
            on_frame=self._on_frame,
        )
        try:
            await stream.run()
            await self._settle()
        finally:
            await self.close()

    async def close(self) -> None:
        """Close idle connections; a later send opens new ones."""
        await self._api.aclose()

    async def send(self, out: Outgoing) -> Outcome:
        """Show something new, or redraw what `out.message_ref` names."""
        if out.picture is None or out.message_ref is None:
            shown = (
                await self._client.text(out.conversation, render.plain(out))
                if out.picture is None
                else await self._show(out, out.picture)
            )
            if out.file is not None and isinstance(shown, Sent):
                await self._follow(out.conversation, out.file)
            return shown
        tracks = refs.tracks_of(out.message_ref)
        if not tracks:
            # A plain message cannot change: what matters is followed up, the rest is let be.
            if refs.stand_of(out.message_ref) == render.stand(out.picture):
                return Sent(message_ref=out.message_ref, code="unchanged")
            return await self._write(out, out.picture)
        return await self._redraw(out.message_ref, tracks, out.picture, out)

    async def _follow(self, conversation: str, file: File) -> None:
        """Have a file follow; where it does not arrive, what was said leads to it as well."""
        if may_follow(self._doors, conversation):
            await upload(self._api, self._client, file, conversation)
        else:
            log.warning("file_not_uploaded", file=file.name, code="pace")

    async def _show(self, out: Outgoing, picture: Picture) -> Outcome:
        if not self._account.cards or self._cards_are_refused():
            return await self._write(out, picture)
        tries = (out.attempt, out.attempt - 1) if out.resent else (out.attempt,)
        track, *before = (refs.track_id(out.key, number, out.conversation) for number in tries)
        async with self._latest.showing(track, picture.serial):
            done = await self._client.deliver(
                (track, *before), self._params(picture, out), out.conversation, out.mentions
            )
        first = replace(picture, card=unmarked(picture.card, self._doors.lang))
        await self._redraw_ghosts(before, self._params(first, out))
        if isinstance(done, Refusal):
            if not done.denied:
                return done.outcome
            log.warning("dingtalk_cards_denied", code=done.outcome.code)
            wait = timedelta(seconds=self._timing.cards_again)
            self._no_cards_until = self._doors.clock.now() + wait
            return await self._write(out, picture)
        return done

    async def _redraw(
        self, ref: str, tracks: tuple[str, ...], picture: Picture, out: Outgoing
    ) -> Outcome:
        params = self._params(picture, out)
        main, *ghosts = tracks
        outcome: Outcome = Sent(message_ref=ref)
        async with self._desk.quiet(main), self._latest.showing(main, picture.serial) as newer:
            if newer:
                done = await self._client.redraw(main, params)
                outcome = done.outcome if isinstance(done, Refusal) else done
        await self._redraw_ghosts(ghosts, params)
        return Sent(message_ref=ref) if isinstance(outcome, Sent) else outcome

    async def _redraw_ghosts(self, tracks: Sequence[str], params: Mapping[str, str]) -> None:
        """Have earlier copies show the present too; whether they exist nobody knows."""
        for track in tracks:
            async with self._desk.quiet(track):
                await self._client.redraw(track, params)

    async def _write(self, out: Outgoing, picture: Picture) -> Outcome:
        title, text = render.degraded(picture, lang=self._doors.lang)
        done = await self._client.markdown(out.conversation, title, text)
        if isinstance(done, Sent):
            key = done.message_ref.split(" ")[1]
            return Sent(message_ref=refs.text_ref(key, render.stand(picture)))
        return done

    def _params(self, picture: Picture, out: Outgoing) -> dict[str, str]:
        return render.params(
            picture,
            lang=self._doors.lang,
            conversation=out.conversation,
            template=self._account.card_template,
        )

    def _cards_are_refused(self) -> bool:
        until = self._no_cards_until
        return until is not None and self._doors.clock.now() < until

    def _on_frame(self, link: Link, frame: Frame) -> str | None:
        """Take a frame and return its ack; a press is acked when it has been done."""
        if frame.topic not in (frames.MESSAGES, frames.CARD):
            log.warning("dingtalk_frame_ignored", kind="topic")
            return frames.ack(frame, {}, code=frames.NOT_FOUND, message="no handler")
        if frame.body is None:
            log.warning("dingtalk_frame_ignored", kind="data")
            return frames.ack(frame, {}, code=frames.BAD, message="no JSON")
        if frame.topic == frames.CARD:
            tap = parse.tap(frame.body)
            if tap is None:
                log.warning("dingtalk_frame_ignored", kind="press")
                return frames.ack(frame, frames.redrawing(None))
            return self._desk.take(link, frame, tap)
        heard = parse.message(frame.body, now=self._doors.clock.now(), name=self._account.name)
        if heard is None:
            log.info("dingtalk_message_ignored", kind=parse.kind_of(frame.body))
        elif not self._lanes.put(heard.message.conversation, lambda: self._reply(heard)):
            log.error("dingtalk_overloaded", waiting=self._lanes.waiting)
            return frames.ack(frame, {}, code=frames.FAILED, message="busy")
        return frames.ack(frame, {"response": None})

    async def _reply(self, heard: Heard) -> None:
        message = heard.message
        reply = await self._doors.on_message(message)
        if reply is None or self._answered.already(message.message_id, reply):
            return
        if not self._voice.put(message.conversation, lambda: self._say(heard, reply)):
            log.error("dingtalk_overloaded", waiting=self._voice.waiting)

    async def _say(self, heard: Heard, reply: Reply) -> None:
        message, text = heard.message, reply.text
        if reply.private and not message.private:
            if message.user_id in self._doors.people:
                done = await self._client.text(message.user_id, text)
                if isinstance(done, Sent):
                    self._answered.left(message.message_id, message.user_id, done)
                    return
            text = mask_phones(text)
        outcome = await patiently(
            self._doors.supervisor,
            lambda: self._client.answer(heard, text, now=self._doors.clock.now()),
        )
        self._answered.left(message.message_id, message.conversation, outcome)
        if not isinstance(outcome, Sent):
            log.error("dingtalk_answer_lost", code=outcome.code, outcome=type(outcome).__name__)

    async def _settle(self) -> None:
        """Let what was heard be answered, for as long as a stop may take."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._timing.settle
        while loop.time() < until:
            if not (self._lanes.waiting or self._voice.waiting or self._desk.waiting):
                return
            await asyncio.sleep(0.02)
