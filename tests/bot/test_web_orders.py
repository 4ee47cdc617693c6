"""Orders over a real socket: shown, locked, released; and the pages around them."""

from datetime import datetime, timedelta

import httpx
import pytest

from tests.bot.conftest import Api

pytestmark = pytest.mark.wire

SQL = "'; DROP TABLE holds; --"


def test_an_unknown_order_is_404(api: Api) -> None:
    for number in ("1024", "%00", "%E2%80%AE", "x" * 300):
        answer = api.http.get(f"/v1/orders/{number}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/docs#unknown_order")
    answer = api.post("/v1/orders/1024/lock", {"reason": "a", "by": "b"})
    assert answer.status_code == 404


def test_a_release_takes_away_the_callers_own_hold_only(api: Api) -> None:
    api.post("/v1/events", api.order())
    for by in ("客服甲", "客服乙"):
        locked = api.post("/v1/orders/1024/lock", {"reason": "核对", "by": by})
        assert locked.status_code == 200
    released = api.post("/v1/orders/1024/release", {"reason": "好了", "by": "客服甲"})
    assert [h["by"] for h in released.json()["holds"] if h["released_at"] is None] == ["客服乙"]
    again = api.post("/v1/orders/1024/release", {"reason": "好了", "by": "客服甲"})
    assert again.status_code == 409
    assert [hold["by"] for hold in again.json()["holds"]] == ["客服乙"]
    assert "客服乙" in again.json()["detail"]


def test_a_hold_named_by_its_code_is_released_by_someone_else(api: Api) -> None:
    api.post("/v1/events", api.order())
    lock = {"reason": "退款中", "by": "客服甲", "hold": "REFUND_OPEN"}
    assert api.post("/v1/orders/1024/lock", lock).status_code == 200
    answer = api.post("/v1/orders/1024/release", {**lock, "by": "客服乙"})
    assert all(hold["released_at"] for hold in answer.json()["holds"])


def test_a_person_of_ours_acts_with_their_own_role(api: Api) -> None:
    api.post("/v1/events", api.order())
    viewer = next(p for p in _people(api) if p[1] == "viewer")[0]
    answer = api.post("/v1/orders/1024/lock", {"reason": "a", "by": viewer})
    assert answer.status_code == 403
    attempts = api.database.look(lambda tx: tx.audit.of_order("1024"))
    assert [(a.actor, a.outcome) for a in attempts] == [(viewer, "refused")]


def _people(api: Api) -> list[tuple[str, str]]:
    del api
    from tests.builders import PEOPLE  # noqa: PLC0415 - only this file's helper reads it

    return [(person.name, person.role.value) for person in PEOPLE]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"by": "b"}, "reason", "missing"),
        ({"reason": "a"}, "by", "missing"),
        ({"reason": "x" * 501, "by": "b"}, "reason", "too_long"),
        ({"reason": "a", "by": "b\x00"}, "by", "bad_character"),
        ({"reason": "a", "by": " System "}, "by", "reserved"),
        ({"reason": "a", "by": "b", "hold": "no code"}, "hold", "bad_code"),
        ([], "body", "wrong_type"),
    ],
)
def test_a_bad_lock_is_a_problem_that_names_the_field(
    api: Api, body: object, field: str, code: str
) -> None:
    api.post("/v1/events", api.order())
    answer = api.post("/v1/orders/1024/lock", body)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    assert api.rows("holds") == 0


def test_sql_in_every_field_of_a_lock_is_kept_as_it_is(api: Api) -> None:
    number = f"1{SQL.replace(' ', '_')}"
    api.post("/v1/events", api.order(number))
    answer = api.post(f"/v1/orders/{number}/lock", {"reason": SQL, "by": SQL})
    (hold,) = answer.json()["holds"]
    assert (answer.json()["order_no"], hold["by"], hold["note"]) == (number, SQL, SQL)


def test_pages_that_need_no_token(api: Api) -> None:
    with httpx.Client(base_url=api.url, trust_env=False) as http:
        assert http.get("/healthz").json() == {"status": "ok"}
        ready = http.get("/readyz")
        assert ready.json() == {"status": "ok", "parts": {"courier": "ok", "database": "ok"}}
        docs = http.get("/docs")
        assert "/v1/scans" in docs.text
        assert "http://" not in docs.text.replace("http://json-schema", "")
        assert "<script" not in docs.text


def test_metrics_count_what_happened(api: Api) -> None:
    api.post("/v1/events", api.order())
    api.post("/v1/events", api.event("no.type"))
    api.post("/v1/scans", {"scan_id": "s", "station": "hz-1", "code": "1024"})
    page = api.http.get("/metrics").text
    for line in (
        'resonance_events_total{code="",outcome="accepted"} 1.0',
        'resonance_events_total{code="unknown_type",outcome="rejected"} 1.0',
        'resonance_scans_total{code="OK"} 1.0',
        'resonance_scan_seconds_bucket{le="0.8"} 1.0',
        "resonance_database_up 1.0",
    ):
        assert line in page


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/events", 405), ("GET", "/nowhere", 404)]
)
def test_what_the_framework_refuses_is_a_problem_too(
    api: Api, method: str, path: str, status: int
) -> None:
    answer = api.http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == path


def test_releasing_a_hold_that_is_not_there_is_unknown_and_creates_nothing(api: Api) -> None:
    api.post("/v1/events", api.order())
    before = api.http.get("/v1/orders/1024").json()

    for hold in ("CHANNEL_MISSING", "0000000000000000"):
        answer = api.post("/v1/orders/1024/release", {"reason": "a", "by": "客服甲", "hold": hold})
        assert (answer.status_code, answer.json()["type"]) == (404, "/docs#no_such_hold")
    nobody = api.post("/v1/orders/9999/release", {"reason": "a", "by": "客服甲"})

    assert nobody.status_code == 404
    assert api.http.get("/v1/orders/9999").status_code == 404
    assert api.http.get("/v1/orders/1024").json() == before


def test_a_lock_of_one_line_is_shown_and_one_of_no_line_is_refused(api: Api) -> None:
    api.post("/v1/events", api.order())
    sku = "frame-1"
    wanted = {"reason": "缺货", "by": "客服甲", "line": sku}

    locked = api.post("/v1/orders/1024/lock", wanted)
    assert [hold["line"] for hold in locked.json()["holds"]] == [sku]
    absent = api.post("/v1/orders/1024/lock", wanted | {"line": "no-such-line"})
    assert (absent.status_code, absent.json()["type"]) == (404, "/docs#unknown_line")


def test_a_lock_after_hand_over_answers_until_when_it_can_be_stopped(recalling_api: Api) -> None:
    api = recalling_api
    api.post("/v1/events", api.order(channel_code="SF"))
    loaded = {"system": "wms", "status": "LOADED"}
    api.post("/v1/events", api.event("system.status", subject="1024", data=loaded))
    left_at = api.clock.now()

    answer = api.post("/v1/orders/1024/lock", {"reason": "退款", "by": "客服甲"})

    assert answer.status_code == 202
    until = datetime.fromisoformat(answer.json()["recall"]["until"])
    assert timedelta(0) < until - left_at <= timedelta(hours=4)
    assert api.http.get("/v1/orders/1024").json()["holds"] == []

    api.clock.at += timedelta(hours=5)
    late = api.post("/v1/orders/1024/lock", {"reason": "退款", "by": "客服甲"})
    assert late.status_code == 409
