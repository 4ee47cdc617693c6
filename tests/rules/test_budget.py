"""Tests of budgets: whose they are, when they begin anew, and who has had enough."""

from datetime import UTC, datetime, time

import pytest

from rules.people.budget import Interruption, Turn, interrupted, turn_of, waits_until
from rules.people.calendar import Hours, Span
from rules.people.oncall import Shift, on_duty
from rules.people.permissions import Directory, Person
from rules.vocabulary import Role
from tests.builders import NOON, SHANGHAI, hours

PEOPLE = (
    Person(name="李雷", role=Role.OPERATOR, ids={"console": "lilei", "wecom": "li.lei"}),
    Person(name="韩梅", role=Role.OPERATOR, ids={"console": "hanmei"}),
)
DIRECTORY = Directory(people=PEOPLE)
LATE = Shift(name="晚班", people=("李雷",), hours=Span(start=time(18), until=time(2)))
LONG = Shift(name="长班", people=("李雷",), hours=Span(start=time(12), until=time(12)))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "start", "until"),
    [
        (local(3, 22), local(3, 22), local(4, 8)),
        (local(4, 0), local(3, 22), local(4, 8)),
        (local(4, 7, 59), local(3, 22), local(4, 8)),
        (local(4, 8), local(4, 8), local(4, 22)),
        (local(4, 21, 59), local(4, 8), local(4, 22)),
    ],
)
def test_who_has_no_shift_has_the_day_or_the_night(
    now: datetime, start: datetime, until: datetime
) -> None:
    assert turn_of("韩梅", (), now, SHANGHAI) == Turn(start=start, until=until)


def test_of_two_shifts_the_one_that_ends_first_counts() -> None:
    now = local(3, 20)
    duties = on_duty((LONG, LATE), Hours(), now, SHANGHAI)

    assert turn_of("李雷", duties, now, SHANGHAI) == Turn(start=local(3, 18), until=local(4, 2))
    assert turn_of("韩梅", duties, now, SHANGHAI).until == local(3, 22)


def test_a_message_interrupts_whom_it_calls_or_whose_chat_it_is_or_the_group() -> None:
    def names(conversation: str, *called: str, channel: str = "console") -> tuple[str, ...]:
        one = Interruption(at=NOON, channel=channel, conversation=conversation, called=called)
        return interrupted(one, DIRECTORY)

    assert names("li.lei", channel="wecom") == ("李雷",)
    assert names("ops", "lilei", "hanmei", "lilei") == ("李雷", "韩梅")
    assert names("ops", "a stranger") == ("console:ops",)
    assert names("ops") == ("console:ops",)


def test_one_who_has_not_had_their_share_is_enough_and_the_first_shift_to_end_tells() -> None:
    turns = {
        "a": Turn(start=NOON, until=NOON + hours(3)),
        "b": Turn(start=NOON, until=NOON + hours(2)),
    }

    assert waits_until(("a", "b"), {"a": 5, "b": 1}, turns, 2) is None
    assert waits_until(("a", "b"), {"a": 5, "b": 2}, turns, 2) == NOON + hours(2)
    assert waits_until(("a",), {}, turns, 0) == NOON + hours(3)
    assert waits_until(("a",), {}, turns, 1) is None
