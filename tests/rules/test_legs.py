"""Legs: what a parcel waits for, and whether it waits too long for its carrier and region."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.events.event import Event
from rules.health.legs import (
    ANY,
    Late,
    Leg,
    LegRules,
    Parcel,
    Region,
    late_legs,
    limit_key,
    shipped_legs,
)
from rules.statuses.status_map import shipped
from tests.builders import NOON, SHANGHAI, an_event, hours, minutes

JUST = timedelta(seconds=1)


def a_trace(state: str, text: str = "", at: datetime = NOON) -> Event:
    return an_event("carrier.trace", at=at, tracking_no="SF1", state=state, text=text)


def late(
    *traces: Event,
    after: timedelta,
    carrier: str = "ZTO",
    region: Region = Region.NEAR,
    since: datetime = NOON,
    handed_over: datetime | None = NOON,
    rules: LegRules | None = None,
) -> list[Late]:
    parcel = Parcel(tracking_no="SF1", carrier=carrier, handed_over_at=handed_over)
    rules = rules or shipped_legs()
    return late_legs([parcel], traces, region, shipped(), rules, now=since + after, tz=SHANGHAI)


@pytest.mark.parametrize(
    ("trace", "leg", "limit"),
    [
        (None, Leg.PICKUP, 24),
        (a_trace("102"), Leg.PICKUP, 24),
        (a_trace("1"), Leg.DEPARTURE, 24),
        (a_trace("PICKED_UP"), Leg.DEPARTURE, 24),
        (a_trace("0", "【杭州】已揽收"), Leg.DEPARTURE, 24),
        (a_trace("1002"), Leg.ARRIVAL, 48),
        (a_trace("0", "快件离开【杭州转运中心】，发往【武汉】"), Leg.ARRIVAL, 48),
        (a_trace("TMS_STATION_IN"), Leg.TRANSIT, 24),
        (a_trace("0", "快件到达【武汉转运中心】"), Leg.TRANSIT, 24),
        (a_trace("0", "运输中"), Leg.STALL, 24),
        (a_trace("208"), Leg.STALL, 24),
        (a_trace("1001"), Leg.DELIVERY, 24),
        (a_trace("5"), Leg.SIGNING, 24),
        (a_trace("OUT_FOR_DELIVERY"), Leg.SIGNING, 24),
    ],
)
def test_a_parcel_that_waits_longer_than_its_limit_is_late(
    trace: Event | None, leg: Leg, limit: int
) -> None:
    told = [trace] if trace is not None else []
    assert late(*told, after=hours(limit)) == [], "the limit is inclusive"
    (found,) = late(*told, after=hours(limit) + JUST)
    assert (found.leg, found.since, found.limit) == (leg, NOON, hours(limit))


@pytest.mark.parametrize("state", ["3", "301", "6", "4", "CANCEL", "501", "no such word"])
def test_what_is_over_or_says_nothing_waits_for_nothing_known(state: str) -> None:
    found = late(a_trace(state), after=hours(1000))
    assert [one.leg for one in found] == ([Leg.STALL] if state == "no such word" else [])


def test_only_the_latest_step_counts_in_whatever_order_they_are_told() -> None:
    steps = [a_trace("1"), a_trace("1002", at=NOON + hours(5)), a_trace("5", at=NOON + hours(60))]
    for told in (steps, steps[::-1]):
        assert late(*told, after=hours(83)) == []
        assert [one.leg for one in late(*told, after=hours(85))] == [Leg.SIGNING]


def test_far_away_and_slow_carriers_have_more_time() -> None:
    left = a_trace("1002")
    far = {"region": Region.REMOTE, "after": hours(90)}
    assert late(left, after=hours(40), carrier="SF") != []
    assert late(left, after=hours(40)) == []
    assert late(left, carrier="SF", **far) != []  # type: ignore[arg-type]
    assert late(left, **far) == []  # type: ignore[arg-type]
    assert shipped_legs().limit_of(Leg.STALL, "EMS", Region.NEAR) == hours(48)


def test_public_holidays_in_between_give_a_day_each_and_weekends_none() -> None:
    national = datetime(2026, 9, 30, 4, tzinfo=UTC)  # the seven days of October follow
    assert late(a_trace("1", at=national), after=hours(24 * 8), since=national) == []
    assert late(a_trace("1", at=national), after=hours(24 * 8) + JUST, since=national) != []
    friday = datetime(2026, 8, 7, 4, tzinfo=UTC)
    assert late(a_trace("1", at=friday), after=hours(25), since=friday) != []


def test_a_parcel_that_nobody_handed_over_is_not_missed() -> None:
    assert late(after=hours(1000), handed_over=None) == []
    (found,) = late(a_trace("102"), after=hours(25), handed_over=None)
    assert found.leg is Leg.PICKUP


def test_every_leg_has_a_limit_for_everybody_and_rows_of_their_own_name_somebody() -> None:
    rules = shipped_legs()
    assert {leg for leg, *named in rules.limits if named == [ANY, ANY]} == set(Leg)
    assert all(rules.limit_of(leg, "?", region) > minutes(0) for leg in Leg for region in Region)


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("新疆维吾尔自治区乌鲁木齐市", Region.REMOTE),
        ("内蒙古自治区", Region.REMOTE),
        ("浙江省杭州市", Region.NEAR),
        ("", Region.NEAR),
    ],
)
def test_a_region_is_known_by_its_province(place: str, region: Region) -> None:
    assert shipped_legs().region_of(place) is region


def test_limits_of_ones_own_hold_for_every_code_of_their_carrier_and_nobody_else() -> None:
    own = {limit_key(Leg.ARRIVAL, "shunfeng", Region.NEAR): hours(6)}
    rules = LegRules(limits={**shipped_legs().limits, **own}, remote=("云南",))
    left = a_trace("1002")
    for carrier in ("SF", "顺丰", "shunfeng"):
        assert late(left, after=hours(7), carrier=carrier, rules=rules) != []
        assert late(left, after=hours(7), carrier=carrier, region=Region.REMOTE, rules=rules) == []
    assert late(left, after=hours(7), carrier="ZTO", rules=rules) == []
    assert rules.region_of("云南省昆明市") is Region.REMOTE
    assert rules.region_of("新疆维吾尔自治区") is Region.NEAR
