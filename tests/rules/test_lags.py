"""Lags: what most of them are, and what is measured from whom to whom."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.health.lags import service_lags, spread
from tests.builders import NOON, an_event, minutes, seconds


@given(lags=st.lists(st.integers(0, 100_000), min_size=1, max_size=60))
def test_median_and_95th_percentile_are_by_nearest_rank(lags: list[int]) -> None:
    found = spread([seconds(lag) for lag in lags])
    assert found is not None
    for part, value in ((50, found.p50), (95, found.p95)):
        below = sum(seconds(lag) < value for lag in lags)
        until = sum(seconds(lag) <= value for lag in lags)
        assert below * 100 < part * len(lags) <= until * 100
    assert found.count == len(lags)
    assert spread([]) is None


def test_each_word_of_service_is_measured_to_the_next_word_of_the_centre() -> None:
    told = [
        an_event("order.marked", at=NOON, source="cs", mark="加急", by="小赵"),
        an_event("chat.message", at=NOON + minutes(1), source="cs", text="?", by="customer"),
        an_event("order.marked", at=NOON + minutes(4), source="cs", mark="已打单", by="小赵"),
        an_event("system.status", at=NOON + minutes(5), source="wms", system="wms", status="PICK"),
        an_event("system.status", at=NOON + minutes(10), source="hub", system="OMS", status="PAID"),
        an_event("order.marked", at=NOON + minutes(20), source="cs", mark="改址", by="小赵"),
        an_event("order.marked", at=NOON + minutes(21), source="oms-cn", mark="改址", by="小赵"),
        an_event("order.marked", at=NOON + minutes(30), source="cs", mark="x", by="小赵"),
    ]
    for events in (told, told[::-1]):
        assert service_lags(events) == [minutes(10), minutes(6), timedelta(minutes=1)]
