"""GET /v1/alerts and /v1/outbox/{id}: pages that stay, filters that hold, and one promise."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from rules.alerts.alert import Alert
from rules.vocabulary import AlertState, Level
from storage.database import Database
from storage.delivery.outbox import Delivery, Promise
from storage.tx import Tx
from tests.bot.conftest import Api
from tests.builders import NOON, an_alert, minutes


def _raise(api: Api, *alerts: Alert, shop: str = "glasses") -> None:
    with_shops = [replace(alert, shop=shop) for alert in alerts]
    _write(api.database, lambda tx: tx.alerts.save(with_shops))


def _write(database: Database, work: Any) -> None:  # noqa: ANN401 - any work
    database.submit(work).result(timeout=10)


def _some(number: int, **changes: Any) -> Alert:  # noqa: ANN401 - fields of an alert
    at = NOON + minutes(number // 2)  # two at a time: the id has to tell them apart
    return an_alert(id=f"{number:016x}", order_no=f"o-{number}", opened_at=at, **changes)


def _ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [int(alert["id"], 16) for alert in answer.json()["alerts"]]


def test_pages_hold_every_alert_once_though_new_ones_come_in_between(stored_api: Api) -> None:
    _raise(stored_api, *(_some(number) for number in range(25)))
    seen: list[int] = []
    query: dict[str, Any] = {"limit": 4}
    for turn in range(100):
        answer = stored_api.http.get("/v1/alerts", params=query)
        seen += _ids(answer)
        _raise(stored_api, _some(100 + turn))
        if answer.json()["next"] is None:
            break
        query["after"] = answer.json()["next"]
    assert seen == list(reversed(range(25)))


def test_a_filter_keeps_only_what_it_names(api: Api) -> None:
    _raise(api, _some(1, level=Level.RED), _some(2, state=AlertState.CLAIMED, claimed_by="王敏"))
    _raise(api, _some(3, level=Level.RED, state=AlertState.RELEASED), shop="lenses")
    for query, expected in (
        ("level=red", [3, 1]),
        ("level=red&level=orange", [3, 2, 1]),
        ("state=open&state=claimed", [2, 1]),
        ("shop=lenses", [3]),
        ("order_no=o-2", [2]),
        ("order_no=nothing", []),
        ("since=2026-08-03T12:01:00%2B08:00", [3, 2]),
        ("until=2026-08-03T04:01:00Z", [1]),
        ("shop=lenses&level=orange", []),
    ):
        assert _ids(api.http.get(f"/v1/alerts?{query}")) == expected, query


def test_an_alert_is_listed_with_its_amounts_as_text_and_its_times_in_utc(api: Api) -> None:
    _raise(api, _some(1, state=AlertState.CLAIMED, claimed_by="王敏", claimed_at=NOON))
    (alert,) = api.http.get("/v1/alerts").json()["alerts"]
    assert alert["claimed_by"] == "王敏"
    assert alert["claimed_at"] == "2026-08-03T04:00:00Z"
    assert alert["shop"] == "glasses"
    assert isinstance(alert["score"], str)


def test_the_shop_of_a_listed_alert_is_the_one_its_order_told_since(api: Api) -> None:
    api.post("/v1/events", api.order("o-1", shop="lenses"))
    _raise(api, _some(1), shop="glasses")
    assert _ids(api.http.get("/v1/alerts?shop=lenses")) == [1]
    assert _ids(api.http.get("/v1/alerts?shop=glasses")) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=lost", "state.0"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("since=yesterday", "since"),
        ("since=1790000000", "since"),
        ("after=x", "after"),
        ("shop=a%00b", "shop"),
        ("colour=red", "colour"),
        ("shop=a&shop=b", "shop"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(api: Api, query: str, field: str) -> None:
    answer = api.http.get(f"/v1/alerts?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "/docs#invalid"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert field in problem["detail"]


@pytest.mark.parametrize("path", ["/v1/alerts", "/v1/outbox/1"])
def test_lists_are_for_sources_only(api: Api, path: str) -> None:
    answer = api.http.get(path, headers={"authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "/docs#unauthorized"


_PROMISE = Promise(
    key="card:1",
    kind="card",
    channel="console",
    conversation="ops",
    order_no="o-1",
    next_at=NOON,
    created_at=NOON,
    body={},
)


def test_a_promise_is_shown_as_the_ledger_has_it(api: Api) -> None:
    _write(api.database, lambda tx: tx.outbox.promise([_PROMISE]))
    shown = api.http.get("/v1/outbox/1").json()
    assert (shown["key"], shown["state"], shown["attempts"]) == ("card:1", "queued", 0)
    assert shown["next_at"] == "2026-08-03T04:00:00Z"
    assert shown["tries"] == []
    for number, status in (("2", 404), (str(2**63), 422), ("x", 422), ("1%2Fx", 422)):
        answer = api.http.get(f"/v1/outbox/{number}")
        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "application/problem+json",
        )


def test_a_promise_refused_twice_and_then_sent_shows_each_try(stored_api: Api) -> None:
    def go_through(tx: Tx) -> None:
        tx.outbox.promise([_PROMISE])
        for number, (code, error) in enumerate((("503", "down"), ("429", "slow"), ("ok", None))):
            now = NOON + minutes(number)
            until = now + minutes(1)
            (entry,) = tx.queue.take(
                "console", "ops", redraws=None, owner="w", now=now, until=until, limit=9
            )
            if error is None:
                tx.outbox.settle(
                    entry.id, owner="w", state=Delivery.SENT, now=now, code=code, error=None
                )
            else:
                tx.outbox.try_later(entry.id, owner="w", now=now, at=until, code=code, error=error)

    _write(stored_api.database, go_through)
    shown = stored_api.http.get("/v1/outbox/1").json()
    assert (shown["state"], shown["attempts"], shown["last_code"]) == ("sent", 3, "ok")
    assert shown["tries"] == [
        {"at": "2026-08-03T04:00:00Z", "state": "queued", "code": "503", "error": "down"},
        {"at": "2026-08-03T04:01:00Z", "state": "queued", "code": "429", "error": "slow"},
        {"at": "2026-08-03T04:02:00Z", "state": "sent", "code": "ok", "error": None},
    ]
