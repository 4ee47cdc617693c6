"""Tests of interruptions: counts against an oracle that goes through everything again."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rules.people.interruptions import (
    Disturbed,
    Message,
    Response,
    disturbed,
    is_night,
    responders,
    span_of,
)
from tests.builders import NOON, SHANGHAI, hours

times = st.integers(0, 60 * 24 * 3).map(lambda m: NOON + timedelta(minutes=m))
messages = st.lists(
    st.builds(
        Message,
        channel=st.just("console"),
        conversation=st.sampled_from(["ops", "lead", "wang"]),
        at=times,
        order_no=st.sampled_from([None, "1", "2", "3", "4"]),
    ),
    max_size=30,
)
responses = st.lists(
    st.builds(
        Response, by=st.sampled_from(["王敏", "李雷"]), order_no=st.sampled_from("1235"), at=times
    ),
    max_size=30,
)


def middle(minutes: list[Fraction]) -> Fraction | None:
    """Return the median by taking off one at each end for as long as three remain."""
    left = sorted(minutes)
    while len(left) > 2:
        left = left[1:-1]
    return sum(left, Fraction()) / len(left) if left else None


def as_minutes(delta: timedelta) -> Fraction:
    return Fraction(delta // timedelta(microseconds=1), 60_000_000)


@given(messages, responses)
def test_each_conversation_is_counted_as_the_oracle_counts(
    said: list[Message], done: list[Response]
) -> None:
    found = {d.place[1]: d for d in disturbed(said, done, SHANGHAI)}

    assert set(found) == {m.conversation for m in said}
    for place, one in found.items():
        here = [m for m in said if m.conversation == place]
        orders = {m.order_no for m in here} - {None}
        waits = []
        for order_no in orders:
            first = min(m.at for m in here if m.order_no == order_no)
            after = [r.at - first for r in done if r.order_no == order_no and r.at >= first]
            if after:
                waits.append(as_minutes(min(after)))
        assert one.messages == len(here)
        # Shanghai is eight hours ahead and knows no summer time: 22–8 there is 14–24 in UTC.
        assert one.night == sum(m.at.hour >= 14 for m in here)
        assert (one.asked, one.acted) == (len(orders), len(waits))
        median = None if one.first_response is None else as_minutes(one.first_response)
        assert median == middle(waits)


@given(messages, responses)
def test_every_order_acted_on_has_one_first_responder(
    said: list[Message], done: list[Response]
) -> None:
    acted = {
        m.order_no
        for m in said
        for r in done
        if m.order_no == r.order_no and r.at >= min(x.at for x in said if x.order_no == m.order_no)
    }

    assert sum(r.orders for r in responders(said, done)) == len(acted)


def test_nothing_said_is_nobody_disturbed() -> None:
    assert disturbed([], [Response(by="王敏", order_no="1", at=NOON)], SHANGHAI) == []
    assert responders([], []) == []


def test_an_action_before_the_message_is_no_response_to_it() -> None:
    message = Message(channel="console", conversation="ops", at=NOON, order_no="1")
    early = Response(by="王敏", order_no="1", at=NOON - hours(1))

    assert disturbed([message], [early], SHANGHAI) == [
        Disturbed(
            place=("console", "ops"), messages=1, night=0, asked=1, acted=0, first_response=None
        )
    ]


def test_night_is_from_ten_to_eight_where_people_live() -> None:
    at = {h: datetime(2026, 8, 3, h, 0, tzinfo=UTC) for h in range(24)}

    assert [h for h in range(24) if is_night(at[h], SHANGHAI)] == list(range(14, 24))


def test_a_week_begins_on_monday_and_a_day_at_midnight_there() -> None:
    thursday = NOON + timedelta(days=3)
    monday, days = datetime(2026, 8, 2, 16, tzinfo=UTC), timedelta(days=1)

    assert span_of("week", thursday, SHANGHAI) == (monday, monday + 7 * days)
    assert span_of("yesterday", thursday, SHANGHAI) == (monday + 2 * days, monday + 3 * days)
    assert span_of("today", thursday, SHANGHAI) == (monday + 3 * days, monday + 4 * days)
