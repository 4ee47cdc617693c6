"""A bench: a platform, a channel on it, and what people and bad days do to both."""

import json
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar

from bot.channels.base import Channel, Doors
from bot.process.supervisor import Supervisor
from handlers.ports import Outcome, Outgoing, Sent
from tests.conformance.cards import outgoing
from tests.conformance.house import House
from tests.waiting import until

ROOT = Path(__file__).parents[2]


class Fault(Enum):
    """What goes wrong. A bench strikes with it, or says in `absent` why its platform cannot."""

    # The connection
    DISCONNECT = "told to leave"
    CUT = "TCP reset"
    CLOSE = "clean close"
    STORM = "clean close after each handshake"
    HALF_OPEN = "open, and nothing is read or answered"
    OPEN_HANGS = "the open call, or the handshake, is not answered"
    OPEN_REFUSED = "the open call, or the subscription, is refused"
    HANDSHAKE_REFUSED = "the handshake is refused"
    GHOSTS = "connections elsewhere take a share"
    KICK = "another connection took our place"
    # What is sent
    THROTTLED = "too fast, and how long to wait"
    ANSWER_THROTTLED = "an answer is too fast"
    QUOTA = "the month's calls are used up"
    DENIED = "no permission to send there"
    CARDS_DENIED = "no cards there"
    PARTIAL = "success, and inside it a failed delivery"
    TOKEN_EXPIRED = "the access token is over"  # noqa: S105 - a sentence
    LOCKED_OUT = "the credentials are not taken"
    SESSION_EXPIRED = "the way back to the question is over"
    NO_ANSWER = "a send is not answered"
    RESET_AFTER_APPLY = "a send was taken, then the connection broke"
    ANSWER_CUT_OFF = "an answer was taken, and nobody says so"
    SERVER_ERROR = "the server fails"


@dataclass(frozen=True, slots=True)
class Seen:
    """A bubble of the bot as a person sees it."""

    id: str
    text: str
    buttons: tuple[str, ...]
    raw: Mapping[str, Any]


@contextmanager
def simulator(name: str) -> Iterator[int]:
    """Run a platform as a process of its own; yields its port."""
    command = [sys.executable, "-m", f"tests.platforms.{name}", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter on our own code
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield int(json.loads(process.stdout.readline())["port"])
        finally:
            process.terminate()


@dataclass
class Desk(ABC):
    """A place where people talk with the bot; the console is one without a wire."""

    name: ClassVar[str]
    group: ClassVar[str]
    ann: ClassVar[str]  #: 王敏, who may release.
    bob: ClassVar[str]
    stranger: ClassVar[str]  #: In the group, and may do nothing.
    press_limit: ClassVar[float]  #: Seconds within which the platform wants a press answered.
    secrets: ClassVar[tuple[str, ...]]  #: Or what each of them begins with.

    port: int
    house: House = field(default_factory=House)
    supervisor: Supervisor = field(default_factory=Supervisor)
    channel: Channel = field(init=False)
    logged: Sequence[Mapping[str, Any]] = ()  #: What the channel has logged so far.

    @abstractmethod
    def make(self, doors: Doors) -> Channel:
        """Return a channel for this platform."""

    @abstractmethod
    async def prepare(self) -> None:
        """Have the platform begin anew."""

    @abstractmethod
    async def leave(self) -> None:
        """Let go of the platform's controls."""

    @abstractmethod
    async def say(self, text: str, *, by: str, where: str | None = None) -> Any:  # noqa: ANN401 - the bench's own
        """Let a person ask the bot in the group, or in another; returns the delivery."""

    @abstractmethod
    async def press(self, card: Seen, label: str, *, by: str) -> Any:  # noqa: ANN401
        """Let a person press a button of a card that they see; returns the delivery."""

    @abstractmethod
    async def again(self, delivery: Any) -> None:  # noqa: ANN401
        """Deliver the same message or press once more, and wait until it was heard."""

    @abstractmethod
    async def seen(self, *, by: str, private: bool = False) -> list[Seen]:
        """Return the bot's bubbles as a person sees them, in the group or in private."""

    @abstractmethod
    async def images(self) -> list[tuple[bytes, str]]:
        """Return the images that people see, each with what it says to who does not see it."""

    @abstractmethod
    async def violations(self) -> list[str]:
        """Return what the bot did against the protocol."""

    @abstractmethod
    async def online(self) -> None:
        """Wait until people can be heard."""

    def start(self) -> None:
        """Start the channel, or another one after a stop."""
        self.supervisor = Supervisor()
        doors = Doors(
            on_message=self.house.hears, on_press=self.house.pressed, clock=self.house.clock,
            supervisor=self.supervisor, people=frozenset({self.ann, self.bob}),
            spent=self.house.spent.append, told=self.house.told.append,
            room=self.house.how_long, shown=self.house.shown.append,
        )  # fmt: skip
        self.channel = self.make(doors)
        self.supervisor.start(self.name, self.channel.run)

    async def stop(self) -> None:
        """Stop the channel."""
        await self.supervisor.stop(within=3.0)

    def out(self, **changes: Any) -> Outgoing:  # noqa: ANN401 - any field
        """Return a promise to show the card in the group."""
        return outgoing(self.name, self.group, **changes)

    async def send(self, **changes: Any) -> Outcome:  # noqa: ANN401 - any field of Outgoing
        """Have the channel show the card, or what the changes make of it."""
        return await self.channel.send(self.out(**changes))

    async def card(self) -> Seen:
        """Have the card shown, and return it as 王敏 sees it."""
        assert isinstance(await self.send(), Sent)
        return await self.bubble("订单 1024")

    async def bubble(self, part: str, *, by: str = "", private: bool = False) -> Seen:
        """Wait for the one bubble that says `part` to a person."""
        found: list[Seen] = []

        async def there() -> bool:
            found[:] = await self.saying(part, by=by, private=private)
            return bool(found)

        await until(there, f"nobody says {part!r}")
        assert len(found) == 1, found
        return found[0]

    async def saying(self, part: str, *, by: str = "", private: bool = False) -> list[Seen]:
        """Return the bubbles that say `part`."""
        every = await self.seen(by=by or self.ann, private=private)
        return [one for one in every if part in one.text]

    async def now(self, card: Seen, part: str) -> Seen:
        """Wait until a card says `part`."""
        found: list[Seen] = []

        async def there() -> bool:
            found[:] = [one for one in await self.saying(part) if one.id == card.id]
            return bool(found)

        await until(there, f"the card does not say {part!r}")
        return found[0]


class Bench(Desk):
    """A platform at the other end of a wire. What goes wrong there goes wrong through here."""

    absent: ClassVar[Mapping[Fault, str]]
    throttled_for: ClassVar[int]  #: Seconds that `Fault.THROTTLED` asks for.

    @abstractmethod
    async def files(self) -> list[tuple[str, bytes]]:
        """Return what was uploaded: how it is named, and what is in it."""

    @abstractmethod
    async def quote(self, text: str, card: Seen) -> None:
        """Let 王敏 answer a card in the platform's own way, and say no more than the platform."""

    @abstractmethod
    async def quote_words(self, text: str, words: str) -> None:
        """Let 王敏 answer words of somebody, or share them."""

    @abstractmethod
    async def acked(self, delivery: Any) -> float:  # noqa: ANN401
        """Return how many seconds the platform waited for the ack of a delivery."""

    @abstractmethod
    async def links(self) -> int:
        """Return how many connections are ready."""

    @abstractmethod
    async def opened(self) -> int:
        """Return how often the bot tried to connect."""

    @abstractmethod
    async def ping(self) -> float | None:
        """Return how many seconds an answer takes; None where no connection may be asked."""

    @abstractmethod
    async def odd(self) -> None:
        """Push what nobody understands."""

    @abstractmethod
    async def strike(self, fault: Fault) -> None:
        """Let something go wrong, once or until `mend`."""

    @abstractmethod
    async def mend(self) -> None:
        """Let everything be well again."""

    async def online(self, *, connections: int = 1) -> None:
        """Wait until one connection is ready, and at least so many have been."""

        async def ready() -> bool:
            status = self.channel.status
            fit = status.state == "online" and status.connections >= connections
            return fit and await self.links() == 1

        await until(ready, f"not online: {self.channel.status}")
