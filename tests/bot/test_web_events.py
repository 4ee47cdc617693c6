"""POST /v1/events over a real socket: kept, refused, and never half-stored."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import Connection, event, text

from bot.web.intake.rush import BUSY, CALM
from tests.bot.conftest import TOKEN, Api
from tests.builders import NOON

pytestmark = pytest.mark.wire

SQL = "'; DROP TABLE journal; --"


def _send(api: Api, body: bytes, kind: str = "application/json", **headers: str) -> httpx.Response:
    return api.http.post("/v1/events", content=body, headers={"content-type": kind, **headers})


def _is_problem(answer: httpx.Response, status: int, field: str, code: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "instance", "errors"} <= problem.keys()
    assert problem["status"] == status
    first = problem["errors"][0]
    assert (first["field"], first["code"]) == (field, code)
    chinese, _, english = first["message"].partition(" / ")
    assert chinese or english


def test_an_event_is_accepted_once_and_then_a_duplicate(api: Api) -> None:
    event = api.order()
    first, again = api.post("/v1/events", event), api.post("/v1/events", event)
    assert first.json() == {"accepted": 1, "duplicates": 0, "rejected": []}
    assert again.json() == {"accepted": 0, "duplicates": 1, "rejected": []}
    assert api.rows("journal") == 1


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("application/json", "array"),
        ("application/json; charset=utf-8", "array"),
        ("application/cloudevents-batch+json", "array"),
        ("application/x-ndjson", "lines"),
        ("application/cloudevents+json", "one"),
    ],
)
def test_every_form_of_the_contract_is_read(api: Api, kind: str, shape: str) -> None:
    events = [api.event(), api.event(), api.event()]
    lines = b"\n".join(orjson.dumps(e) for e in events) + b"\n\n"
    body = {"array": orjson.dumps(events), "lines": lines, "one": orjson.dumps(events[0])}[shape]
    assert _send(api, body, kind).json()["accepted"] == (1 if shape == "one" else 3)


def test_good_events_are_kept_when_others_are_bad(api: Api) -> None:
    events = [api.event(), api.event("no.such_type"), api.event(), api.event(source="oms"), 7]
    answer = api.post("/v1/events", events)
    assert answer.status_code == 200
    assert answer.json()["accepted"] == 2
    rejected = [(r["index"], r["code"], r["field"]) for r in answer.json()["rejected"]]
    assert rejected == [
        (1, "unknown_type", "type"),
        (3, "source_mismatch", "source"),
        (4, "wrong_type", "event"),
    ]
    assert api.rows("journal") == 2
    refusals = api.database.look(lambda tx: tx.feeds.refusals())
    assert refusals == {
        ("wms-hz", "unknown_type"): 1,
        ("wms-hz", "source_mismatch"): 1,
        ("wms-hz", "wrong_type"): 1,
    }


def test_a_bad_line_is_refused_in_its_place(api: Api) -> None:
    body = b"\n".join([orjson.dumps(api.event()), b"{nonsense", orjson.dumps(api.event())])
    answer = _send(api, body, "application/x-ndjson").json()
    assert answer["accepted"] == 2
    assert [(r["index"], r["code"]) for r in answer["rejected"]] == [(1, "malformed_json")]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"type": "order.exploded"}, "type", "unknown_type"),
        ({"time": "2026-08-03T12:00:00"}, "time", "time_without_zone"),
        ({"time": (NOON + timedelta(hours=1)).isoformat()}, "time", "time_in_future"),
        ({"time": "soon"}, "time", "bad_time"),
        ({"id": None}, "id", "missing"),
        ({"subject": "10\x0024"}, "subject", "bad_character"),
        ({"subject": "10\u202e24"}, "subject", "bad_character"),
        ({"source": "oms"}, "source", "source_mismatch"),
        ({"type": "order.paid", "data": {"amount": "1e99"}}, "data.amount", "absurd_amount"),
        ({"type": "order.paid", "data": {"amount": 199.0}}, "data.amount", "wrong_type"),
        ({"type": "chat.message", "data": {"text": "a\x00b"}}, "data.text", "bad_character"),
        ({"type": "chat.message", "data": {"text": "a\u2066b"}}, "data.text", "bad_character"),
        ({"type": "signal.seen", "data": {"kind": "nobody"}}, "data.kind", "unknown_signal"),
        ({"data": [1]}, "data", "wrong_type"),
    ],
)
def test_a_bad_event_is_a_problem_that_names_the_field(
    api: Api, changes: dict[str, Any], field: str, code: str
) -> None:
    answer = api.post("/v1/events", api.event(**changes))
    _is_problem(answer, 422, field, code)
    assert answer.json()["errors"][0]["index"] == 0
    assert api.rows("journal") == 0
    assert api.is_alive()


def test_a_negative_amount_is_named_too_and_then_its_source_is_paused(api: Api) -> None:
    answer = api.post("/v1/events", api.event(type="order.paid", data={"amount": "-1"}))
    _is_problem(answer, 422, "data.amount", "negative_amount")
    assert api.rows("journal") == 0
    assert api.post("/v1/events", api.event()).status_code == 503


def test_an_order_with_odd_lines_is_kept_and_the_lines_are_named(api: Api) -> None:
    fine = {"sku": "frame-1", "qty": 1}
    odd = [{"sku": "满减", "price": "-10.00"}, {"sku": "a", "qty": 0}, {"sku": "b", "qty": "1"}]
    order = api.order(items=[fine, *odd])
    named = [
        ("data.items[1].price", "negative_amount"),
        ("data.items[2].qty", "out_of_range"),
        ("data.items[3].qty", "wrong_type"),
    ]

    for body, index in ((order, 0), (order, 0), ([api.event(subject="2"), 7, order], 2)):
        answer = api.post("/v1/events", body)
        assert answer.status_code == 200
        warnings = answer.json()["warnings"]
        assert [(w["field"], w["code"]) for w in warnings] == named
        assert {w["index"] for w in warnings} == {index}
        assert all(" / " in w["message"] for w in warnings)

    shown = api.http.get("/v1/orders/1024").json()
    assert shown["parts"] == []  # one piece: what is set aside is not counted
    assert "3 行不计（items[1].price、items[2].qty、items[3].qty）" in shown["timeline"][0]["text"]
    assert "warnings" not in api.post("/v1/events", [api.order(), api.event()]).json()


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"id": 1,\n"x": }', "2"),
        (b"", "body"),
        (b"\xff\xfe", "1"),
        (b'{"a":"\\ud800"}', "1"),
        (b"[" * 100_000, "1"),
    ],
)
def test_malformed_json_is_refused_with_its_place(api: Api, body: bytes, place: str) -> None:
    answer = _send(api, body)
    _is_problem(answer, 422, "body", "malformed_json")
    assert place in str(answer.json())
    assert api.rows("journal") == 0


@pytest.mark.parametrize("body", [b"[7]", b"7", b'"x"', b"null"])
def test_a_body_without_events_is_refused(api: Api, body: bytes) -> None:
    assert _send(api, body).status_code == 422


def test_a_body_of_6_mb_is_refused_however_it_comes(api: Api) -> None:
    large = orjson.dumps([api.event(data={"note": "x" * 3000}) for _ in range(2000)])
    assert len(large) > 6_000_000
    declared = _send(api, large)
    chunked = api.http.post(
        "/v1/events",
        content=iter([large[:3_000_000], large[3_000_000:]]),
        headers={"content-type": "application/json"},
    )
    assert (declared.status_code, chunked.status_code) == (413, 413)
    assert declared.json()["type"] == "/docs#too_large"
    assert api.rows("journal") == 0
    assert api.is_alive()


def test_100_000_items_are_refused_in_an_event_and_in_a_batch(api: Api) -> None:
    items = [{"sku": "a", "qty": 1}] * 100_000
    _is_problem(api.post("/v1/events", api.order(items=items)), 422, "data.items", "too_many_items")
    _is_problem(_send(api, b"[" + b"{}," * 99_999 + b"{}]"), 422, "body", "too_many_events")
    assert api.rows("journal") == 0
    assert api.is_alive()


def test_a_body_cut_in_the_middle_stores_nothing(api: Api) -> None:
    body = orjson.dumps([api.event() for _ in range(50)])
    head = (
        "POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {TOKEN}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", api.port)) as client:
            client.sendall(head.encode() + body[: len(body) // 2])
    assert api.is_alive()
    assert api.rows("journal") == 1


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer", "Basic d21zOnRva2Vu", TOKEN])
def test_without_the_right_token_nothing_is_read(api: Api, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    answer = httpx.post(f"{api.url}/v1/events", json=api.event(), headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["errors"][0]["field"] == "Authorization"
    assert api.rows("journal") == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/json; charset=gbk"])
def test_another_content_type_is_refused(api: Api, kind: str) -> None:
    answer = _send(api, orjson.dumps(api.event()), kind)
    _is_problem(answer, 415, "Content-Type", "unsupported_media_type")


def test_sql_in_every_field_is_stored_as_it_is(api: Api) -> None:
    number = f"1{SQL.replace(' ', '/**/')}"
    data = {"text": SQL, "by": SQL, SQL: SQL}
    event = api.event("chat.message", id=SQL, subject=number, data=data)
    assert api.post("/v1/events", event).json()["accepted"] == 1
    (kept,) = api.database.look(lambda tx: tx.journal.of_order(number))
    assert (kept.id, kept.data) == (SQL, event["data"])
    assert api.post("/v1/events", api.event("chat.message", type=SQL)).status_code == 422
    assert api.is_alive()
    assert api.rows("journal") == 2


def test_requests_that_wait_together_are_answered_each_for_itself(api: Api) -> None:
    events = [api.event() for _ in range(40)]
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda e: api.post("/v1/events", e).json(), [*events, *events]))
    assert sum(a["accepted"] for a in answers) == 40
    assert sum(a["duplicates"] for a in answers) == 40
    assert api.rows("journal") == 40


def test_a_large_batch_is_stored_whole(api: Api) -> None:
    answer = api.post("/v1/events", [api.event(subject=f"o-{n % 300}") for n in range(2500)])
    assert answer.json()["accepted"] == 2500


def test_a_batch_is_written_in_small_portions_while_somebody_scans(api: Api) -> None:
    written = [0]

    @event.listens_for(api.database._write_engine, "commit")  # noqa: SLF001 - where commits are
    def note(connection: Connection) -> None:
        written.append(connection.scalar(text("SELECT count(*) FROM journal")) or 0)

    # Few portions: a slow machine writes them, too, before the rush is over.
    calm, busy = ([api.event() for _ in range(number)] for number in (CALM, 3 * BUSY))

    assert api.post("/v1/events", calm).json()["accepted"] == CALM
    api.post("/v1/scans", {"scan_id": "s-1", "station": "hz-1", "code": "1024"})
    assert api.post("/v1/events", busy).json()["accepted"] == 3 * BUSY

    portions = [after - before for before, after in pairwise(written) if after > before]
    assert portions[0] == CALM
    assert portions[1:] == [BUSY] * 3


def test_what_cannot_be_stored_is_503_and_to_be_sent_again(api: Api) -> None:
    api.database.close()
    answer = api.post("/v1/events", api.event())
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["type"] == "/docs#unavailable"
