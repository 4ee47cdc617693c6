"""The console on the bench: its own store is the platform, and real handlers are behind it."""

from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Channel, Doors
from bot.channels.console import parse, render, stream
from bot.channels.console.client import ConsoleClient
from bot.channels.console.parts import ConsoleParts
from handlers.ports import ButtonPress, ChatMessage, Outgoing, Picture
from storage.chat.messages import ChatLine
from storage.database import Database
from tests.conformance.bench import Desk, Seen
from tests.harness import GROUP, PEOPLE, ROOMS, Harness, ShownCard

_PEOPLE = {person.ids["console"]: person for person in PEOPLE}


class StoryClock:
    """Shows the time of a story."""

    def __init__(self, story: Harness) -> None:
        self._story = story

    def now(self) -> datetime:
        """Return the story's present."""
        return self._story.now


class ConsoleDesk(Desk):
    """A page in a browser."""

    name = "console"
    group, ann, bob, stranger = GROUP, "wangmin", "chenjing", "zhao"
    press_limit = 2.0
    secrets = ("a story's secret", "key-of-the-console")
    url: str  #: Of the database.
    story: Harness
    parts: ConsoleParts
    drawn: ShownCard

    @classmethod
    def on(cls, url: str) -> "ConsoleDesk":
        """Return a desk on a database."""
        desk = cls(port=0)
        desk.url = url
        return desk

    def make(self, doors: Doors) -> Channel:
        del doors
        clock, database = StoryClock(self.story), self.story.database
        self.parts = ConsoleParts(
            database=database, deps=self.story.deps, clock=clock, open=True,
            secret="key-of-the-console", rooms=ROOMS,  # noqa: S106 - a test's
            client=ConsoleClient(database=database, clock=clock, rooms=ROOMS),
        )  # fmt: skip
        return self.parts.client

    async def prepare(self) -> None:
        self.story = Harness(database=Database(self.url))
        self.story.ordered()
        self.story.turns_red()
        self.drawn = self.story.expect_card()
        self._whispers: list[tuple[str, Seen]] = []
        self._numbers = 0

    async def online(self) -> None:
        """Wait for nothing: there is no connection."""

    async def leave(self) -> None:
        self.story.database.close()

    async def stop(self) -> None:
        """Stop what waits for nothing."""
        await self.supervisor.stop(within=0.0)

    def out(self, **changes: Any) -> Outgoing:  # noqa: ANN401 - any field
        """Return a promise to show the order's card."""
        picture = Picture(card=self.drawn.card, tokens=self.drawn.tokens, serial=1)
        return super().out(**{"picture": picture, **changes})

    async def say(self, text: str, *, by: str, where: str | None = None) -> ChatMessage:
        del where
        raw = {"id": self._name(), "text": text}
        at = self.story.now
        said = parse.said(raw, person=_PEOPLE[by], conversation=GROUP, at=at)
        assert said is not None
        await stream.say(self.parts, said)
        return said

    async def press(self, card: Seen, label: str, *, by: str) -> ButtonPress:
        token = next(b["token"] for b in card.raw["buttons"] if b["label"] == label)
        raw = {"id": self._name(), "token": token}
        at = self.story.now
        tap = parse.pressed(raw, person=_PEOPLE[by], conversation=GROUP, at=at)
        assert tap is not None
        await self.again(tap)
        return tap

    async def again(self, delivery: ChatMessage | ButtonPress) -> None:
        if isinstance(delivery, ChatMessage):
            await stream.say(self.parts, delivery)
            return
        reply = await stream.press(self.parts, delivery)
        if reply.private:  # the page shows it to the presser, and keeps it nowhere
            self._whispers.append((delivery.user_id, Seen(reply.text, reply.text, (), {})))
        await self._redrawn()

    async def seen(self, *, by: str, private: bool = False) -> list[Seen]:
        if private:
            return [seen for who, seen in self._whispers if who == by]
        lines = self.story.database.look(lambda tx: tx.chat.latest(GROUP, reader=by, limit=50))
        return [_seen(line) for line in lines if line.author == render.BOT]

    async def images(self) -> list[tuple[bytes, str]]:
        lines = self.story.database.look(lambda tx: tx.chat.latest(GROUP, reader=None, limit=50))
        told = [render.line(line, reader="王敏", tz=UTC)["image"] for line in lines]
        return [(one["svg"].encode(), one["title"]) for one in told if one]

    async def violations(self) -> list[str]:
        return []

    async def _redrawn(self) -> None:
        """Do as the courier does: show what the story has to say of the card."""
        for out in self.story.read():
            if out.picture is not None and out.message_ref is not None:
                await self.channel.send(self.out(picture=out.picture, message_ref="1"))

    def _name(self) -> str:
        self._numbers += 1
        return f"{self._numbers:016d}"


def _seen(line: ChatLine) -> Seen:
    card = line.card or {}
    said = [
        line.text,
        card.get("headline", ""),
        card.get("footer", ""),
        *(row["text"] for row in card.get("lines", [])),
    ]
    labels = tuple(button["label"] for button in card.get("buttons", []))
    return Seen(str(line.id), "\n".join(said), labels, card)
