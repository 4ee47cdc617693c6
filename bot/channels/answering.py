"""Answering: what a person asked is answered once, and with patience."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.channels.base import Doors
from bot.supervisor import Supervisor
from handlers.ports import Outcome, Reply, Sent, TryLater, Unknown

#: Deliveries remembered by their id; the inbox remembers all of them.
_REMEMBERED = 10_000
#: An answer is worth so many tries; after that the question is old.
_TRIES = 3
#: Seconds between two tries, at most: others of the conversation wait behind it.
_LONGEST = 5.0


class Answered:
    """Which messages and presses this process has answered, or is answering."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._begun: OrderedDict[str, None] = OrderedDict()

    def already(self, delivery: str, reply: Reply) -> bool:
        """Say whether this delivery was answered before or is being answered; now it is."""
        begun = delivery in self._begun
        self._begun[delivery] = None
        if len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)
        return reply.told or (reply.duplicate and begun)

    def left(self, delivery: str, place: str, outcome: Outcome) -> None:
        """Note how the answer to a delivery went, and that it counts against the place's pace."""
        self._doors.spent(place)
        if isinstance(outcome, Sent | Unknown):
            self._doors.told(delivery)


async def patiently(supervisor: Supervisor, once: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Try again what the platform certainly did not take; a stop ends the waiting."""
    outcome = await once()
    for _ in range(_TRIES - 1):
        if not isinstance(outcome, TryLater):
            break
        wait = outcome.wait.total_seconds() if outcome.wait else 1.0
        if not await supervisor.sleep(min(wait, _LONGEST)):
            break
        outcome = await once()
    return outcome
