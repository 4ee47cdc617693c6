"""Calls and their signatures: the published vector, and an oracle of a few lines."""

import hashlib
import hmac
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rules.delivery.calls import Call, CallAction, call_of
from rules.delivery.signatures import qimen_signature, webhook_signature

_BODY = (
    '<?xml version="1.0" encoding="utf-8"?><request><order><orderCode>TB20260208000001</orderCode>'
    "<orderId>WMS0001</orderId><orderType>JYCK</orderType><warehouseCode>HZ01</warehouseCode>"
    "</order><process><processStatus>PACKAGE</processStatus><operatorCode>U01</operatorCode>"
    "<operatorName>张三</operatorName><operateTime>2026-02-08 21:05:44</operateTime>"
    "<operateInfo>打包完成</operateInfo><expressCode>SF1234567890123</expressCode></process>"
    "</request>"
)
_QUERY = {
    "method": "taobao.qimen.orderprocess.report",
    "timestamp": "2026-02-08 21:05:45",
    "format": "xml",
    "app_key": "23000001",
    "v": "2.0",
    "sign_method": "md5",
    "customerId": "c0001",
}


def test_qimens_signature_is_that_of_the_vector_whether_or_not_the_sign_is_among_the_query() -> (
    None
):
    expected = "DBFBAC07AA807A22248BF57A3C01976E"
    for query in (_QUERY, {**_QUERY, "sign": expected}):
        assert qimen_signature(b"qimen_test_secret", query, _BODY.encode()) == expected


@given(st.binary(max_size=40), st.integers(0, 2**40), st.binary(max_size=200))
def test_a_webhook_signs_the_timestamp_a_dot_and_the_raw_body(
    secret: bytes, stamp: int, body: bytes
) -> None:
    by_hand = hmac.digest(secret, f"{stamp}.".encode() + body, hashlib.sha256).hex()
    assert webhook_signature(secret, str(stamp), body) == f"sha256={by_hand}"


@given(
    action=st.sampled_from(CallAction),
    texts=st.tuples(*[st.text(max_size=20)] * 4),
    at=st.datetimes(timezones=st.just(UTC)),
)
def test_what_a_promise_carries_is_read_back_as_the_same_call(
    action: CallAction, texts: tuple[str, str, str, str], at: datetime
) -> None:
    name, number, warehouse, reason = texts
    call = Call(id=name, action=action, order_no=number, warehouse=warehouse, reason=reason, at=at)
    assert call_of(call.as_body()) == call
