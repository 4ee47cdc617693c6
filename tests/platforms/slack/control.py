"""What a test says to the simulator, in the words of people in a workspace."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.platforms.slack.server import serving
from tests.platforms.slack.world import World

OPS = "C0OPS"


@dataclass(slots=True)
class Slack:
    """People in a workspace, and whoever breaks things."""

    base: str
    session: aiohttp.ClientSession
    read: set[str] = field(default_factory=set)  #: Bubbles somebody expected.

    @property
    def api_base(self) -> str:
        """What the product is configured with."""
        return f"{self.base}/api/"

    async def says(
        self, text: str, *, by: str, channel: str | None = OPS, **more: object
    ) -> dict[str, Any]:
        """Write in a channel, mentioning the bot; `channel=None` writes to the bot in private."""
        return await self._post("say", {"text": text, "user": by, "channel": channel, **more})

    async def slash(self, text: str, *, by: str, channel: str | None = OPS) -> None:
        """Use the slash command."""
        await self._post("slash", {"text": text, "user": by, "channel": channel})

    async def press(self, card: dict[str, Any], label: str, *, by: str) -> None:
        """Press a button that is on the person's screen."""
        body = {"channel": card["channel"], "ts": card["ts"], "label": label, "user": by}
        await self._post("press", body)

    async def raw(self, kind: str, payload: object) -> None:
        """Deliver any payload."""
        await self._post("raw", {"kind": kind, "payload": payload})

    async def faults(self, **faults: object) -> None:
        """Switch faults on or off."""
        await self._post("faults", faults)

    async def act(self, what: str, **more: object) -> None:
        """Do something to the connections or the channel."""
        await self._post(f"act/{what}", more)

    async def view(self, *, by: str, channel: str | None = OPS) -> list[dict[str, Any]]:
        """Return what a person sees."""
        where = {"user": by} | ({"channel": channel} if channel else {})
        async with self.session.get(f"{self.base}/_control/view", params=where) as answer:
            seen: list[dict[str, Any]] = await answer.json()
            return seen

    async def messages(self) -> list[dict[str, Any]]:
        """Return every bubble there is."""
        async with self.session.get(f"{self.base}/_control/messages") as answer:
            every: list[dict[str, Any]] = await answer.json()
            return every

    async def record(self) -> dict[str, Any]:
        """Return counters, acks, violations and calls."""
        async with self.session.get(f"{self.base}/_control/record") as answer:
            kept: dict[str, Any] = await answer.json()
            return kept

    async def expect_bubble(
        self, part: str, *, by: str = "U0ANY", channel: str | None = OPS, within: float = 5.0
    ) -> dict[str, Any]:
        """Wait until the person sees a bubble with this in it that nobody expected before."""

        async def found() -> dict[str, Any] | None:
            for one in await self.view(by=by, channel=channel):
                if one["ts"] not in self.read and part in f"{one['text']}\n{one['shown']}":
                    self.read.add(one["ts"])
                    return one
            return None

        bubble: dict[str, Any] = await self.until(found, f"no bubble with {part!r}", within=within)
        return bubble

    async def nothing_unexpected(self) -> None:
        """Fail on a bubble nobody expected, and on any breach of the protocol."""
        strange = [m["text"] for m in await self.messages() if m["ts"] not in self.read]
        assert strange == [], f"nobody expected {strange}"
        assert (await self.record())["violations"] == []

    async def online(self, connections: int = 1, *, within: float = 5.0) -> None:
        """Wait until so many connections are ready."""

        async def ready() -> bool:
            return bool((await self.record())["ready"] == connections)

        await self.until(ready, f"not {connections} connections", within=within)

    async def until(self, look: Callable[[], Any], otherwise: str, *, within: float = 5.0) -> Any:  # noqa: ANN401 - whatever was looked for
        """Look again and again until something is there."""
        clock = asyncio.get_running_loop()
        deadline = clock.time() + within
        while not (found := await look()):
            if clock.time() > deadline:
                raise AssertionError(otherwise)
            await asyncio.sleep(0.01)
        return found

    async def _post(self, what: str, body: object) -> dict[str, Any]:
        async with self.session.post(f"{self.base}/_control/{what}", json=body) as answer:
            said: dict[str, Any] = await answer.json()
            assert answer.status == 200, said
            return said


@asynccontextmanager
async def workspace(*people: str) -> AsyncIterator[Slack]:
    """Serve a workspace in this process, with these people in the channel."""
    world = World()
    world.join(OPS, "U0ANY", *people)
    async with serving(world) as base, aiohttp.ClientSession() as session:
        yield Slack(base, session)
