"""Absence: a month of ordinary noise is no news, and a silence is found within two hours."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.health.absence import HOUR, LEAST, Missed, hour_of, missed, unfired, weeks_before
from tests.builders import NOON, SHANGHAI, minutes

DAY = timedelta(days=1)
#: Events an hour at their best time, and whether they sleep at night and rest at weekends.
SOURCES = {
    "shop": (400, False, False), "oms": (900, False, False), "erp": (250, False, True),
    "wms-hz": (300, True, False), "wms-bj": (120, True, True), "kuaidi100": (500, False, False),
    "service": (120, True, False), "wechat": (350, False, False), "alipay": (90, False, False),
    "calls": (40, True, True), "sms": (60, True, False), "crm": (25, True, True),
}  # fmt: skip


def usual(source: str, hour: datetime) -> float:
    """Return how many events there are on average in an hour of the week."""
    most, sleeps, rests = SOURCES[source]
    local = hour.astimezone(SHANGHAI)
    day = 1 - abs(local.hour - 15) / 16
    if sleeps and not 8 <= local.hour < 22:
        return 0.02 * most
    return most * max(day, 0.05) * (0.15 if rests and local.weekday() >= 5 else 1)


def month(seed: int, days: int) -> dict[str, dict[datetime, int]]:
    """Return what each source sends by the hour: by chance, and no two days are alike."""
    chance = random.Random(seed)  # noqa: S311 - ordinary noise
    counts: dict[str, dict[datetime, int]] = {source: {} for source in SOURCES}
    for day in range(-28, days):
        for source in SOURCES:
            mood = chance.uniform(0.6, 1.6)
            for number in range(24):
                hour = NOON + day * DAY + number * HOUR
                if (found := poisson(chance, usual(source, hour) * mood)) > 0:
                    counts[source][hour] = found
    return counts


def poisson(chance: random.Random, mean: float) -> int:
    if mean > 60:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    limit, product, number = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def looks(
    counts: dict[datetime, int], since: datetime, until: datetime
) -> Iterator[tuple[datetime, Missed | None]]:
    """Look every ten minutes; within an hour its events come evenly."""
    known = {NOON - 28 * DAY + n * HOUR for n in range(24 * 90)}
    now = since
    while now <= until:
        hour = hour_of(now)
        while hour not in counts or (hour == hour_of(now) and (now - hour) * counts[hour] < HOUR):
            hour -= HOUR
        yield now, missed(min(now, hour + HOUR - minutes(1)), counts, known, now)
        now += minutes(10)


def test_a_month_of_twelve_sources_brings_at_most_one_false_alarm() -> None:
    alarms = 0
    for of_one in month(1, days=30).values():
        before = None
        for _, found in looks(of_one, NOON, NOON + 30 * DAY):
            alarms += found is not None and before is None
            before = found
    assert alarms <= 1


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("cut", [2 * HOUR, 3 * HOUR + minutes(20), 2 * DAY + HOUR])
def test_each_source_that_is_cut_is_found_in_two_hours_of_its_busy_time(
    source: str, cut: timedelta
) -> None:
    counts, at = month(7, days=4)[source], NOON + cut
    heard = {hour: n for hour, n in counts.items() if hour < hour_of(at)}
    known = {NOON - 28 * DAY + n * HOUR for n in range(24 * 40)}
    now = at
    while missed(at, heard, known, now) is None:
        now += minutes(1)
        assert now - at < 12 * HOUR, "never found"
    slow = usual(source, at + HOUR) < 2 * LEAST
    assert now - at <= (6 * HOUR if slow else 2 * HOUR)


def test_what_is_missed_is_told_with_what_is_usual() -> None:
    hour = hour_of(NOON)
    counts = dict(zip(weeks_before(hour), (100, 120, 125, 140), strict=True))
    known = {*counts, *weeks_before(hour + HOUR)}
    heard = hour - minutes(5)
    assert missed(heard, counts, known, hour + minutes(59)) is None
    found = missed(heard, counts, known, hour + HOUR)
    assert found == Missed(least=100, usual=120, most=140)
    assert missed(hour + minutes(1), counts, known, hour + 2 * HOUR) is None


@pytest.mark.parametrize(
    ("weeks", "is_news"),
    [
        ((20, 20, 20, 20), True),
        ((20, 20, 20), True),
        ((20, 20), False),  # too young to say
        ((900, 900, 900, 0), False),  # it was silent before
        ((19, 19, 19, 19), False),  # by chance
    ],
)
def test_only_what_always_was_there_and_often_is_missed(
    weeks: tuple[int, ...], *, is_news: bool
) -> None:
    hour = hour_of(NOON)
    told = dict(zip(weeks_before(hour), weeks, strict=False))
    assert (missed(hour - HOUR, told, told.keys(), hour + HOUR) is not None) is is_news


@given(
    counts=st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=1, max_size=30)
)
def test_a_longer_silence_is_never_less_news(counts: list[list[int]]) -> None:
    first = hour_of(NOON)
    told = {
        week: number
        for ago, of_hour in enumerate(counts)
        for week, number in zip(weeks_before(first + ago * HOUR), of_hour, strict=True)
    }
    heard, lacked = first - minutes(1), 0
    for hours in range(1, min(len(counts), 24) + 1):
        found = missed(heard, told, told.keys(), first + hours * HOUR)
        lacks = 0 if found is None else found.usual
        assert lacks >= lacked
        assert found is None or found.least <= found.usual <= found.most
        lacked = lacks


def test_a_signal_that_takes_part_in_no_alert_of_a_week_is_missed_if_it_used_to() -> None:
    steady = {1: 12, 2: 15, 3: 40, 4: 13}
    assert unfired({"a": steady, "b": {**steady, 0: 1}, "c": {**steady, 3: 9}}) == {"a": 13}
