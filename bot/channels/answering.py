"""Answering: what a person asked is answered once, in order, in its turn, and with patience."""

from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable

from bot.channels.base import Doors
from bot.channels.lanes import Lanes, Work
from bot.process.supervisor import Supervisor
from handlers.ports import Outcome, Reply, Sent, TryLater, Unknown

#: Deliveries remembered by their id; the inbox remembers all of them.
_REMEMBERED = 10_000
#: An answer is worth so many tries; after that the question is old.
_TRIES = 3
#: Seconds between two tries, at most: other answers of the conversation wait behind it.
_LONGEST = 60.0


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


def may_follow(doors: Doors, place: str) -> bool:
    """Count a message that follows another against the place's pace; False where it takes none."""
    if doors.room(place):
        return False
    doors.spent(place)
    return True


class Voice:
    """
    Says answers, those of one conversation in order and no faster than it takes them.

    Speaking has lanes of its own: an answer that waits for its turn holds up no command.
    """

    def __init__(self, name: str, doors: Doors) -> None:
        self._doors = doors
        self._lanes = Lanes(f"{name}_voice", doors.supervisor)
        self._queues: Counter[str] = Counter()
        self._late: set[str] = set()  #: Where people were told that the answers waiting are late.

    @property
    def waiting(self) -> int:
        """How many answers have not left."""
        return self._lanes.waiting

    def put(self, place: str, work: Work) -> bool:
        """Take an answer; False where the house is full."""
        taken = self._lanes.put(place, lambda: self._say(place, work))
        self._queues[place] += taken
        return taken

    async def _say(self, place: str, work: Work) -> None:
        try:
            await work()
        finally:
            self._queues[place] -= 1
            if not self._queues[place]:
                del self._queues[place]
                self._late.discard(place)

    async def idle(self) -> None:
        """Wait until there is nothing left to say."""
        await self._lanes.idle()

    async def turn(self, place: str, say_late: Callable[[], Awaitable[object]]) -> None:
        """Wait until the place takes one more message; of a row of answers that is said once."""
        if self._doors.room(place) and place not in self._late:
            self._late.add(place)
            await say_late()
            self._doors.spent(place)
        while wait := self._doors.room(place).total_seconds():
            if not await self._doors.supervisor.sleep(wait):
                return


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
