"""Tests of calendar, shifts, chains and attention: against the published days off of 2026."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.attention import Held, Muted, Now, attention
from rules.alerts.escalation import DEFAULT_CHAIN, is_last, repeats, wait_for
from rules.delivery.routes import FALLBACK, Route, Step, Target, walk
from rules.people.calendar import Hours, Promo, Span, is_workday, knows, quiet_until
from rules.people.oncall import Shift, Swap, next_duty, on_duty, who_is_on
from rules.people.silences import AlertFacts, Field, Silence, is_about, red_limit
from rules.vocabulary import Level, Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
NIGHT = Hours(quiet=Span(start=time(22), until=time(8)))

#: State Council notice for 2026: days off from Monday to Friday, and weekend days worked.
OFF_2026 = {
    *(date(2026, 1, d) for d in (1, 2)),
    *(date(2026, 2, d) for d in (16, 17, 18, 19, 20, 23)),
    date(2026, 4, 6),
    *(date(2026, 5, d) for d in (1, 4, 5)),
    date(2026, 6, 19),
    date(2026, 9, 25),
    *(date(2026, 10, d) for d in (1, 2, 5, 6, 7)),
}
WORKED_2026 = {
    date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9),
    date(2026, 9, 20), date(2026, 10, 10),
}  # fmt: skip


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_workdays_of_2026_are_those_of_the_notice(day: date) -> None:
    expected = (day.weekday() < 5 and day not in OFF_2026) or day in WORKED_2026

    assert is_workday(day, Hours()) == expected


def test_every_day_of_the_notice_is_as_it_says() -> None:
    assert not any(is_workday(day, Hours()) for day in OFF_2026)
    assert all(is_workday(day, Hours()) for day in WORKED_2026)


def test_an_unknown_year_falls_back_to_monday_to_friday_and_says_so() -> None:
    assert knows(2026)
    assert not knows(2099)
    assert is_workday(date(2099, 1, 5), Hours())
    assert not is_workday(date(2099, 1, 4), Hours())


def test_promo_days_are_worked() -> None:
    sunday = date(2026, 11, 8)
    promo = Promo(name="双11", first=date(2026, 11, 1), last=date(2026, 11, 11))

    assert not is_workday(sunday, Hours())
    assert is_workday(sunday, Hours(promos=(promo,)))


def at(day: int, hour: int, minute: int = 0, *, month: int = 8) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (Hours(), at(3, 3), None),
        (NIGHT, at(3, 21, 59), None),
        (NIGHT, at(3, 22), at(4, 8)),
        (NIGHT, at(4, 7, 59), at(4, 8)),
        (NIGHT, at(4, 8), None),
        (Hours(work=Span(start=time(9), until=time(21))), at(3, 21), at(4, 9)),
        (Hours(work=Span(start=time(0), until=time(0))), at(3, 21), None),
        (Hours(days="workdays"), at(8, 12), at(10, 0)),
        (Hours(days="workdays", quiet=NIGHT.quiet), at(7, 23), at(10, 8)),
        (Hours(days="workdays", quiet=NIGHT.quiet), at(1, 12, month=10), at(8, 8, month=10)),
        (Hours(days="workdays"), at(10, 12, month=10), None),
    ],
)
def test_quiet_time_ends_when_it_should(
    hours: Hours, now: datetime, until: datetime | None
) -> None:
    assert quiet_until(hours, now, SHANGHAI) == until


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)),  # noqa: DTZ001 - given a zone below
    st.sampled_from(["all", "workdays"]),
    st.tuples(st.times(), st.times()),
)
def test_the_end_of_quiet_time_lies_ahead_and_is_not_quiet(
    moment: datetime, days: str, span: tuple[time, time]
) -> None:
    start, until = (t.replace(second=0, microsecond=0) for t in span)
    if start == until:
        return
    hours = Hours(quiet=Span(start=start, until=until), days="all" if days == "all" else "workdays")
    now = moment.replace(tzinfo=UTC)

    end = quiet_until(hours, now, SHANGHAI)

    if end is not None:
        assert now < end < now + timedelta(days=15)
        assert quiet_until(hours, end, SHANGHAI) is None


NIGHT_SHIFT = Shift(name="夜班", people=("A", "B"), hours=Span(start=time(21), until=time(9)))


def test_a_night_shift_lasts_into_the_next_day_and_its_people_are_all_on() -> None:
    for now, on in (
        (at(3, 20, 59), False),
        (at(3, 21), True),
        (at(4, 8, 59), True),
        (at(4, 9), False),
    ):
        duties = on_duty((NIGHT_SHIFT,), Hours(), now, SHANGHAI)
        assert [duty.people for duty in duties] == ([("A", "B")] if on else [])


@given(st.integers(0, 400), st.integers(1, 14), st.integers(1, 5))
def test_a_rotation_gives_everybody_the_same_number_of_days_in_turn(
    day: int, rotate: int, number: int
) -> None:
    people = tuple("ABCDE"[:number])
    shift = Shift(name="x", people=people, rotate=rotate, since=date(2026, 1, 5))
    now = at(5, 12, month=1) + timedelta(days=day)

    (duty,) = on_duty((shift,), Hours(), now, SHANGHAI)

    assert duty.people == (people[day // rotate % number],)
    assert duty.backup == ((people[(day // rotate + 1) % number],) if number > 1 else ())


def test_a_shift_of_workdays_is_on_on_a_make_up_sunday_and_off_on_a_holiday() -> None:
    shift = Shift(name="x", people=("A",), days="workdays")

    assert on_duty((shift,), Hours(), at(20, 12, month=9), SHANGHAI)
    assert not on_duty((shift,), Hours(), at(1, 12, month=10), SHANGHAI)
    coming = next_duty(shift, Hours(), at(1, 12, month=10), SHANGHAI)
    assert coming is not None
    assert coming.start == at(8, 0, month=10)


def test_the_latest_swap_counts_until_the_shift_ends() -> None:
    until = at(4, 9)
    swaps = [
        Swap(shift="夜班", person=name, since=at(3, hour), until=until, by="王敏")
        for name, hour in (("C", 21), ("D", 22))
    ]

    for now, people in ((at(3, 21, 30), ("C",)), (at(3, 23), ("D",)), (at(4, 22), ("A", "B"))):
        (duty,) = on_duty((NIGHT_SHIFT,), Hours(), now, SHANGHAI, swaps)
        assert duty.people == people


def test_a_shift_answers_only_for_its_shops_and_warehouses() -> None:
    mine = Shift(name="x", people=("A",), shops=("glasses",), warehouses=("hz-1",))
    duties = on_duty((mine,), Hours(), NOON, SHANGHAI)

    assert who_is_on(duties, "glasses", "hz-1")[0] == ("A",)
    for shop, warehouse in (("nuts", "hz-1"), ("glasses", "sh-1"), (None, None)):
        assert who_is_on(duties, shop, warehouse)[0] == ()


def a_silence(
    field: Field = Field.ORDER, value: str = "1024", *, role: Role = Role.OPERATOR
) -> Silence:
    until = NOON + timedelta(hours=2)
    red = red_limit(role=role, since=NOON, until=until, longest=timedelta(minutes=30))
    return Silence(
        id=1, field=field, value=value, reason="r", by="李雷", role=role, shops=("*",),
        channel="console", conversation="ops", since=NOON, until=until, red_until=red,
    )  # fmt: skip


def verdict(
    level: Level, minutes: float, *silences: Silence, hours: Hours | None = None
) -> Now | Muted | Held:
    facts = AlertFacts(order_no="1024", level=level)
    now = NOON + timedelta(minutes=minutes)
    return attention(facts, now, silences=silences, hours=hours or Hours(), tz=SHANGHAI)


@pytest.mark.parametrize(
    ("level", "role", "minutes", "muted"),
    [
        (Level.ORANGE, Role.OPERATOR, -1, False),
        (Level.ORANGE, Role.OPERATOR, 0, True),
        (Level.ORANGE, Role.OPERATOR, 119, True),
        (Level.ORANGE, Role.OPERATOR, 120, False),
        (Level.RED, Role.OPERATOR, 0, False),
        (Level.RED, Role.APPROVER, 29, True),
        (Level.RED, Role.APPROVER, 30, False),
        (Level.RED, Role.ADMIN, 30, False),
    ],
)
def test_a_silence_mutes_red_only_for_approvers_and_only_for_the_longest_allowed(
    level: Level, role: Role, minutes: float, *, muted: bool
) -> None:
    found = verdict(level, minutes, a_silence(role=role))

    assert isinstance(found, Muted) == muted
    if isinstance(found, Muted):
        assert (found.code, found.by, found.reason) == ("silence:1", "李雷", "r")


@given(
    level=st.sampled_from([Level.ORANGE, Level.RED]),
    minutes=st.floats(0, 3000),
    debug=st.booleans(),
)
def test_red_always_passes_quiet_time_and_debug_mode_mutes_all(
    level: Level, minutes: float, *, debug: bool
) -> None:
    silences = (a_silence(Field.DEBUG, "*"),) if debug else ()

    found = verdict(level, minutes, *silences, hours=NIGHT)

    if debug and minutes < 120:
        assert isinstance(found, Muted)
        assert found.code == "debug"
    elif level is Level.RED:
        assert found == Now()
    else:
        assert not isinstance(found, Muted)


@pytest.mark.parametrize(
    ("field", "value", "about"),
    [
        (Field.KIND, "trace_stall", True), (Field.KIND, "chat_opened", False),
        (Field.ORDER, "1024", True), (Field.ORDER, "102", False),
        (Field.CARRIER, "顺丰", True), (Field.CARRIER, "shunfeng", True),
        (Field.CARRIER, "中通", False), (Field.SHOP, "glasses", True),
        (Field.WAREHOUSE, "hz-1", True), (Field.WAREHOUSE, "hz", False),
        (Field.PLATFORM, "taobao", True), (Field.SOURCE, "oms", True), (Field.SOURCE, "wms", False),
    ],
)  # fmt: skip
def test_a_silence_is_about_exactly_what_it_names(field: Field, value: str, *, about: bool) -> None:
    facts = AlertFacts(
        order_no="1024", level=Level.ORANGE, kinds=frozenset({"trace_stall"}), shop="glasses",
        warehouse="hz-1", platform="taobao", carriers=frozenset({"SF"}),
        sources=frozenset({"oms"}),
    )  # fmt: skip

    assert is_about(a_silence(field, value), facts) == about


def test_an_alert_given_back_waits_for_the_stretch_between_its_steps() -> None:
    waits = [wait_for(DEFAULT_CHAIN, done) for done in range(4)]

    assert waits == [timedelta(minutes=m) for m in (5, 10, 15, 15)]
    assert [is_last(DEFAULT_CHAIN, done) for done in range(3)] == [False, False, True]


def test_a_route_hands_on_owner_privacy_and_chain_and_nobody_is_never_an_answer() -> None:
    to = (Target(channel="console", conversation="a"),)
    routes = (
        Route(match={"shop": "x"}, to=to, owner="李雷", direct=True, go_on=True),
        Route(match={"shop": "x"}, to=(FALLBACK,), owner="王敏", escalate=DEFAULT_CHAIN),
    )

    found = walk(routes, level=Level.RED, facts={"shop": "x"})

    assert (found.targets, found.owner, found.direct) == ((*to, FALLBACK), "李雷", True)
    assert found.steps == DEFAULT_CHAIN
    assert walk(routes, level=Level.RED, facts={"shop": None}).targets == (FALLBACK,)


@given(
    afters=st.lists(st.integers(1, 10_000), max_size=6),
    interval=st.integers(1, 10_000),
    more=st.integers(1, 20),
)
def test_an_alert_is_told_at_each_step_and_a_red_again_at_every_interval_for_ever(
    afters: list[int], interval: int, more: int
) -> None:
    every = timedelta(minutes=interval)
    steps = [Step(after=timedelta(minutes=after)) for after in afters]
    own = Route(to=(FALLBACK,), escalate=tuple(steps))
    chain = walk((own,), level=Level.RED, facts={}, chain=DEFAULT_CHAIN).steps if steps else ()
    repeat = repeats(Level.RED, every)

    told, at = [], timedelta()
    for done in range(len(chain) + more):
        at += wait_for(chain, done, repeat=repeat)
        told.append(at)

    last = max(afters, default=0)
    expected = [*sorted(afters), *(last + interval * n for n in range(1, more + 1))]
    assert told == [timedelta(minutes=minutes) for minutes in expected]
    assert repeats(Level.ORANGE, every) is None
