"""The pacer against a count by hand: no window of the platform ever holds too many."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.delivery.capabilities import CONSOLE, Capabilities, Pace
from rules.delivery.pacing import OPEN, RESERVE, Lane, Pacer
from tests.builders import NOON

MINUTE = timedelta(minutes=1)
_PACES = (
    (Pace(messages=20, per=MINUTE, whole_channel=True),),
    (Pace(messages=30, per=MINUTE), Pace(messages=100, per=timedelta(minutes=10))),
    (Pace(messages=1, per=timedelta(seconds=1)),),
)


def _channel(paces: tuple[Pace, ...]) -> Capabilities:
    return Capabilities(elements=CONSOLE.elements, redraws=True, paces=paces)


@given(
    paces=st.sampled_from(_PACES),
    steps=st.lists(
        st.tuples(st.integers(0, 20_000), st.integers(0, 1), st.integers(0, 3_000)),
        min_size=20,
        max_size=300,
    ),
)
def test_no_sliding_window_ever_holds_more_than_the_platform_takes(
    paces: tuple[Pace, ...], steps: list[tuple[int, int, int]]
) -> None:
    pacer = Pacer({"ding": _channel(paces)})
    now, sent = NOON, []
    for wait, where, took in steps:
        now += timedelta(milliseconds=wait)
        lane = Lane("ding", f"c{where}")
        if pacer.budget(now).left(lane) > 0:
            pacer.began(lane)
            # It arrived at any moment while it was under way; the worst is the latest.
            now += timedelta(milliseconds=took)
            pacer.ended(lane, now)
            sent.append((now, lane))

    for pace in paces:
        for at, lane in sent:
            window = [
                one
                for one in sent
                if at - pace.per < one[0] <= at and (pace.whole_channel or one[1] == lane)
            ]
            assert len(window) <= pace.messages - pace.messages // RESERVE


@given(
    paces=st.sampled_from(_PACES[1:]),
    asked=st.lists(st.integers(0, 4_000), min_size=20, max_size=300),
)
def test_answers_that_wait_for_their_room_fill_no_window_and_wait_no_longer_than_it_takes(
    paces: tuple[Pace, ...], asked: list[int]
) -> None:
    pacer, lane = Pacer({"wecom": _channel(paces)}), Lane("wecom", "c")
    now = NOON
    sent: list[datetime] = []
    most = [max(1, pace.messages - 1) for pace in paces]
    for wait in asked:
        now += timedelta(milliseconds=wait)
        room = pacer.room(lane, now)
        if room:
            early = now + room - timedelta(milliseconds=2)
            assert any(
                sum(early - p.per <= at for at in sent) >= m
                for p, m in zip(paces, most, strict=True)
            )
        now += room
        assert not pacer.room(lane, now)
        pacer.spent(lane, now)
        sent.append(now)

    for pace, number in zip(paces, most, strict=True):
        for at in sent:
            assert sum(at - pace.per < one <= at for one in sent) <= number


@given(sends=st.integers(0, 60))
def test_what_is_under_way_counts_and_comes_back_after_its_window(sends: int) -> None:
    pacer, lane = Pacer({"ding": _channel(_PACES[0])}), Lane("ding", "c")
    for _ in range(sends):
        pacer.began(lane)

    assert pacer.budget(NOON).left(lane) == 0 if sends else 19
    assert pacer.budget(NOON).left(Lane("ding", "other")) == max(0, 19 - sends)
    for _ in range(sends):
        pacer.ended(lane, NOON)
    assert pacer.budget(NOON + MINUTE).left(lane) == max(0, 19 - sends)
    assert pacer.budget(NOON + MINUTE + timedelta(microseconds=1)).left(lane) == 19


def test_a_conversation_without_budget_does_not_hold_up_another() -> None:
    pacer = Pacer({"wecom": _channel(_PACES[1])})
    for _ in range(29):
        pacer.spent(Lane("wecom", "full"), NOON)

    budget = pacer.budget(NOON)

    assert budget.left(Lane("wecom", "full")) == 0
    assert budget.left(Lane("wecom", "free")) == 29


def test_a_refusal_blocks_the_conversation_or_the_channel_until_it_ends() -> None:
    pacer = Pacer({"ding": _channel(_PACES[0]), "slack": _channel(_PACES[2])})
    pacer.block("ding", NOON + MINUTE)
    pacer.block(Lane("slack", "c"), NOON + MINUTE)

    budget = pacer.budget(NOON)

    assert budget.left(Lane("ding", "any")) == 0
    assert budget.left(Lane("ding", "any", redraws=True)) == 0
    assert budget.left(Lane("slack", "c")) == 0
    assert budget.left(Lane("slack", "other")) == 1
    assert pacer.budget(NOON + MINUTE).left(Lane("ding", "any")) == 19


def test_a_restart_remembers_what_the_ledger_says() -> None:
    pacer, lane = Pacer({"ding": _channel(_PACES[0])}), Lane("ding", "c")
    pacer.restore((lane, NOON - timedelta(seconds=n)) for n in range(19))

    assert pacer.budget(NOON).left(lane) == 0


@pytest.mark.parametrize("redraws", [True, False])
def test_a_channel_without_limits_is_never_held_back(*, redraws: bool) -> None:
    pacer, lane = Pacer({"console": CONSOLE}), Lane("console", "ops", redraws)
    for _ in range(1000):
        pacer.spent(lane, NOON)

    assert pacer.budget(NOON).left(lane) > 1000
    assert OPEN.left(lane) > 1000
