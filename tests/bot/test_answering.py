"""An answer is tried again with patience, and given once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.channels.answering import Answered, patiently
from bot.channels.base import Doors
from bot.process.supervisor import Supervisor
from handlers.ports import ButtonPress, ChatMessage, GaveUp, Outcome, Reply, Sent, TryLater, Unknown
from tests.bot.conftest import HandClock

SENT, GONE = Sent(message_ref="1"), GaveUp(code="gone", error="")
LATER = TryLater(code="busy", error="", wait=timedelta(seconds=2))
HOURS = TryLater(code="busy", error="", wait=timedelta(hours=2))


class Waits(Supervisor):
    """A supervisor whose waits take no time; at one of them it is time to stop."""

    def __init__(self, *, stops_at: int) -> None:
        super().__init__()
        self._stops_at = stops_at
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> bool:
        """Note a wait."""
        self.seconds.append(seconds)
        return len(self.seconds) < self._stops_at


@pytest.mark.parametrize(
    ("outcomes", "stops_at", "last", "waits"),
    [
        ([SENT], 99, SENT, []),
        ([GONE], 99, GONE, []),
        ([LATER, SENT], 99, SENT, [2.0]),
        ([HOURS, GONE], 99, GONE, [60.0]),
        ([LATER, LATER, LATER], 99, LATER, [2.0, 2.0]),
        ([LATER], 1, LATER, [2.0]),
    ],
)
async def test_what_was_certainly_not_taken_is_tried_three_times_and_not_beyond_a_stop(
    outcomes: list[Outcome], stops_at: int, last: Outcome, waits: list[float]
) -> None:
    left: Iterator[Outcome] = iter(outcomes)
    supervisor = Waits(stops_at=stops_at)

    async def once() -> Outcome:
        return next(left)

    assert await patiently(supervisor, once) == last
    assert supervisor.seconds == waits
    assert list(left) == []


async def _nobody(_heard: ChatMessage | ButtonPress) -> Reply:
    raise AssertionError


def test_a_delivery_is_answered_once_unless_a_process_died_over_its_answer() -> None:
    told: list[str] = []
    spent: list[str] = []
    doors = Doors(
        on_message=_nobody, on_press=_nobody, clock=HandClock(), supervisor=Supervisor(),
        told=told.append, spent=spent.append,
    )  # fmt: skip
    answered = Answered(doors)

    assert not answered.already("m-1", Reply(text="好"))
    assert answered.already("m-1", Reply(text="好", duplicate=True))
    assert not answered.already("m-2", Reply(text="好", duplicate=True))
    assert answered.already("m-3", Reply(text="好", duplicate=True, told=True))

    for name, outcome in (("a", SENT), ("b", Unknown(code="reset", error="")), ("c", GONE)):
        answered.left(name, "ops", outcome)
    assert (told, spent) == (["a", "b"], ["ops"] * 3)
