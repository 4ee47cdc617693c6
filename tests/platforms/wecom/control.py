"""How a test speaks with the simulator: as the people in the chat, and as who breaks things."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.platforms.controls import Controls, Seen

GROUP = "wrGROUPaa"


@dataclass(slots=True)
class Sim(Controls):
    """The simulator of a test. A bubble that nobody expected fails `nothing_unexpected`."""

    @property
    def url(self) -> str:
        """The address of the long connection."""
        return f"ws://127.0.0.1:{self.port}/"

    async def says(self, text: str, *, by: str = "staff1", **more: Any) -> Seen:  # noqa: ANN401
        """Let a person write: in the group with a mention, or in private with `private=True`."""
        said: Seen = await self.do("say", text=text, by=by, **more)
        return said

    async def press(self, card: Seen, label: str, *, by: str = "staff1", **more: Any) -> Seen:  # noqa: ANN401
        """Let a person press a button of a card that they see."""
        done: Seen = await self.do("press", task_id=card["task_id"], label=label, by=by, **more)
        return done

    async def again(self, sent: Seen, *, same_req: bool = False) -> Seen:
        """Have a message or a press delivered again, on the connection that is live now."""
        done: Seen = await self.do("again", msgid=sent["msgid"], same_req=same_req)
        return done

    async def fault(self, cmd: str, kind: str, **more: Any) -> None:  # noqa: ANN401 - JSON
        """Switch a fault on: drop, lost, delay, errcode, abort, abort_before or close."""
        await self.do("fault", cmd=cmd, kind=kind, **more)

    async def view(self, conversation: str = GROUP, *, by: str | None = None) -> list[Seen]:
        """Return what a person sees."""
        seen: list[Seen] = (await self.do("view", conversation=conversation, by=by))["bubbles"]
        return seen

    async def frames(self, cmd: str) -> list[Seen]:
        """Return the frames of a command that came in."""
        seen = [
            f for f in (await self.record(frames=True))["frames"] if isinstance(f["frame"], dict)
        ]
        return [f["frame"] for f in seen if f["dir"] == "in" and f["frame"].get("cmd") == cmd]

    async def expect_bubble(
        self, part: str, *, conversation: str = GROUP, by: str | None = None, within: float = 3.0
    ) -> Seen:
        """Wait for a bubble of the bot that contains `part`; it counts as read from then on."""
        rows: list[Seen] = []
        try:
            async with asyncio.timeout(within):
                while True:
                    rows = [r for r in await self.view(conversation, by=by) if r["by"] == "bot"]
                    for row in rows:
                        new = row["id"] not in self._read
                        if new and row["finished"] and part in row["text"]:
                            self._read.add(row["id"])
                            return row
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(part, [r["text"] for r in rows]) from None

    async def expect_card(
        self, card: Seen, part: str, *, by: str | None = None, within: float = 3.0
    ) -> Seen:
        """Wait until a card says `part` to a person."""
        async with asyncio.timeout(within):
            while True:
                for row in await self.view(card["conversation"], by=by):
                    if row["task_id"] == card["task_id"] and part in row["text"]:
                        return row
                await asyncio.sleep(0.01)

    async def expect_count(self, name: str, number: int, *, within: float = 5.0) -> None:
        """Wait until something happened at least so often."""
        async with asyncio.timeout(within):
            while (await self.counters()).get(name, 0) < number:  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.01)

    async def nothing_unexpected(self, *, settle: float = 0.05) -> None:
        """Fail on any bubble nobody expected, and on any breach of the protocol."""
        await asyncio.sleep(settle)
        seen = await self.record()
        unread = [
            row["text"]
            for conversation in seen["conversations"]
            for row in await self.view(conversation)
            if row["by"] == "bot" and row["id"] not in self._read
        ]
        assert not unread, unread
        assert not seen["violations"], seen["violations"]


@asynccontextmanager
async def controlling(port: int) -> AsyncIterator[Sim]:
    """Speak with a simulator that listens already."""
    async with httpx.AsyncClient(timeout=7.0, trust_env=False) as http:
        yield Sim(port=port, http=http)
