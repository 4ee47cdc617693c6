"""POST /v1/scans over a real socket: an answer within 0.8 s, and nothing unclear passes."""

import threading
from time import perf_counter
from typing import Any

import pytest

from storage.tx import Tx
from tests.bot.conftest import Api

pytestmark = pytest.mark.wire


def _scan(api: Api, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a scanner sends
    body = {"scan_id": "s-1", "station": "hz-1", "code": "1024", **changes}
    answer = api.post("/v1/scans", body)
    assert answer.status_code == 200
    return dict(answer.json())


def test_an_order_passes_until_it_is_locked(api: Api) -> None:
    api.post("/v1/events", api.order())
    assert _scan(api)["verdict"] == "allow"
    api.post("/v1/orders/1024/lock", {"reason": "核对", "by": "客服小陈"})
    stopped = _scan(api)
    assert (stopped["verdict"], stopped["code"], stopped["order_no"]) == ("deny", "LOCKED", "1024")
    assert [hold["by"] for hold in stopped["holds"]] == ["客服小陈"]
    assert "客服小陈" in stopped["reason"]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("1024\r\n", "OK"),
        ("\t1024\x1d", "OK"),
        ("\x00]C11024", "OK"),
        ("\ufeff１０２４\u00a0", "OK"),
        ("2.02E+18", "UNKNOWN_CODE"),
        ("nan", "UNKNOWN_CODE"),
        ("]C1", "UNKNOWN_CODE"),
    ],
)
def test_whatever_a_scanner_sends_along_it_gets_a_verdict(
    api: Api, code: str, verdict: str
) -> None:
    api.post("/v1/events", api.order())
    assert _scan(api, code=code)["code"] == verdict
    named = _scan(api, scan_id="s-2", code=code, order_no=f" {code}", parcel_id=code)
    assert named["code"] == verdict
    assert api.rows("holds") == 0


def test_an_unknown_code_is_denied(api: Api) -> None:
    assert _scan(api, code="nobody")["code"] == "UNKNOWN_CODE"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"scan_id": None}, "scan_id", "missing"),
        ({"scan_id": "x" * 129}, "scan_id", "too_long"),
        ({"station": " "}, "station", "empty"),
        ({"code": 7}, "code", "wrong_type"),
        ({"code": " \r\n\u200b"}, "code", "empty"),
        ({"station": "A\r"}, "station", "bad_character"),
        ({"items": {}}, "items", "wrong_type"),
        ({"items": [{"sku": "a", "qty": 0}]}, "items[0].qty", "out_of_range"),
        ({"items": [{"qty": 1}]}, "items[0].sku", "missing"),
        ({"items": [{"sku": "a", "qty": 1}] * 501}, "items", "too_many_items"),
        ({"at": "2026-08-03T12:00:00"}, "at", "time_without_zone"),
        ({"at": "2099-08-03T12:00:00Z"}, "at", "time_in_future"),
    ],
)
def test_a_bad_scan_is_a_problem_that_names_the_field(
    api: Api, changes: dict[str, Any], field: str, code: str
) -> None:
    body = {"scan_id": "s-1", "station": "hz-1", "code": "1024", **changes}
    answer = api.post("/v1/scans", body)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    assert api.rows("scans") == 0


def test_a_verdict_that_does_not_come_in_time_is_a_deny_that_is_audited(api: Api) -> None:
    api.post("/v1/events", api.order())
    busy, go_on = threading.Event(), threading.Event()

    def stall(_: Tx) -> None:
        busy.set()
        go_on.wait(10)

    stalled = api.database.submit(stall)
    assert busy.wait(10)
    began = perf_counter()
    answer = _scan(api)
    took = perf_counter() - began
    go_on.set()
    stalled.result()
    assert (answer["verdict"], answer["code"], answer["holds"]) == ("deny", "UNAVAILABLE", [])
    assert took < 0.8
    api.database.do(lambda _: None)
    attempts = api.database.look(lambda tx: tx.audit.recent(10))
    assert [(a.action, a.outcome) for a in attempts] == [("scan", "unavailable")]
    # The late verdict was an allow, which nobody heard: it is not in the books.
    assert api.rows("scans") == 0
    assert _scan(api)["verdict"] == "allow"


def test_a_scanner_is_denied_when_the_database_is_gone(api: Api) -> None:
    api.database.close()
    assert _scan(api)["code"] == "UNAVAILABLE"
    assert api.app.state.missed_scans.waiting == 1
