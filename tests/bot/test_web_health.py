"""GET /v1/health and /metrics: five figures of a day, how far each may go, the orders behind it."""

from handlers.sweeps import SWEEPS
from tests.bot.conftest import Api
from tests.builders import NOON, hours


def test_the_figures_of_today_say_which_orders_are_behind_them(stored_api: Api) -> None:
    api = stored_api
    events = []
    for no, warehouse in (("1", "hz-1"), ("2", "hz-1"), ("3", "sz-1")):
        due = NOON + hours(1 if no == "1" else 20)
        events += [
            api.order(no, warehouse=warehouse, promised_ship_at=due.isoformat()),
            api.event("order.paid", subject=no, data={"amount": "199.00"}),
        ]
    events.append(api.event("outcome.reported", subject="3", data={"kind": "complaint"}))
    assert api.post("/v1/events", events).json()["accepted"] == len(events)
    api.clock.at = NOON + hours(2)

    page = api.http.get("/v1/health").json()

    assert (page["first"], page["last"]) == ("2026-08-03", "2026-08-03")
    blocked, differing, self_service, automated, captured = page["figures"]
    assert blocked == {
        "metric": "blocked",
        "numerator": 1,
        "denominator": 3,
        "value": "33.33%",
        "threshold": "5.00%",
        "direction": "above",
        "bad": True,
        "places": [
            {"shop": "glasses", "warehouse": "hz-1", "numerator": 1, "denominator": 2,
             "value": "50.00%"},
            {"shop": "glasses", "warehouse": "sz-1", "numerator": 0, "denominator": 1,
             "value": "0.00%"},
        ],
        "orders": ["1"],
    }  # fmt: skip
    assert (captured["value"], captured["bad"], captured["orders"]) == ("0.00%", True, ["3"])
    assert [one["value"] for one in (differing, self_service, automated)] == [None] * 3
    theirs = api.http.get("/v1/health?warehouse=sz-1&days=7").json()["figures"][0]
    assert (theirs["numerator"], theirs["denominator"], theirs["orders"]) == (0, 1, [])
    elsewhere = api.http.get("/v1/health?shop=shoes").json()["figures"]
    assert {one["denominator"] for one in elsewhere} == {0}
    assert api.http.get("/v1/health?date=2026-08-02").json()["figures"][0]["denominator"] == 0
    assert "order_health_numerator{" not in api.http.get("/metrics").text  # nobody counted yet
    api.database.do(lambda tx: SWEEPS["health_days"](tx, api.deps, api.clock.now()))
    text = api.http.get("/metrics").text
    labels = '{metric="blocked",shop="glasses",warehouse="hz-1"}'
    assert f"order_health_numerator{labels} 1.0" in text
    assert f"order_health_denominator{labels} 2.0" in text
