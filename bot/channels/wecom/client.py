"""The bot's hands: cards, messages and answers; every way a platform fails is an outcome."""

import asyncio
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bot.channels.wecom import frames, refusals, render
from bot.channels.wecom.account import LONGEST, Timing
from bot.channels.wecom.link import Link
from bot.channels.wecom.stream import Stream
from bot.channels.wecom.uploads import upload
from bot.files import Written
from handlers.ports import Outcome, Sent, TryLater, Unknown
from rules.clipping import clip
from rules.wording.say import say

_SINGLE, _GROUP = 1, 2


def task_id(key: str, attempt: int, conversation: str) -> str:
    """Name a card; each attempt has a name of its own, since WeCom takes a name only once."""
    digest = sha256(f"{key}\n{attempt}\n{conversation}".encode()).hexdigest()[:40]
    return f"resonance-{attempt}-{digest}"


class BotClient:
    """Sends over the connection that is subscribed now."""

    def __init__(self, stream: Stream, timing: Timing, lang: str) -> None:
        self._stream = stream
        self._timing = timing
        self._lang = lang

    async def card(self, conversation: str, card: Mapping[str, Any], *, private: bool) -> Outcome:
        """Push a card."""
        body = {"msgtype": "template_card", "template_card": card}
        return await self._push(conversation, body, ref=f"card {card['task_id']}", private=private)

    async def text(self, conversation: str, text: str, *, private: bool) -> Outcome:
        """Push markdown."""
        return await self._push(
            conversation, render.markdown_body(text), ref="text", private=private
        )

    async def file(self, conversation: str, made: Written, *, private: bool) -> Outcome:
        """Push a file, which goes up before; an image is shown as it is."""
        link = self._stream.link
        if link is None:
            return TryLater(code="offline", error="not connected", whole_channel=True)
        kind = "image" if made.shown else "file"
        media = await upload(link, kind, made.name, made.content)
        if not isinstance(media, str):
            return media
        body = {"msgtype": kind, kind: {"media_id": media}}
        return await self._push(conversation, body, ref=kind, private=private)

    async def say(
        self, conversation: str, text: str, *, private: bool, again: bool = False
    ) -> Outcome:
        """
        Push what a person waits for, as soon as there is a connection.

        An answer that broke off may be there or not: `again`, it goes out once more and says so.
        """
        if again:
            text = clip(say("resent", self._lang, text=text), LONGEST)
        await self._stream.soon(self._timing.answer)
        outcome = await self.text(conversation, text, private=private)
        if isinstance(outcome, Unknown) and not again:
            once_more = await self.say(conversation, text, private=private, again=True)
            return outcome if isinstance(once_more, TryLater) else once_more
        return outcome

    async def _push(
        self, conversation: str, body: Mapping[str, Any], *, ref: str, private: bool
    ) -> Outcome:
        link = self._stream.link
        if link is None:
            return TryLater(code="offline", error="not connected", whole_channel=True)
        # Without chat_type WeCom takes a person's id for a group's.
        where = {"chatid": conversation, "chat_type": _SINGLE if private else _GROUP}
        refused = await link.ask(frames.SEND, {**where, **body})
        return Sent(message_ref=ref) if refused is None else refused

    async def answer(
        self, link: Link, req_id: str, text: str, *, message_id: str, conversation: str,
        private: bool,
    ) -> Outcome:  # fmt: skip
        """Answer where something was asked: in its call-back, or by a push where that is over."""
        stream = sha256(message_id.encode()).hexdigest()[:32]
        body = {"msgtype": "stream", "stream": {"id": stream, "finish": True, "content": text}}
        refused = await link.ask(frames.RESPOND, body, req_id=req_id)
        if isinstance(refused, Unknown) and not link.over.is_set():
            # The same bubble with the same text: twice is once.
            refused = await link.ask(frames.RESPOND, body, req_id=req_id)
        if refused is None or refused.code == refusals.STREAM_CONFLICT:
            return Sent(message_ref="answer")
        if refused.code in refusals.STALE or (isinstance(refused, TryLater) and link.over.is_set()):
            return await self.say(conversation, text, private=private)
        if isinstance(refused, Unknown) and link.over.is_set():
            once_more = await self.say(conversation, text, private=private, again=True)
            return refused if isinstance(once_more, TryLater) else once_more
        return refused

    async def update(
        self, link: Link, req_id: str, card: Mapping[str, Any], *, until: float
    ) -> Outcome:
        """Replace the pressed card, until the moment of the loop's clock when that is over."""
        loop = asyncio.get_running_loop()
        body = {"response_type": "update_template_card", "template_card": card}
        outcome: Outcome = TryLater(code="window", error="the press is too old")
        while (rest := until - loop.time()) > 0:
            refused = await link.ask(frames.UPDATE, body, req_id=req_id, within=rest)
            if refused is None:
                return Sent(message_ref=f"card {card['task_id']}")
            outcome = refused
            if not isinstance(refused, TryLater) or link.over.is_set():
                break
            await asyncio.sleep(min(rest, 0.3))  # busy: within the window it may still go through
        return outcome
