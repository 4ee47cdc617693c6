"""The page of health: thirty days of each figure, where it is worst, and what to do about it."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console.views.health import chart, data
from bot.channels.console.views.order_data import Reading
from handlers.health.page import DAYS, Choice, health_page
from handlers.sweeps import SWEEPS
from rules.health.figures import Metric
from tests.builders import SHANGHAI
from tests.harness import Harness

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY = date(2026, 8, 3)


def count(h: Harness) -> None:
    while h.database.do(lambda tx: SWEEPS["health_days"](tx, h.deps, h.now)):
        pass


def opened(
    h: Harness, *, shops: tuple[str, ...] | None = None, by: str = "wangmin", **asked: str
) -> dict[str, Any]:
    choice = data.choice(asked, h.now.astimezone(SHANGHAI).date())
    page = h.database.look(lambda tx: health_page(tx, h.deps, choice, shops, h.now))
    actor = h.deps.directory.actor("console", by)
    shown = data.health(page, choice, actor, Reading(now=h.now, tz=SHANGHAI), "")
    return {**shown, "chart": chart.options(page, "zh")}


def three_days(h: Harness) -> None:
    """Two shops: of glasses nothing is late, of lenses one of two orders is, the day after."""
    for number, shop in enumerate(("glasses", "glasses", "lenses", "lenses")):
        promised = (h.now + (20 * HOUR if number == 3 else 20 * DAY)).isoformat()
        h.ordered(f"o-{number}", shop=shop, warehouse=f"wh-{number % 2}", promised_ship_at=promised)
    count(h)
    for _ in range(2):
        h.now += DAY
        count(h)


def test_the_page_tells_each_day_as_it_was_and_what_to_do_now(h: Harness) -> None:
    three_days(h)

    page = opened(h)

    assert page["as_of"] == "12:04 的数"
    assert [one["called"] for one in page["figures"] if one["chosen"]] == ["状态流转阻塞率"]
    blocked = page["figures"][0]
    assert (blocked["value"], blocked["share"], blocked["level"]) == ("25.00%", "1/4", "red")
    assert {one["level"] for one in page["figures"][1:]} == {"grey"}
    line = page["chart"]["series"][0]
    assert line["data"] == [None] * (DAYS - 3) + [0.0, 25.0, 25.0]
    assert line["markLine"]["data"][0]["yAxis"] == 5.0
    assert [(one["name"], one["share"]) for one in page["places"]][:2] == [
        ("lenses · wh-1", "1/1"), ("glasses · wh-0", "0/1"),
    ]  # fmt: skip
    assert page["orders"] == [
        {
            "no": "o-3",
            "text": "过了承诺的发货时间",
            "command": "未发货 认领 o-3",
            "href": "/orders/o-3",
        }
    ]
    assert [one["command"] for one in opened(h, by="zhao")["orders"]] == [""]
    assert opened(h, day="2026-08-03")["figures"][0]["share"] == "0/4"
    assert opened(h, day="2026-08-03")["orders"] == []


def test_a_reader_sees_their_shops_and_what_they_chose_of_them(h: Harness) -> None:
    three_days(h)

    assert opened(h, shop="lenses")["figures"][0]["share"] == "1/2"
    assert opened(h, warehouse="wh-0")["figures"][0]["share"] == "0/2"
    mine = opened(h, shops=("glasses",))
    assert (mine["shops"], mine["figures"][0]["share"], mine["orders"]) == (["glasses"], "0/2", [])
    theirs = opened(h, shops=("glasses",), shop="lenses")
    assert (theirs["figures"][0]["share"], theirs["orders"], theirs["places"]) == ("0/0", [], [])


@given(
    st.dictionaries(st.sampled_from(["day", "metric", "shop", "warehouse", "else"]), st.text())
)  # fmt: skip
def test_what_no_page_would_ask_is_as_if_it_were_not_said(raw: dict[str, str]) -> None:
    found = data.choice(raw, TODAY)
    assert found.day <= TODAY
    assert len(found.shop) <= 64
    assert data.choice({"day": "2026-02-30", "metric": "x"}, TODAY) == Choice(day=TODAY)
    assert data.choice({"metric": "captured"}, TODAY).metric is Metric.CAPTURED


def test_days_that_ended_are_counted_though_today_is_counted_with_every_beat(h: Harness) -> None:
    three_days(h)
    h.now += 3 * DAY
    for _ in range(6):  # as many beats, a look in each
        h.database.do(lambda tx: SWEEPS["health_days"](tx, h.deps, h.now))
        h.now += timedelta(seconds=30)

    line = opened(h)["chart"]["series"][0]["data"]
    assert line[-6:] == [0.0, 25.0, 25.0, 25.0, 25.0, 25.0]
