"""The Slack channel: what the courier sends, and the stream that hears."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.channels.base import Doors, Status
from bot.channels.slack import render
from bot.channels.slack.account import SlackAccount, Timing
from bot.channels.slack.answers import Answers
from bot.channels.slack.client import Answer, Failure, SlackClient
from bot.channels.slack.parse import CHANNEL
from bot.channels.slack.routes import Routes
from bot.channels.slack.stream import SlackStream
from bot.channels.slack.uploads import upload
from bot.logs import logger
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.cards.sent_again import unmarked

log = logger(__name__)

EVENT_TYPE = "resonance_message"
#: An earlier try is looked for so far back, and among so many messages.
LOOK_BACK = timedelta(hours=24)
LOOK_AT = 200
_TOO_RICH = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


class SlackChannel:
    """Slack, over Socket Mode and the Web API."""

    name = CHANNEL

    def __init__(
        self, account: SlackAccount, doors: Doors, *, timing: Timing | None = None
    ) -> None:
        self._account = account
        self._doors = doors
        self._timing = timing or Timing()
        self.capabilities = render.capabilities(account.quota)
        self.status = Status()
        self._client = SlackClient(account, self._timing)
        self._answers = Answers(self._client, doors, self._timing)

    async def run(self) -> None:
        """Keep the stream open until it is time to stop; what is being answered then is said."""
        self._client.closed = False
        routes = Routes(self._client, self._answers, self._doors.clock, self._account.bot_token)
        stream = SlackStream(self._client, routes, self._doors, self._timing, self.status)
        try:
            await stream.run()
            await self._finish(stream)
        finally:
            await self._client.close()
            self.status.becomes("stopped", self._doors.clock.now())

    async def _finish(self, stream: SlackStream) -> None:
        """Do and answer what was acked: the sender will not send it again."""
        clock = asyncio.get_running_loop()
        until = clock.time() + self._timing.drain
        while (stream.busy or self._answers.busy) and clock.time() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def send(self, out: Outgoing) -> Outcome:
        """Show something new, or redraw what `message_ref` names."""
        if out.message_ref is not None:
            return await self._redraw(out, out.message_ref)
        channel: str | Failure = out.conversation
        if out.conversation in self._doors.people or out.conversation[:1] in {"U", "W"}:
            channel = await self._client.direct(out.conversation)
        if not isinstance(channel, str):
            # Opening a chat shows nobody anything: an unsure try of it is safe to repeat.
            return _certain(channel)
        if out.resent:
            found = await self._find(channel, out.key)
            if isinstance(found, Sent):
                return await self._bring_up(out, found)
            if found is not None:
                return found
        return await self._post(out, channel)

    async def _post(self, out: Outgoing, channel: str) -> Outcome:
        text = render.body(out.text)
        if out.picture is None:
            text = self._around(out, text)
        shown: dict[str, object] = {"text": text, "mrkdwn": False}
        if out.picture is not None:
            blocks = render.card(
                out.picture, conversation=out.conversation, lang=self._doors.lang,
                mentions=out.mentions,
            )  # fmt: skip
            shown = {"text": render.body(out.text, 4_000), "blocks": blocks}
        named = {"event_type": EVENT_TYPE, "event_payload": {"key": out.key}}
        answer = await self._client.call(
            "chat.postMessage", channel=channel, metadata=named, unfurl_links=False, **shown
        )
        if isinstance(answer, GaveUp) and answer.code in _TOO_RICH:
            log.warning("card_as_text", code=answer.code)
            plain = self._around(out, text)
            answer = await self._client.call(
                "chat.postMessage", channel=channel, text=plain, metadata=named, mrkdwn=False
            )
        if not isinstance(answer, Answer):
            return answer
        ref = f"{answer.body.get('channel', channel)}:{answer.body.get('ts')}"
        if out.picture is not None:
            async with self._answers.shown.showing(ref, out.picture.serial):
                pass  # what was posted is the oldest picture of it
        if out.file is not None:
            await upload(self._client, out.file, ref)
        return Sent(message_ref=ref)

    def _around(self, out: Outgoing, text: str) -> str:
        first = [render.mention(out.mentions)] if out.mentions else []
        return "\n".join([*first, text])

    async def _find(self, channel: str, key: str) -> Sent | TryLater | None:
        """Look whether an earlier try arrived: its key travels with the message."""
        oldest = (self._doors.clock.now() - LOOK_BACK).timestamp()
        answer = await self._client.call(
            "conversations.history", channel=channel, oldest=f"{oldest:.6f}", limit=LOOK_AT,
            include_all_metadata=True,
        )  # fmt: skip
        if isinstance(answer, TryLater | Unknown):
            return TryLater(code=answer.code, error=answer.error)
        if isinstance(answer, GaveUp):  # no permission to read: it is sent again, marked
            log.warning("cannot_look_for_earlier_try", code=answer.code)
            return None
        for message in answer.body.get("messages", []):
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key") == key:
                return Sent(message_ref=f"{channel}:{message['ts']}", code="found")
        return None

    async def _bring_up(self, out: Outgoing, found: Sent) -> Outcome:
        """Have the card that was found show the present: it was drawn at its first try."""
        if out.picture is None:
            return found
        card = unmarked(out.picture.card, self._doors.lang)
        shown = replace(out, picture=replace(out.picture, card=card))
        done = await self._redraw(shown, found.message_ref)
        return found if isinstance(done, Sent) else done

    async def _redraw(self, out: Outgoing, ref: str) -> Outcome:
        channel, _, ts = ref.rpartition(":")
        if not channel or out.picture is None:
            return GaveUp(code="message_ref", error="no card of ours is called so")
        async with self._answers.shown.showing(ref, out.picture.serial) as newer:
            if not newer:
                return Sent(message_ref=ref, code="newer_shown")
            answer = await self._answers.update(channel, ts, out.conversation, out.picture)
        if isinstance(answer, Answer):
            return Sent(message_ref=ref)
        if answer.code == "message_not_found":  # somebody deleted it; the order still needs a card
            return await self._post(out, channel)
        return _certain(answer)


def _certain(failure: Failure) -> Failure:
    """Make an unsure try of something that may be repeated a later one."""
    if isinstance(failure, Unknown):
        return TryLater(code=failure.code, error=failure.error)
    return failure
