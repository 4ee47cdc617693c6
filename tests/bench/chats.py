"""Chats: each platform simulated in this process, who asks in it, and what arrives when."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

from tests.platforms.dingtalk import surface as dingtalk_people
from tests.platforms.dingtalk.server import serving as dingtalk
from tests.platforms.dingtalk.world import World as DingTalkWorld
from tests.platforms.slack.server import controlled as slack
from tests.platforms.slack.world import APP_TOKEN, BOT_TOKEN
from tests.platforms.slack.world import World as SlackWorld
from tests.platforms.wecom import surface as wecom_people
from tests.platforms.wecom.server import serving as wecom
from tests.platforms.wecom.world import World as WeComWorld

#: People ask in so many groups by turns: what is asked in one is answered in order, and Slack takes
#: one message a second in each. A round of all must not be faster than that.
GROUPS = 500
STAFF, SLACK_USER = "staff1", "U012345"
#: A bot that has not answered by then never will, in seconds.
PATIENCE = 60.0
_NO_LIMIT = 1_000_000


class Arrivals(list[Any]):
    """The messages of a simulator, which also knows when each of the bot's arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.of_bot: list[tuple[float, Any]] = []  #: (monotonic seconds, message)
        self._more = asyncio.Event()

    def append(self, message: Any) -> None:  # noqa: ANN401 - a bubble of any platform
        """Keep a message; Slack's simulator keeps none but the bot's."""
        super().append(message)
        if getattr(message, "by", "bot") == "bot":
            self.of_bot.append((monotonic(), message))
            self._more.set()

    async def reach(self, number: int) -> None:
        """Wait until the bot has said so much in all."""
        async with asyncio.timeout(PATIENCE):
            while len(self.of_bot) < number:
                self._more.clear()
                await self._more.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A frame on its way to the bot."""

    sent: float  #: Monotonic seconds.
    acked_after: Callable[[], float | None]  #: Seconds; None: there is no ack.


@dataclass(slots=True, kw_only=True)
class Chat:
    """One platform and the one bot that connects to it."""

    address: str
    environment: Mapping[str, str]  #: With it `resonance run` finds the platform.
    arrivals: Arrivals
    connected: Callable[[], bool]
    speak: Callable[[int, str], Awaitable[Asked]]  #: (number of the group, text)
    _numbers: "count[int]" = field(default_factory=count)

    async def online(self) -> None:
        """Wait for the bot."""
        async with asyncio.timeout(PATIENCE):
            while not self.connected():  # noqa: ASYNC110 - once, at the start
                await asyncio.sleep(0.01)

    async def ask(self, text: str) -> Asked:
        """Ask in the next group, and do not wait for the answer."""
        return await self.speak(next(self._numbers) % GROUPS, text)

    async def answered(self, text: str) -> tuple[float, str]:
        """Ask, and wait for the answer: how many milliseconds after the frame, and its text."""
        before = len(self.arrivals.of_bot)
        asked = await self.ask(text)
        await self.arrivals.reach(before + 1)
        at, answer = self.arrivals.of_bot[-1]
        return (at - asked.sent) * 1000, answer.text


@asynccontextmanager
async def _dingtalk() -> AsyncIterator[Chat]:
    arrivals = Arrivals()
    async with dingtalk(DingTalkWorld(bubbles=arrivals)) as world:

        async def speak(group: int, text: str) -> Asked:
            body = {"by": STAFF, "conversation": f"cidBENCH{group}==", "text": text}
            said = await dingtalk_people.say(world, body)
            push = world.pushes[said["push"]]
            return Asked(
                sent=push.at, acked_after=lambda: push.acks[0]["after"] if push.acks else None
            )

        address = f"http://127.0.0.1:{world.port}"
        yield Chat(
            address=address, arrivals=arrivals, speak=speak, connected=lambda: bool(world.links),
            environment={
                "RESONANCE_DINGTALK__CLIENT_ID": world.client_id,
                "RESONANCE_DINGTALK__CLIENT_SECRET": world.client_secret,
                "RESONANCE_DINGTALK__OPENAPI_BASE": address,
                "RESONANCE_DINGTALK__OAPI_BASE": address,
            },
        )  # fmt: skip


@asynccontextmanager
async def _wecom() -> AsyncIterator[Chat]:
    arrivals = Arrivals()
    limitless = WeComWorld(bubbles=arrivals, per_minute=_NO_LIMIT, per_hour=_NO_LIMIT)
    async with wecom(limitless) as world:

        async def speak(group: int, text: str) -> Asked:
            body = {"by": STAFF, "conversation": f"wrBENCH{group}", "text": text}
            said = await wecom_people.say(world, body)
            return Asked(sent=world.pushes[said["msgid"]]["call"].at, acked_after=lambda: None)

        address = f"ws://127.0.0.1:{world.port}/"
        yield Chat(
            address=address, arrivals=arrivals, speak=speak,
            connected=lambda: world.live() is not None,
            environment={
                "RESONANCE_WECOM__BOT_ID": world.bot_id,
                "RESONANCE_WECOM__SECRET": world.secret,
                "RESONANCE_WECOM__WS_URL": address,
            },
        )  # fmt: skip


@asynccontextmanager
async def _slack() -> AsyncIterator[Chat]:
    arrivals = Arrivals()
    world = SlackWorld(messages=arrivals)
    async with slack(world) as (base, control):

        async def speak(group: int, text: str) -> Asked:
            said = await control.speak(
                {"user": SLACK_USER, "channel": f"C0BENCH{group}", "text": text}
            )
            ack = world.acks[said["envelope"]]
            return Asked(
                sent=ack.sent_at,
                acked_after=lambda: None if ack.acked_at is None else ack.acked_at - ack.sent_at,
            )

        address = f"{base}/api/"
        yield Chat(
            address=address, arrivals=arrivals, speak=speak,
            connected=lambda: any(c.greeted for c in control.link.connections),
            environment={
                "RESONANCE_SLACK__BOT_TOKEN": BOT_TOKEN,
                "RESONANCE_SLACK__APP_TOKEN": APP_TOKEN,
                "RESONANCE_SLACK__API_BASE": address,
            },
        )  # fmt: skip


_CHATS: Mapping[str, Callable[[], AbstractAsyncContextManager[Chat]]] = {
    "dingtalk": _dingtalk,
    "wecom": _wecom,
    "slack": _slack,
}
#: As people write them.
NAMES: Mapping[str, str] = {"dingtalk": "DingTalk", "wecom": "WeCom", "slack": "Slack"}


@asynccontextmanager
async def chat(name: str) -> AsyncIterator[Chat]:
    """Serve a platform of its own to one bot."""
    gc.disable()  # a pause of this process would count against whoever is measured
    try:
        async with _CHATS[name]() as made:
            yield made
    finally:
        gc.enable()
