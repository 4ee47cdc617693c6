"""Speech: what came of a message or a press is said, to whom it may be told, in its turn."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.answering import Answered, Voice, patiently
from bot.channels.base import Doors
from bot.channels.wecom import render
from bot.channels.wecom.client import BotClient
from bot.logs import logger
from handlers.ports import Outcome, Reply, Sent
from rules.masking import mask_phones
from rules.wording.say import say

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asked or pressed, and where."""

    conversation: str
    user_id: str
    private: bool


#: The own way back of a question, for the first words of its answer.
Way = Callable[[str], Awaitable[Outcome]]


class Speech:
    """Says what each delivery got, once."""

    def __init__(self, doors: Doors, client: BotClient) -> None:
        self._doors = doors
        self._client = client
        self._voice = Voice("wecom", doors)
        self._answered = Answered(doors)

    @property
    def waiting(self) -> int:
        """How many answers have not left."""
        return self._voice.waiting

    async def idle(self) -> None:
        """Wait until there is nothing left to say."""
        await self._voice.idle()

    def tell(self, delivery: str, reply: Reply, asker: Asker, way: Way | None = None) -> None:
        """Have an answer said, by its question's own way where there is one."""
        if not reply.text or self._answered.already(delivery, reply):
            return
        work = lambda: self._say(delivery, reply, asker, way)  # noqa: E731 - one work of a lane
        if not self._voice.put(asker.conversation, work):
            log.error("wecom_overloaded", waiting=self._voice.waiting)

    async def _say(self, delivery: str, reply: Reply, asker: Asker, way: Way | None) -> None:
        text = reply.text
        if reply.private and not asker.private:
            # Not everybody has written to the bot in private, which WeCom asks for.
            outcome = await self._client.say(asker.user_id, render.parts(text)[0], private=True)
            if isinstance(outcome, Sent):
                self._answered.left(delivery, asker.user_id, outcome)
                return
            text = mask_phones(text)
        first, *rest = render.parts(text)
        outcome = await self._in_turn(asker, first, way)
        self._answered.left(delivery, asker.conversation, outcome)
        for part in rest:
            if not isinstance(outcome, Sent):
                break
            outcome = await self._in_turn(asker, part, None)
            self._doors.spent(asker.conversation)
        if not isinstance(outcome, Sent):
            log.error("wecom_answer_lost", code=outcome.code, outcome=type(outcome).__name__)

    async def _in_turn(self, asker: Asker, text: str, way: Way | None) -> Outcome:
        async def push(said: str) -> Outcome:
            return await self._client.say(asker.conversation, said, private=asker.private)

        await self._voice.turn(
            asker.conversation, lambda: push(say("answers_late", self._doors.lang))
        )
        return await patiently(self._doors.supervisor, lambda: (way or push)(text))
