"""Groups: the same group chat on each platform, as 王敏 sees it and as the wire carries it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

Seen = dict[str, Any]
Sent = Any  #: What a simulator calls a delivery, to have it delivered again.
WITHIN = 15.0  #: Seconds; generous, since two cores may carry every process of every test.


class Group(Protocol):
    """王敏 in a group of one platform."""

    name: str

    async def online(self) -> None:
        """Wait until the product is connected."""
        ...

    async def says(self, text: str) -> Sent:
        """Mention the bot."""
        ...

    async def answers(self, card: Seen, text: str) -> None:
        """Mention the bot in an answer to a card, in the platform's own way."""
        ...

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`; return all of it."""
        ...

    async def card(self, order_no: str, *, within: float = WITHIN) -> Seen:
        """Wait for the card of an order."""
        ...

    async def presses(self, card: Seen, label: str) -> Sent:
        """Press a button that stands on the card now."""
        ...

    async def shows(self, card: Seen, part: str, *, within: float) -> None:
        """Wait until the card says `part`."""
        ...

    async def again(self, sent: Sent) -> None:
        """Have a message or press delivered again, and wait for its ack, where there is one."""
        ...

    async def moves(self) -> None:
        """Cut the connection, and wait for another one."""
        ...

    async def loses(self, *, answers: bool) -> None:
        """Take answers to messages and show nothing of them, without a word; or no longer."""
        ...

    async def texts(self) -> list[str]:
        """Return all that the bot has said, cards included."""
        ...

    async def violations(self) -> list[str]:
        """Return how the product broke the protocol."""
        ...


async def until(look: Callable[[], Awaitable[Any]], otherwise: str, within: float) -> Any:  # noqa: ANN401 - whatever was looked for
    """Wait for something to be found, and return it."""
    try:
        async with asyncio.timeout(within):
            while not (found := await look()):  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(otherwise) from None
    return found
