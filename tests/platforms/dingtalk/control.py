"""How a test speaks with the simulator: as the people in the chat, and as who breaks things."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.platforms.controls import Controls, Seen

GROUP = "cidGROUP=="


@dataclass(slots=True)
class Sim(Controls):
    """The simulator of a test. A bubble that nobody expected fails `nothing_unexpected`."""

    conversations: set[str] = field(default_factory=lambda: {GROUP})

    async def says(self, text: str, *, by: str = "staff1", **more: Any) -> Seen:  # noqa: ANN401
        """Let a person write; in private with `private=True`."""
        self.conversations.add(by if more.get("private") else more.get("conversation", GROUP))
        said: Seen = await self.do("say", text=text, by=by, **more)
        return said

    async def press(self, card: Seen, label: str, *, by: str = "staff1", **more: Any) -> Seen:  # noqa: ANN401
        """Let a person press a button of a card that they see."""
        self.conversations.add(by)
        done: Seen = await self.do("press", track_id=card["track_id"], label=label, by=by, **more)
        return done

    async def view(self, conversation: str = GROUP, *, by: str | None = None) -> list[Seen]:
        """Return what a person sees."""
        seen: list[Seen] = (await self.do("view", conversation=conversation, by=by))["bubbles"]
        return seen

    async def calls(self, path: str) -> list[Seen]:
        """Return the calls whose path ends so."""
        return [c for c in (await self.record())["calls"] if c["path"].endswith(path)]

    async def expect_bubble(
        self, part: str, *, conversation: str = GROUP, by: str | None = None, within: float = 3.0
    ) -> Seen:
        """Wait for a bubble of the bot that contains `part`; it counts as read from then on."""
        async with asyncio.timeout(within):
            while True:
                for row in await self.view(conversation, by=by):
                    if row["by"] == "bot" and row["id"] not in self._read and part in row["text"]:
                        self._read.add(row["id"])
                        return row
                await asyncio.sleep(0.01)

    async def expect_card(self, track_id: str, part: str, *, within: float = 3.0) -> Seen:
        """Wait until a card says `part`."""
        async with asyncio.timeout(within):
            while True:
                for conversation in self.conversations:
                    for row in await self.view(conversation):
                        if row["track_id"] == track_id and part in row["text"]:
                            return row
                await asyncio.sleep(0.01)

    async def expect_ack(self, push: str, *, within: float = 3.0) -> Seen:
        """Wait for the ack of a push."""
        async with asyncio.timeout(within):
            while True:
                for row in (await self.record())["pushes"]:
                    if row["message_id"] == push and row["acks"]:
                        ack: Seen = row["acks"][0]
                        return ack
                await asyncio.sleep(0.01)

    async def nothing_unexpected(self, *, settle: float = 0.05) -> None:
        """Fail on any bubble nobody expected, and on any breach of the protocol."""
        await asyncio.sleep(settle)
        unread = [
            row["text"]
            for conversation in self.conversations
            for row in await self.view(conversation)
            if row["by"] == "bot" and row["id"] not in self._read
        ]
        assert not unread, unread
        seen = await self.record()
        assert not seen["violations"], seen["violations"]


@asynccontextmanager
async def controlling(port: int) -> AsyncIterator[Sim]:
    """Speak with a simulator that listens already."""
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as http:
        yield Sim(port=port, http=http)
