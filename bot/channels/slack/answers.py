"""Answers: replies and redrawn cards go back to where they were asked for."""

import asyncio
from functools import partial

from bot.channels.answering import Answered
from bot.channels.base import Doors, LatestWins
from bot.channels.lanes import Lanes
from bot.channels.slack import render
from bot.channels.slack.account import Timing
from bot.channels.slack.client import Answer, Failure, SlackClient
from bot.channels.slack.parse import Place
from bot.logs import logger
from handlers.ports import ButtonPress, ChatMessage, GaveUp, Picture, Reply, TryLater, Unknown
from rules.cards.card import as_text

log = logger(__name__)

_TRIES = 5


class Answers:
    """
    Does what was heard, and says what came of it.

    Speaking has lanes of its own: a throttled reply does not hold up the next command.
    """

    def __init__(self, client: SlackClient, doors: Doors, timing: Timing) -> None:
        self._client = client
        self._doors = doors
        self._timing = timing
        self._voice = Lanes("slack_reply", doors.supervisor, most=5_000)
        self._answered = Answered(doors)
        self.shown = LatestWins()

    @property
    def busy(self) -> bool:
        """Whether something is still to be said."""
        return self._voice.waiting > 0

    async def message(self, said: ChatMessage, place: Place) -> None:
        """Hand a message on, and bring the reply."""
        reply = await self._doors.on_message(said)
        if reply is None or not reply.text or self._answered.already(said.message_id, reply):
            return
        self._doors.spent(said.conversation)
        self._speak(said.message_id, place, reply)

    async def press(self, tap: ButtonPress, place: Place) -> None:
        """Hand a press on; the card is redrawn at once, the words follow."""
        reply = await self._doors.on_press(tap)
        picture = reply.picture
        if picture is not None:
            await self._redraw(tap, place, picture)
        if not reply.text or self._answered.already(tap.press_id, reply):
            return
        self._doors.spent(tap.conversation)
        self._speak(tap.press_id, place, reply)

    async def _redraw(self, tap: ButtonPress, place: Place, picture: Picture) -> None:
        ref = f"{place.channel}:{place.card}"
        async with self.shown.showing(ref, picture.serial) as newer:
            if not newer:
                return
            answer = await self.update(place.channel, str(place.card), tap.conversation, picture)
            if isinstance(answer, TryLater) and place.response_url:  # another limit than update's
                body = self._picture(tap.conversation, picture)
                answer = await self._client.respond(
                    place.response_url, {**body, "replace_original": True}
                )
        if not isinstance(answer, Answer):
            log.warning("press_not_redrawn", code=answer.code)

    async def update(
        self, channel: str, ts: str, conversation: str, picture: Picture
    ) -> Answer | Failure:
        """Redraw a card; idempotent, so that a broken call is simply made once more."""
        body = self._picture(conversation, picture)
        answer = await self._client.call("chat.update", channel=channel, ts=ts, **body)
        if not isinstance(answer, Answer) and answer.code == "reset":
            answer = await self._client.call("chat.update", channel=channel, ts=ts, **body)
        return answer

    def _picture(self, conversation: str, picture: Picture) -> dict[str, object]:
        lang = self._doors.lang
        return {
            "text": render.body(as_text(picture.card, lang), 4_000),
            "blocks": render.card(picture, conversation=conversation, lang=lang),
        }

    def _speak(self, name: str, place: Place, reply: Reply) -> None:
        work = partial(self._say, name, place, reply.text, private=reply.private)
        if not self._voice.put(place.channel, work):
            log.error("slack_reply_dropped", waiting=self._voice.waiting)

    async def _say(self, name: str, place: Place, text: str, *, private: bool) -> None:
        said = render.body(text)
        answer = await self._patiently(place, said, private=private)
        if isinstance(answer, Answer | Unknown):
            self._doors.told(name)
        if not isinstance(answer, Answer):
            log.warning("reply_failed", code=answer.code, private=private)

    async def _patiently(self, place: Place, text: str, *, private: bool) -> Answer | Failure:
        """Try again what the platform certainly did not take, as late as it asks for."""
        clock = asyncio.get_running_loop()
        until = clock.time() + self._timing.longest_hold
        tries = 0
        while True:
            answer = await self._once(place, text, private=private)
            tries += 1
            if not isinstance(answer, TryLater) or tries >= _TRIES:
                return answer
            wait = answer.wait.total_seconds() if answer.wait else 0.5 * tries
            if clock.time() + wait > until or not await self._doors.supervisor.sleep(wait):
                return answer

    async def _once(self, place: Place, text: str, *, private: bool) -> Answer | Failure:
        only_them = private and not place.private
        # A tap's public answer belongs under its card; what a command asked goes back its own way.
        if place.response_url and (only_them or place.card is None):
            kind = "ephemeral" if only_them else "in_channel"
            body = {"text": text, "response_type": kind, "replace_original": False}
            answer = await self._client.respond(place.response_url, body)
            if not isinstance(answer, GaveUp):  # used up or too old: there is another way
                return answer
        thread = {"thread_ts": found} if (found := place.card or place.thread) else {}
        if not only_them:
            return await self._client.call(
                "chat.postMessage", channel=place.channel, text=text, mrkdwn=False, **thread
            )
        thread = {"thread_ts": place.thread} if place.thread else {}
        answer = await self._client.call(
            "chat.postEphemeral", channel=place.channel, user=place.user, text=text, **thread
        )
        if not isinstance(answer, GaveUp):
            return answer
        direct = await self._client.direct(place.user)  # they left the channel meanwhile
        if not isinstance(direct, str):
            return direct
        return await self._client.call("chat.postMessage", channel=direct, text=text, mrkdwn=False)
