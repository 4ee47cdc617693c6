"""Every door is watched, and a source that sends the impossible waits for a person."""

from typing import Any

import pytest

from bot.web.intake.rush import CALM
from handlers.contracts import pausing
from handlers.sweeps import SWEEPS
from rules.cards.card import Reader
from rules.cards.trouble_card import draw_trouble
from tests.bot.conftest import Api
from tests.builders import NOON, minutes

SOURCE = "wms-hz"


def health(api: Api, partner: str = SOURCE) -> Any:  # noqa: ANN401 - JSON
    answer = api.http.get("/v1/contracts", params={"partner": partner})
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["partners"]
    return found


def negative(api: Api, number: int) -> dict[str, Any]:
    return api.order(f"bad-{number}", amount="-1.00")


def test_a_hundred_events_of_which_two_lack_a_field_are_two_percent(api: Api) -> None:
    orders = [api.order(f"o-{number}") for number in range(100)]
    for order in orders[:2]:
        del order["data"]["shop"]
    assert api.post("/v1/events", orders).json()["accepted"] == 98
    (window,) = health(api)["windows"]
    assert (window["messages"], window["missing"]) == (100, "2.00%")
    assert window["fields"] == {"data.shop": 2}
    assert window["encryption"] == "100.00%"
    assert window["offset"]["max"] >= 0
    assert window["answers"] == {"200": 100}


def test_one_event_that_is_late_is_the_maximum_and_no_percentile(api: Api) -> None:
    orders = [api.order(f"o-{number}") for number in range(100)]
    orders[70]["time"] = (NOON - minutes(60)).isoformat()
    assert api.post("/v1/events", orders).json()["accepted"] == 100
    (window,) = health(api)["windows"]
    assert window["offset"] == {"p50": 0, "p95": 0, "max": 3600}


def test_every_event_counts_though_few_are_looked_at_closely(api: Api) -> None:
    for size in (1, 300, 40):
        answer = api.post("/v1/events", [api.order(f"{size}-{n}") for n in range(size)])
        assert answer.json()["accepted"] == size
    assert health(api)["windows"][-1]["messages"] == 341


def test_a_field_that_a_source_renames_is_one_card_with_who_reads_it(api: Api) -> None:
    for window in range(6):
        if window == 5:
            told = [api.order(f"{window}-{n}", channel="SF") for n in range(40)]
        else:
            told = [api.order(f"{window}-{n}", channel_code="SF") for n in range(40)]
        assert api.post("/v1/events", told).json()["accepted"] == 40
        assert health(api)["changes"] == []
        api.clock.at += minutes(6)
        api.database.do(lambda tx: SWEEPS["contracts"](tx, api.deps, api.clock.now()))
    (change,) = health(api)["changes"]
    assert change["text"] == "wms-hz channel_code 改名了"
    assert change["facts"]["now"] == "channel"
    assert change["facts"]["order"] == "5-0"
    (trouble,) = api.database.do(lambda tx: tx.troubles.lasting())
    drawn = draw_trouble("c", trouble, Reader(now=api.clock.now(), tz=api.deps.timezone))
    assert {line.label: line.text for line in drawn.lines} == {
        "占比": "100.00%（25 条里 25 条）",
        "第一单": "5-0",
        "谁在读": "缺物流渠道编码、仓库不能用该渠道、物流渠道已停用",
    }


def test_a_scan_and_what_it_lacks_count_for_its_source(api: Api) -> None:
    scan = {"scan_id": "s-1", "station": "A", "code": "x"}
    assert api.post("/v1/scans", scan).status_code == 200
    assert api.post("/v1/scans", {"scan_id": "s-2", "station": "A"}).status_code == 422
    (window,) = health(api)["windows"]
    assert (window["messages"], window["missing"], window["fields"]) == (2, "50.00%", {"code": 1})
    assert window["answers"] == {"200": 1, "422": 1}


def test_what_a_scan_holds_beside_its_fields_stops_nobody_from_looking_at_contracts(
    api: Api,
) -> None:
    odd = {"\t~\0": 1, "a" * 64: {"b" * 64: {"c" * 64: {"d" * 64: 1}}}}
    scan = {"scan_id": "s-1", "station": "A", "code": "x", **odd}
    assert api.post("/v1/scans", scan).json()["verdict"] == "deny"
    (window,) = health(api)["windows"]
    assert window["messages"] == 1
    api.database.do(lambda tx: SWEEPS["contracts"](tx, api.deps, api.clock.now()))


def test_one_that_sends_negative_amounts_is_paused_and_loses_nothing_until_it_is_resumed(
    api: Api,
) -> None:
    answer = api.post("/v1/events", [negative(api, 0), api.order("good-1")])
    assert answer.json()["accepted"] == 1, answer.text
    refused = api.post("/v1/events", api.order("later"))
    assert (refused.status_code, refused.json()["type"]) == (503, "/docs#paused")
    assert SOURCE in refused.json()["detail"]
    assert refused.headers["retry-after"]
    assert health(api)["paused"] is True
    assert health(api)["windows"][-1]["answers"] == {"200": 2, "503": 1}
    assert api.rows("journal") == 1
    scan = {"scan_id": "s-1", "station": "A", "code": "good-1"}
    assert api.post("/v1/scans", scan).status_code == 200  # what may leave is not asked of it
    api.database.do(lambda tx: pausing.resume(tx, api.deps, SOURCE, api.clock.now()))
    assert api.post("/v1/events", api.order("later")).json()["accepted"] == 1
    assert health(api)["paused"] is False


def test_what_is_good_of_a_large_request_is_taken_before_it_pauses_its_source(api: Api) -> None:
    good = [api.order(f"good-{number}") for number in range(CALM + 1)]
    answer = api.post("/v1/events", [negative(api, 0), *good])
    assert (answer.status_code, answer.json()["accepted"]) == (200, CALM + 1)
    assert api.post("/v1/events", api.order("after")).status_code == 503


@pytest.mark.parametrize("subject", [None, ""])
def test_orders_without_a_number_pause_their_source_too(api: Api, subject: str | None) -> None:
    assert api.post("/v1/events", {**api.order("x"), "subject": subject}).status_code == 422
    assert api.post("/v1/events", api.order("later")).status_code == 503


def test_an_odd_line_of_an_order_pauses_nobody(api: Api) -> None:
    order = api.order("1", items=[{"sku": "满减", "price": "-10.00"}])
    assert api.post("/v1/events", order).json()["accepted"] == 1
    assert api.post("/v1/events", api.order("later")).json()["accepted"] == 1
