"""Events at the door: what is read, what is refused, and that nothing breaks the reader."""

import gzip
import json
import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.codes import code_key, tidied
from rules.events.event import Event, Rejected, parse
from rules.events.lines import odd_lines
from rules.events.types import EVENT_TYPES, JSON_TYPES
from rules.vocabulary import Shape
from rules.wording.refusals import REFUSALS, WANTED
from tests.rules.test_codes import dressed, order_numbers

NOW = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
ORDERS = Path(__file__).parents[3] / "shared" / "data" / "orders.jsonl.gz"
PLACE = {
    "province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号",
    "lat": 30.27, "lng": 120.15,
}  # fmt: skip
ITEM = {
    "sku": "A-1", "qty": 2, "price": "99.50", "category": "眼镜", "is_gift": False,
    "parent_order_no": None, "shop": "s1", "warehouse": "hz-1", "batch": 7,
}  # fmt: skip

#: One event of each type with every field that the contract names, and some that it does not.
FULL: dict[str, dict[str, Any]] = {
    "order.created": {
        "platform": "tmall", "shop": "s1", "amount": "199.00", "items": [ITEM, ITEM | {"qty": 1}],
        "warehouse": "hz-1", "channel_code": "SF",
        "customer": {"id": "c1", "name": "王敏", "phone": "13800000000", "tier": "diamond"},
        "address": PLACE, "warehouse_place": PLACE, "promised_ship_at": "2026-11-12T02:00:00Z",
        "promised_pickup_at": "2026-11-12T10:00:00+08:00", "promised_delivery_at": "2026-11-14",
    },
    "order.paid": {"amount": "199.00", "transaction_id": "T1", "method": "alipay"},
    "order.cancelled": {"reason": "不想要了"},
    "order.address_changed": {"address": PLACE, "by": "c1"},
    "order.merged": {"into": "2048"},
    "order.split": {"into": ["2048", "4096"]},
    "refund.paid": {"amount": "15", "refund_id": "r1"},
    "order.marked": {"mark": "已打单", "by": "李雷"},
    "checkout.dwelled": {"seconds": 312.5},
    "coupon.applied": {"depth": 0.5},
    "chat.opened": {"by": "c1"},
    "chat.message": {"text": "急用！今天必须到", "by": "c1"},
    "label.printed": {"warehouse": "hz-1", "took_ms": 1470},
    "parcel.created": {
        "parcel_id": "P1", "items": [{"sku": "A-1", "qty": 1}], "tracking_no": "SF1",
        "carrier": "SF",
    },
    "system.status": {"system": "wms", "status": "LOADED"},
    "carrier.trace": {
        "tracking_no": "SF1", "state": "301", "carrier": "SF", "text": "已签收", "city": "杭州",
    },
    "system.heartbeat": {"system": "erp"},
    "stock.counted": {"sku": "A-1", "on_hand": 10},
    "refund.requested": {"amount": "15", "reason": "破损", "items": []},
    "payment.settled": {"transaction_id": "T1", "amount": "199.00", "out_trade_no": "1024"},
    "confirmation.received": {"by": "c1"},
    "call.reported": {"result": "damaged", "photo_url": "https://example.com/1.jpg"},
    "marks.imported": {
        "marks": [{"order_no": "1024", "mark": "已打单"}], "system": "excel", "by": "李雷",
    },
    "ticket.opened": {"ticket_id": "T1", "text": "外箱压坏", "kind": "damaged"},
    "ticket.answered": {"ticket_id": "T1", "by": "王敏"},
    "customer.acted": {"action": "confirmed"},
    "penalty.billed": {
        "kind": "延迟发货", "amount": "3.00", "rule": "https://rule.example.com", "bill_id": "B1",
    },
    "outcome.reported": {"kind": "bad_review", "amount": "20", "score": 1},
    "signal.seen": {"kind": "address_changed", "note": "客服电话里说的"},
}  # fmt: skip


def an_event(kind: str = "order.created", /, **data: object) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": "e1", "source": "wms-hz", "type": kind, "subject": "1024",
        "time": "2026-11-11T02:00:00Z", "data": json.loads(json.dumps(FULL[kind])) | data,
    }  # fmt: skip


def with_item(**fields: object) -> dict[str, Any]:
    return an_event(items=[ITEM, ITEM | fields])


def read(raw: object) -> Event | Rejected:
    """Read at a glance and the long way; both must say the same."""
    outcome = parse(raw, received_at=NOW)
    if isinstance(raw, dict):
        slow = parse(raw | {"traceparent": "00-1"}, received_at=NOW)
        assert slow == outcome
    return outcome


def refusal(raw: object) -> tuple[str, str]:
    outcome = read(raw)
    assert isinstance(outcome, Rejected), outcome
    chinese, slash, english = outcome.message.partition(" / ")
    assert slash
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert english
    assert not re.search("[\u4e00-\u9fff]", english)
    return outcome.code, outcome.field


def odd_line(raw: object) -> tuple[str, str]:
    """Read an event whose second line is odd: it costs that line, and not the event."""
    event = accepted(raw)
    assert event.data["items"] == [ITEM]
    (odd,) = odd_lines(event.data)
    return odd.code, odd.field


def accepted(raw: object) -> Event:
    outcome = read(raw)
    assert isinstance(outcome, Event), outcome
    return outcome


def test_every_event_of_the_real_orders_is_accepted() -> None:
    assert ORDERS.exists(), "the real orders lie beside the project, at ../shared/data"
    count = 0
    with gzip.open(ORDERS, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            at = datetime.fromisoformat(raw["time"])
            outcome = parse(raw, received_at=at)
            assert isinstance(outcome, Event), outcome
            assert (outcome.at, outcome.order_no) == (at, raw["subject"])
            assert outcome.data is raw["data"]
            count += 1
    assert count == 49_463


def test_an_event_is_read_into_its_parts() -> None:
    raw = an_event("chat.opened")
    assert accepted(raw) == Event(
        source="wms-hz", id="e1", type="chat.opened", order_no="1024", at=NOW, received_at=NOW,
        data={"by": "c1"},
    )  # fmt: skip


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_an_event_of_each_type_is_accepted_with_all_its_fields(kind: str) -> None:
    assert accepted(an_event(kind)).data == FULL[kind]


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_an_event_of_each_type_needs_only_its_required_fields(kind: str) -> None:
    found = EVENT_TYPES[kind]
    raw = an_event(kind)
    raw["data"] = {name: FULL[kind][name] for name in found.required}
    accepted(raw)
    raw["data"] |= {name: None for name in found.fields if name not in found.required}
    accepted(raw)


@pytest.mark.parametrize("left_out", [True, False])
@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, one in EVENT_TYPES.items() for name in one.required]
)
def test_a_required_field_that_is_absent_or_null_is_named(
    kind: str, name: str, *, left_out: bool
) -> None:
    raw = an_event(kind)
    raw["data"][name] = None
    if left_out:
        del raw["data"][name]
    assert refusal(raw) == ("missing", f"data.{name}")


def test_the_types_and_their_required_fields_are_those_of_the_contract() -> None:
    assert {kind: one.required for kind, one in EVENT_TYPES.items()} == {
        "order.created": ("platform", "shop", "amount", "items"),
        "order.paid": ("amount",),
        "order.cancelled": (),
        "order.address_changed": ("address",),
        "order.marked": ("mark", "by"),
        "order.merged": ("into",),
        "order.split": ("into",),
        "refund.paid": ("amount",),
        "checkout.dwelled": ("seconds",),
        "coupon.applied": ("depth",),
        "chat.opened": (),
        "chat.message": ("text",),
        "label.printed": ("warehouse", "took_ms"),
        "parcel.created": ("parcel_id",),
        "system.status": ("system", "status"),
        "carrier.trace": ("tracking_no", "state"),
        "system.heartbeat": ("system",),
        "stock.counted": ("sku", "on_hand"),
        "refund.requested": (),
        "payment.settled": ("transaction_id", "amount"),
        "confirmation.received": (),
        "call.reported": ("result",),
        "marks.imported": ("marks", "system"),
        "ticket.opened": ("ticket_id",),
        "ticket.answered": ("ticket_id",),
        "customer.acted": ("action",),
        "penalty.billed": ("kind", "amount"),
        "outcome.reported": ("kind",),
        "signal.seen": ("kind",),
    }
    without = {kind for kind, one in EVENT_TYPES.items() if not one.subject.required}
    assert without == {
        "stock.counted", "payment.settled", "system.heartbeat", "marks.imported",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("attribute", "value", "code"),
    [
        ("specversion", "0.3", "wrong_specversion"),
        ("specversion", 1.0, "wrong_specversion"),
        ("specversion", None, "missing"),
        ("id", None, "missing"),
        ("id", "", "empty"),
        ("id", " \u3000", "empty"),
        ("id", 7, "wrong_type"),
        ("id", "x" * 257, "too_long"),
        ("id", "a\nb", "bad_character"),
        ("source", " ", "empty"),
        ("source", "x" * 129, "too_long"),
        ("source", ["a"], "wrong_type"),
        ("subject", None, "missing"),
        ("subject", "  ", "empty"),
        ("subject", 1024, "wrong_type"),
        ("subject", "x" * 65, "too_long"),
        ("subject", "10 24", "blank_inside"),
        ("subject", "1024\r", "bad_character"),
        ("subject", "10\u202e24", "bad_character"),
        ("type", None, "missing"),
        ("type", {}, "wrong_type"),
        ("type", "order.lost", "unknown_type"),
        ("type", "scan.checked", "unknown_type"),
        ("time", None, "missing"),
        ("time", 1_762_826_400, "wrong_type"),
        ("time", "soon", "bad_time"),
        ("time", "2026-11-11", "bad_time"),
        ("time", "2026-02-30T00:00:00Z", "bad_time"),
        ("time", "2026-11-11T24:00:00Z", "bad_time"),
        ("time", "20261111T020000Z", "bad_time"),
        ("time", "2026-W46-3T02:00:00Z", "bad_time"),
        ("time", "2026-11-11T02:00:00", "time_without_zone"),
        ("time", "1999-12-31T23:59:59Z", "time_absurd"),
        ("time", "0001-01-01T00:00:00+08:00", "time_absurd"),
        ("time", "2026-11-11T02:05:01Z", "time_in_future"),
        ("time", "9999-12-31T23:59:59-08:00", "time_in_future"),
        ("data_base64", "AAAA", "no_base64"),
        ("data", [], "wrong_type"),
        ("data", "{}", "wrong_type"),
        ("trace\x00", 1, "bad_character"),
    ],
)
def test_an_attribute_that_does_not_fit_is_refused_by_its_name(
    attribute: str, value: object, code: str
) -> None:
    assert refusal(an_event() | {attribute: value}) == (code, attribute.replace("\x00", "\\u0000"))


@pytest.mark.parametrize("attribute", ["specversion", "id", "source", "type", "subject", "time"])
def test_an_attribute_that_is_absent_is_named(attribute: str) -> None:
    raw = an_event()
    del raw[attribute]
    assert refusal(raw) == ("missing", attribute)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("id", "x" * 256),
        ("source", "x" * 128),
        ("subject", "x" * 64),
        ("datacontenttype", "application/json"),
        ("traceparent", {"deep": ["enough"]}),
    ],
)
def test_attributes_at_their_limits_and_extensions_are_accepted(
    attribute: str, value: object
) -> None:
    accepted(an_event() | {attribute: value})


@pytest.mark.parametrize("raw", [None, 1, "x", [], [an_event()], True, float("nan"), b"{}"])
def test_what_is_not_an_object_is_no_event(raw: object) -> None:
    assert refusal(raw) == ("wrong_type", "event")


def test_an_unknown_type_is_called_by_its_name() -> None:
    outcome = read(an_event() | {"type": "order.lost"})
    assert isinstance(outcome, Rejected)
    assert outcome.message.count("order.lost") == 2


@pytest.mark.parametrize("subject", [" 1024 ", "1024", "\ufeff1024\u00a0", "\u200b1024"])
def test_the_order_number_is_trimmed(subject: str) -> None:
    assert accepted(an_event() | {"subject": subject}).order_no == "1024"


@pytest.mark.parametrize("subject", [None, "", " "])
@pytest.mark.parametrize(
    ("kind", "data", "order_no"),
    [
        ("stock.counted", {}, None),
        ("system.heartbeat", {}, None),
        ("payment.settled", {}, "1024"),
        ("payment.settled", {"out_trade_no": None}, "T1"),
        ("payment.settled", {"out_trade_no": " "}, "T1"),
    ],
)
def test_a_count_needs_no_order_and_a_settled_payment_is_named_by_its_bill(
    kind: str, data: dict[str, Any], order_no: str | None, subject: str | None
) -> None:
    raw = an_event(kind, **data) | {"subject": subject}
    assert accepted(raw).order_no == order_no
    del raw["subject"]
    assert accepted(raw).order_no == order_no


#: Where a spreadsheet may have had its hands on a number by which orders or parcels are told apart.
NUMBERS = [
    ("order.created", "subject"), ("payment.settled", "subject"), ("signal.seen", "subject"),
    ("parcel.created", "data.parcel_id"), ("parcel.created", "data.tracking_no"),
    ("carrier.trace", "data.tracking_no"), ("payment.settled", "data.out_trade_no"),
    ("payment.settled", "data.transaction_id"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "field"), NUMBERS)
@pytest.mark.parametrize(
    "value",
    ["2.02207E+18", "nan", "None", "#N/A", "20220725123459200.0", "'2022", '="2022"', "＃Ｎ／Ａ"],
)
def test_a_damaged_number_is_refused_with_the_way_out(kind: str, field: str, value: str) -> None:
    raw = an_event(kind)
    if field == "subject":
        raw[field] = value
    else:
        raw["data"][field.removeprefix("data.")] = value
    assert refusal(raw) == ("damaged_number", field)
    outcome = read(raw)
    assert isinstance(outcome, Rejected)
    assert value in outcome.message
    assert "按文本导出" in outcome.message
    assert "export the column as text" in outcome.message


def test_a_line_with_a_damaged_order_number_is_set_aside_and_named() -> None:
    (odd,) = odd_lines(accepted(with_item(parent_order_no="2.02E+18")).data)
    assert (odd.code, odd.field) == ("damaged_number", "data.items[1].parent_order_no")


@given(order_numbers)
def test_any_order_number_is_taken_as_it_is(number: str) -> None:
    assert accepted(an_event() | {"subject": number}).order_no == number


@given(dressed(order_numbers))
def test_what_cannot_be_seen_is_no_part_of_a_code(pair: tuple[str, str]) -> None:
    code, dress = pair
    event = accepted(an_event("carrier.trace", tracking_no=dress))
    kept = event.data["tracking_no"]
    assert code_key(kept) == code_key(code)
    assert kept == tidied(kept)


@pytest.mark.parametrize("data", [None, {}])
def test_absent_data_is_empty_data(data: object) -> None:
    raw = an_event("chat.opened") | {"data": data}
    assert accepted(raw).data == {}
    del raw["data"]
    assert accepted(raw).data == {}
    assert refusal(raw | {"type": "chat.message"}) == ("missing", "data.text")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-11T10:00:00+08:00", NOW),
        ("2026-11-11T02:00:00.000Z", NOW),
        ("2026-11-11t02:00:00+00:00", NOW),
        ("2026-11-11 01:59:59.123456789Z", NOW - timedelta(microseconds=876_544)),
        ("2026-11-10T20:30:00-05:30", NOW),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_of_any_zone_is_read_as_utc(written: str, meant: datetime) -> None:
    at = accepted(an_event() | {"time": written}).at
    assert at == meant
    assert at.tzinfo is UTC


def test_a_clock_may_be_ahead_by_the_skew_and_no_further() -> None:
    raw = an_event() | {"time": "2026-11-11T02:05:00Z"}
    assert accepted(raw).at == NOW + timedelta(minutes=5)
    strict = parse(raw, received_at=NOW, skew=timedelta(minutes=4, seconds=59))
    assert isinstance(strict, Rejected)
    assert strict.code == "time_in_future"
    shanghai = NOW.astimezone(timezone(timedelta(hours=8)))
    assert isinstance(parse(raw, received_at=shanghai), Event)


AMOUNTS = [
    ("-0.01", "negative_amount"),
    ("-1", "negative_amount"),
    ("-0", "negative_amount"),
    ("-1e30", "negative_amount"),
    ("100000000.0001", "absurd_amount"),
    ("99999999999999999999", "absurd_amount"),
    ("1e30", "absurd_amount"),
    ("9" * 4000, "absurd_amount"),
    ("9" * 4001, "too_long"),
    ("1.00000", "too_precise"),
    ("1e2", "bad_decimal"),
    ("NaN", "bad_decimal"),
    ("Infinity", "bad_decimal"),
    ("-Infinity", "bad_decimal"),
    ("", "bad_decimal"),
    (" 1", "bad_decimal"),
    ("1_000", "bad_decimal"),
    ("1,000.00", "bad_decimal"),
    ("¥1", "bad_decimal"),
    ("１", "bad_decimal"),
    ("+1", "bad_decimal"),
    (".5", "bad_decimal"),
    ("1\n", "bad_character"),
    ("1\x00", "bad_character"),
    (199, "wrong_type"),
    (199.0, "wrong_type"),
    (-5, "wrong_type"),
    (True, "wrong_type"),
    (["1"], "wrong_type"),
]


@pytest.mark.parametrize(("amount", "code"), AMOUNTS)
def test_an_amount_that_nobody_can_owe_is_refused(amount: object, code: str) -> None:
    assert refusal(an_event("order.paid", amount=amount)) == (code, "data.amount")
    assert refusal(an_event("payment.settled", amount=amount)) == (code, "data.amount")
    assert odd_line(with_item(price=amount)) == (code, "data.items[1].price")


@pytest.mark.parametrize(
    "amount", ["0", "0.00", "0.0001", "199", "00199.00", "100000000", "99999999.9999"]
)
def test_an_amount_from_nothing_to_a_hundred_million_is_accepted(amount: str) -> None:
    accepted(an_event("order.paid", amount=amount))
    accepted(with_item(price=amount))


def test_an_amount_as_a_number_is_told_to_be_a_string() -> None:
    outcome = read(an_event("order.paid", amount=1.5))
    assert isinstance(outcome, Rejected)
    assert "write it as a string" in outcome.message


#: type, field, values that fit, values that do not with their codes
RANGES: list[tuple[str, str, list[object], list[tuple[object, str]]]] = [
    ("checkout.dwelled", "seconds", [0, 0.5, 10**7], [
        (-0.1, "out_of_range"), (10**7 + 1, "out_of_range"), (float("nan"), "out_of_range"),
        (float("inf"), "out_of_range"), ("3", "wrong_type"),
        (True, "wrong_type"),
    ]),
    ("coupon.applied", "depth", [0, 1, 1.0, 0.55, "0", "1", "0.55", "0.123456", "1.00"], [
        (1.01, "out_of_range"), (-0.01, "out_of_range"), ("1.01", "out_of_range"),
        ("-0.5", "out_of_range"), ("half", "bad_decimal"), ("5e-1", "bad_decimal"),
        (float("nan"), "out_of_range"), (False, "wrong_type"), ([], "wrong_type"),
    ]),
    ("label.printed", "took_ms", [0, 1.5, 10**9], [
        (-1, "out_of_range"), (10**9 + 1, "out_of_range"), ("1", "wrong_type"),
    ]),
    ("stock.counted", "on_hand", [0, 10**9], [
        (-1, "out_of_range"), (1.0, "wrong_type"), ("1", "wrong_type"), (True, "wrong_type"),
    ]),
    ("order.created", "promised_ship_at", [
        "2026-11-12T02:00:00Z", "2024-02-29T12:00:00+08:00", "2099-12-31T23:59:59-12:00", None,
    ], [
        ("2026-11-32", "bad_time"), ("2026-11-12T02:00:00", "time_without_zone"),
        ("2026-02-29T02:00:00Z", "bad_time"), ("1999-01-01T00:00:00Z", "time_absurd"),
        ("2100-01-01T00:00:00Z", "time_absurd"), ("9999-12-31T23:59:59-08:00", "time_absurd"),
        (1, "wrong_type"), ("", "bad_time"),
    ]),
    ("order.created", "sample_weight", [0.001, 1, 8.388662, 1000, None], [
        (0, "out_of_range"), (-1, "out_of_range"), (0.0001, "out_of_range"),
        (1000.5, "out_of_range"), ("2", "wrong_type"), (True, "wrong_type"),
    ]),
    ("order.created", "customer", [{}, None, {"id": "c", "level": 3}], [
        ("c1", "wrong_type"), ([], "wrong_type"),
    ]),
    ("order.address_changed", "address", [{}, "杭州市西湖区"], [
        ("", "empty"), (" ", "empty"), (3, "wrong_type"), ([], "wrong_type"),
    ]),
    ("order.created", "items", [[], [{}], [{"sku": None}]], [
        ({}, "wrong_type"), ("A-1", "wrong_type"),
    ]),
    ("call.reported", "result", ["damaged", "x" * 256], [
        ("", "empty"), (" ", "empty"), (1, "wrong_type"), ("x" * 257, "too_long"),
        ("a\tb", "bad_character"),
    ]),
    ("outcome.reported", "kind", ["ok", "missing_item"], [("\u3000", "empty"), ({}, "wrong_type")]),
    ("chat.message", "text", ["", "x" * 4000, "a\r\n\tb", "👨\u200d👩\u3000好"], [
        ("x" * 4001, "too_long"), (1, "wrong_type"), ("a\x0bb", "bad_character"),
    ]),
    ("chat.opened", "by", ["", None], [(5, "wrong_type")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name", "value"), [(k, n, value) for k, n, fine, _ in RANGES for value in fine]
)
def test_a_value_at_its_limit_is_accepted(kind: str, name: str, value: object) -> None:
    accepted(an_event(kind, **{name: value}))


@pytest.mark.parametrize(
    ("kind", "name", "value", "code"),
    [(k, n, value, code) for k, n, _, bad in RANGES for value, code in bad],
    ids=str,
)
def test_a_value_beyond_its_limit_is_refused(
    kind: str, name: str, value: object, code: str
) -> None:
    assert refusal(an_event(kind, **{name: value})) == (code, f"data.{name}")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("qty", 0, "out_of_range"),
        ("qty", 100_001, "out_of_range"),
        ("qty", True, "wrong_type"),
        ("qty", 1.0, "wrong_type"),
        ("qty", "1", "wrong_type"),
        ("sku", 7, "wrong_type"),
        ("sku", "A\u20661", "bad_character"),
        ("is_gift", 1, "wrong_type"),
        ("is_gift", "yes", "wrong_type"),
        ("warehouse", {}, "wrong_type"),
        ("parent_order_no", ["1"], "wrong_type"),
        ("batch", float("inf"), "out_of_range"),
        ("batch", 2**63, "out_of_range"),
        ("batch", b"x", "wrong_type"),
        ("batch", {"a": "\ud800"}, "bad_character"),
    ],
)
def test_a_line_with_an_odd_field_is_set_aside_by_its_path(
    name: str, value: object, code: str
) -> None:
    found, field = odd_line(with_item(**{name: value}))
    assert (found, field.removesuffix(".a")) == (code, f"data.items[1].{name}")


@pytest.mark.parametrize("qty", [1, 100_000, None])
def test_a_quantity_from_one_to_a_hundred_thousand_is_accepted(qty: int | None) -> None:
    accepted(with_item(qty=qty))


def test_an_item_that_is_no_object_is_set_aside_by_its_place() -> None:
    assert odd_line(an_event(items=[ITEM, "A-1"])) == ("wrong_type", "data.items[1]")


@pytest.mark.parametrize("place", ["address", "warehouse_place"])
@pytest.mark.parametrize(
    ("name", "fine", "bad"), [("lat", (-90, 90.0, None), 90.01), ("lng", (-180, 180), -180.01)]
)
def test_a_coordinate_lies_on_the_globe(
    place: str, name: str, fine: tuple[object, ...], bad: float
) -> None:
    for value in fine:
        accepted(an_event(**{place: PLACE | {name: value}}))
    assert refusal(an_event(**{place: {name: bad}})) == ("out_of_range", f"data.{place}.{name}")
    assert refusal(an_event(**{place: {name: "30"}})) == ("wrong_type", f"data.{place}.{name}")


BAD = [
    *range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xD800, 0xDFFF,
    *range(0x202A, 0x202F), *range(0x2066, 0x206A),
]  # fmt: skip


@pytest.mark.parametrize("code", BAD, ids=hex)
def test_a_character_that_deceives_is_kept_nowhere(code: int) -> None:
    bad = f"a{chr(code)}b"
    key = f"a\\u{code:04x}b"
    assert refusal(an_event("chat.message", text=bad)) == ("bad_character", "data.text")
    assert refusal(an_event("chat.message", extra=bad)) == ("bad_character", "data.extra")
    assert refusal(an_event(extra=[0, {"x": bad}])) == ("bad_character", "data.extra[1].x")
    assert refusal(an_event(address=PLACE | {"detail": bad}))[1] == "data.address.detail"
    assert odd_line(with_item(sku=bad)) == ("bad_character", "data.items[1].sku")
    assert odd_line(with_item(**{bad: 1})) == ("bad_character", f"data.items[1].{key}")
    assert bad not in repr(accepted(with_item(sku=bad)).data)  # named, and not kept
    assert refusal(an_event() | {"id": bad}) == ("bad_character", "id")
    assert refusal(an_event() | {"type": bad}) == ("bad_character", "type")


def test_a_key_has_no_line_break_and_no_end_of_4000_characters() -> None:
    assert refusal(an_event(**{"a\nb": 1})) == ("bad_character", "data.a\\u000ab")
    accepted(an_event(**{"k" * 4000: 1}))
    code, field = refusal(an_event(**{"k" * 4001: 1}))
    assert (code, field) == ("too_long", "data." + "k" * 64 + "…")


def test_a_key_that_is_no_string_is_refused() -> None:
    raw = an_event()
    raw["data"][7] = "x"
    assert refusal(raw) == ("wrong_type", "data.<int>")


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_containers_nest_eight_deep_at_most() -> None:
    accepted(an_event("chat.opened", extra=nested(7)))
    assert refusal(an_event("chat.opened", extra=nested(8))) == (
        "too_deep",
        "data.extra" + "[0]" * 7,
    )
    assert refusal(an_event("chat.opened", extra=nested(100_000)))[0] == "too_deep"
    endless: list[object] = []
    endless.append(endless)
    raw = an_event("chat.opened")
    raw["data"]["extra"] = endless
    assert isinstance(parse(raw, received_at=NOW), Rejected)


def test_data_has_two_thousand_values_at_most() -> None:
    accepted(an_event("order.cancelled", extra=[0] * 1997))
    assert refusal(an_event("order.cancelled", extra=[0] * 1998)) == ("too_large", "data")
    assert refusal(an_event("order.cancelled", extra=[[]] * 1998)) == ("too_large", "data")
    assert refusal(an_event() | {"ext": [0] * 2000}) == ("too_large", "event")


def test_an_order_has_five_hundred_items_at_most() -> None:
    line = {"sku": "A-1", "qty": 1}
    accepted(an_event("parcel.created", items=[line] * 500))
    assert refusal(an_event(items=[line] * 501)) == ("too_many_items", "data.items")
    assert refusal(an_event(items=[0] * 10**6)) == ("too_many_items", "data.items")
    accepted(an_event(items=[ITEM] * 50))
    accepted(an_event(items=[ITEM] * 51))


def test_a_number_that_no_journal_can_hold_is_refused() -> None:
    for huge in (2**63, -(2**63), 10**5000, 1e300, float("nan")):
        raw = an_event("checkout.dwelled")
        raw["data"]["extra"] = huge
        outcome = parse(raw, received_at=NOW)
        assert isinstance(outcome, Rejected)
        assert (outcome.code, outcome.field) == ("out_of_range", "data.extra")


def test_an_event_of_thirty_one_fields_is_read_like_any_other() -> None:
    wide = {f"field{n}": n for n in range(31)}
    assert accepted(an_event("chat.opened", **wide)).data == {"by": "c1"} | wide


def test_people_may_break_lines_in_what_they_write() -> None:
    accepted(an_event("chat.message", text="急用！\r\n\t今天必须到"))
    accepted(an_event(address=PLACE | {"detail": "文三路 1 号\n3 单元"}))
    accepted(an_event(tags=["vip", {"since": "去年\n双11"}]))


def test_unknown_fields_are_kept_as_they_are() -> None:
    extra = {"a": [1, 2.5, None, True, {"b": "多行\n文字"}], "flag": False, "n": -(2**63 - 1)}
    assert accepted(an_event("chat.opened", **extra)).data == {"by": "c1"} | extra


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_says_in_both_languages_what_is_wrong(code: str) -> None:
    chinese, english = REFUSALS[code]
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert english.isascii()
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name and "want" not in name}
        for text in (chinese, english)
    ]
    assert fields[0] == fields[1]


def test_every_shape_has_a_name_and_json_types() -> None:
    assert set(WANTED) == set(JSON_TYPES) == set(Shape)


NASTY = st.sampled_from(
    ["\x00", "\ud800", "\u202e", "a\nb", "-1", "1e9", "NaN", "", " ", "9" * 300]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), NASTY,
    st.sampled_from([10**400, "1.5", "2026-11-11T02:00:00Z", "2026-02-29T00:00:00+08:00"]),
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=5) | NASTY | st.sampled_from(["sku", "qty", "lat"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(raw=JSON)
def test_no_json_value_breaks_the_reader(raw: object) -> None:
    assert isinstance(read(raw), Event | Rejected)


@given(
    kind=st.sampled_from(list(EVENT_TYPES)),
    data=JSON,
    rest=st.dictionaries(st.sampled_from(["id", "source", "subject", "time", "specversion"]), JSON),
)
def test_no_value_inside_an_event_breaks_the_reader(
    kind: str, data: object, rest: dict[str, object]
) -> None:
    assert isinstance(read(an_event(kind) | {"data": data} | rest), Event | Rejected)


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from places(one, (*path, index))


def written(path: tuple[str | int, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


@given(choice=st.data(), value=JSON)
def test_an_event_changed_in_one_place_is_read_or_refused_by_the_name_of_that_place(
    choice: st.DataObject, value: object
) -> None:
    raw = an_event(choice.draw(st.sampled_from(list(EVENT_TYPES))))
    path = choice.draw(st.sampled_from(list(places(raw))))
    parent: Any = raw
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    outcome = read(raw)
    assert isinstance(outcome, Event) or re.match(
        re.escape(written(path)) + r"($|[.\[])", outcome.field
    ), outcome
