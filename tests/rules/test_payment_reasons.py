"""Each reason for which a call-back is not taken has a call-back that is refused for it."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.payments.contract import CallBack, Failure, Judged, Notice, Provider
from rules.payments.judging import judge
from rules.payments.reasons import Reason
from tests.builders import NOON, seconds
from tests.platforms.payments.alipay import APP, Alipay
from tests.platforms.payments.wechat import WeChatPay

WECHAT, ALIPAY = WeChatPay(), Alipay()
CONTRACTS = (WECHAT.contract(), ALIPAY.contract())
BOMB = b'{"a":' * 50_000 + b"1" + b"}" * 50_000


def _judged(posted: CallBack) -> Judged:
    return judge(posted, [c for c in CONTRACTS if c.provider is posted.provider])


def _paid(**changes: Any) -> CallBack:  # noqa: ANN401 - whatever the content has
    return WECHAT.paid("1024", at=NOON, **changes)


def _with(posted: CallBack, **headers: str | None) -> CallBack:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {**posted.headers, **named}
    return replace(posted, headers={k: v for k, v in kept.items() if v is not None})


def _without(header: str) -> CallBack:
    return _with(_paid(), **{header: None})


def _enveloped(**changes: Any) -> CallBack:  # noqa: ANN401
    body, _ = WECHAT.body(WECHAT.content("1024"), **changes)
    return WECHAT.signed(body, NOON)


def _signed(body: bytes) -> CallBack:
    return WECHAT.signed(body, NOON)


def _closed(content: object) -> CallBack:
    return WECHAT.signed(WECHAT.body(content)[0], NOON)


def _renamed(kind: str) -> CallBack:
    body = json.loads(WECHAT.body(WECHAT.content("1024"))[0])
    return WECHAT.signed(json.dumps({**body, "event_type": kind}).encode(), NOON)


def _amount(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"amount": {"total": 19900, "currency": "CNY", **changes}}


_OTHER_KEY = WeChatPay(key_name="somebody else")
_OTHER_API_KEY = WeChatPay(api_key="f" * 32)

CASES: dict[str, tuple[Reason, str, Callable[[], CallBack]]] = {
    "a probe": (
        Reason.PROBE, "wechatpay-signature",
        lambda: _with(_paid(), wechatpay_signature="WECHATPAY/SIGNTEST/x"),
    ),
    **{
        f"no {name}": (
            Reason.MISSING_HEADER, name, partial(_without, name),
        )
        for name in (
            "wechatpay-serial", "wechatpay-signature", "wechatpay-timestamp", "wechatpay-nonce",
        )
    },
    "an unknown serial": (
        Reason.UNKNOWN_SERIAL, "wechatpay-serial", lambda: _with(_paid(), wechatpay_serial="7B"),
    ),
    "another signature": (
        Reason.ALG_CHANGED, "wechatpay-signature-type",
        lambda: _with(_paid(), wechatpay_signature_type="WECHATPAY2-SM2-WITH-SM3"),
    ),
    "another cipher": (
        Reason.ALG_CHANGED, "resource.algorithm", lambda: _enveloped(algorithm="AEAD_SM4_GCM"),
    ),
    "forged": (Reason.BAD_SIGNATURE, "wechatpay-signature", lambda: _OTHER_KEY.paid("1", at=NOON)),
    "tampered": (
        Reason.BAD_SIGNATURE, "wechatpay-signature",
        lambda: replace(_paid(), body=_paid().body.replace(b"EV-", b"EW-")),
    ),
    "truncated": (
        Reason.BAD_SIGNATURE, "wechatpay-signature",
        lambda: replace(_paid(), body=_paid().body[:-9]),
    ),
    "no Base64": (
        Reason.BAD_SIGNATURE, "wechatpay-signature",
        lambda: _with(_paid(), wechatpay_signature="签名\r\nx: y"),
    ),
    "a nonce with a line of its own": (
        Reason.BAD_SIGNATURE, "wechatpay-signature",
        lambda: _with(_paid(), wechatpay_nonce="a\nb"),
    ),
    "five minutes and a second old": (
        Reason.CLOCK_SKEW, "wechatpay-timestamp", lambda: replace(_paid(), at=NOON + seconds(301)),
    ),
    "of five minutes to come": (
        Reason.CLOCK_SKEW, "wechatpay-timestamp", lambda: replace(_paid(), at=NOON - seconds(301)),
    ),
    "another API key": (
        Reason.DECRYPT_FAILED, "resource.ciphertext", lambda: _OTHER_API_KEY.paid("1", at=NOON),
    ),
    "no nonce": (Reason.DECRYPT_FAILED, "resource.ciphertext", lambda: _enveloped(nonce=None)),
    "no JSON": (Reason.JSON_INVALID, "body", lambda: _signed(b"<xml/>")),
    "an XML bomb": (
        Reason.JSON_INVALID, "body",
        lambda: _signed(b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;&b;&b;</a>'),
    ),
    "a JSON bomb": (Reason.JSON_INVALID, "body", lambda: _signed(BOMB)),
    "a bomb that was closed": (Reason.JSON_INVALID, "resource", lambda: _closed(BOMB)),
    "a number without end": (
        Reason.JSON_INVALID, "body", lambda: _signed(b'{"id":' + b"9" * 100_000 + b"}"),
    ),
    "a list": (Reason.JSON_INVALID, "resource", lambda: _closed([])),
    "another merchant": (Reason.WRONG_MERCHANT, "mchid", lambda: _paid(mchid="1900000002")),
    **{
        f"no {name}": (
            Reason.FIELD_MISSING, name, partial(_paid, **{name: None}),
        )
        for name in ("out_trade_no", "transaction_id", "trade_state")
    },
    "no amount": (Reason.FIELD_MISSING, "amount.total", lambda: _paid(amount=None)),
    "an amount as text": (
        Reason.FIELD_TYPE_CHANGED, "amount.total", lambda: _paid(**_amount(total="19900")),
    ),
    "an amount in yuan": (
        Reason.FIELD_TYPE_CHANGED, "amount.total", lambda: _paid(**_amount(total=199.0)),
    ),
    "true": (Reason.FIELD_TYPE_CHANGED, "amount.total", lambda: _paid(**_amount(total=True))),
    "less than nothing": (
        Reason.FIELD_TYPE_CHANGED, "amount.total", lambda: _paid(**_amount(total=-1)),
    ),
    "a number that a sheet has spoilt": (
        Reason.FIELD_TYPE_CHANGED, "out_trade_no", lambda: _paid(out_trade_no="2.02E+18"),
    ),
    "an order number of two lines": (
        Reason.FIELD_TYPE_CHANGED, "out_trade_no", lambda: _paid(out_trade_no="1\r\n2"),
    ),
    "another currency": (
        Reason.UNKNOWN_ENUM, "amount.currency", lambda: _paid(**_amount(currency="USD")),
    ),
    "a new state": (Reason.UNKNOWN_ENUM, "trade_state", lambda: _paid(trade_state="PAID")),
    "a new kind": (Reason.UNKNOWN_ENUM, "event_type", lambda: _renamed("TRANSACTION.NEW")),
    "a refund without a state": (
        Reason.REFUND, "refund_status", lambda: _renamed("REFUND.SUCCESS"),
    ),
    "a refund that cannot be opened": (
        Reason.REFUND, "resource.ciphertext", lambda: _OTHER_API_KEY.refunded("1", at=NOON),
    ),
    "a refund of another merchant": (
        Reason.WRONG_MERCHANT, "mchid", lambda: WECHAT.refunded("1", at=NOON, mchid="1900000002"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reason", "field", "make"), CASES.values(), ids=CASES)
def test_wechats_call_back_is_refused_by_name(
    reason: Reason, field: str, make: Callable[[], CallBack]
) -> None:
    outcome = _judged(make()).outcome

    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.field) == (reason, field)


def _form(**changes: Any) -> CallBack:  # noqa: ANN401
    return ALIPAY.paid("1024", at=NOON, **changes)


@pytest.mark.parametrize(
    ("reason", "field", "posted"),
    [
        (Reason.MISSING_HEADER, "sign", replace(_form(), body=b"app_id=1&charset=utf-8")),
        (Reason.ALG_CHANGED, "sign_type", replace(_form(), body=b"sign=eA%3D%3D&sign_type=RSA")),
        (Reason.BAD_SIGNATURE, "sign", replace(_form(), body=_form().body + b"&x=y")),
        (Reason.JSON_INVALID, "body", replace(_form(), body=_form().body + b"&app_id=" + b"2")),
        (Reason.JSON_INVALID, "body", replace(_form(), body="总=1".encode())),
        (Reason.JSON_INVALID, "body", replace(_form(), body=b"&".join([b"a=1"] * 300))),
        (Reason.WRONG_MERCHANT, "app_id", _form(app_id="2021000000000009")),
        (Reason.FIELD_MISSING, "app_id", _form(app_id=None, seller_id=None)),
        (Reason.FIELD_MISSING, "out_trade_no", _form(out_trade_no=None)),
        (Reason.FIELD_MISSING, "trade_no", _form(trade_no=None)),
        (Reason.FIELD_TYPE_CHANGED, "total_amount", _form(total_amount="19900分")),
        (Reason.FIELD_TYPE_CHANGED, "total_amount", _form(total_amount="-1.00")),
        (Reason.UNKNOWN_ENUM, "trade_status", _form(trade_status="OK")),
    ],
)
def test_alipays_call_back_is_refused_by_name(reason: Reason, field: str, posted: CallBack) -> None:
    outcome = _judged(posted).outcome

    assert isinstance(outcome, Failure)
    assert (outcome.reason, outcome.field) == (reason, field)


def test_every_field_that_is_missing_is_named_and_what_is_there_is_kept() -> None:
    outcome = _judged(_paid(out_trade_no=None, trade_state=None)).outcome

    assert isinstance(outcome, Failure)
    assert outcome.missing == ("out_trade_no", "trade_state")
    assert str(outcome.amount) == "199.00"
    assert outcome.transaction_id is not None


def test_the_same_merchant_is_known_by_its_account_too_and_an_empty_parameter_may_be_signed() -> (
    None
):
    contract = ALIPAY.contract(merchant="2088102119685838")
    form = {"app_id": APP, "charset": "gbk", "subject": "大衣", "body": ""}
    form |= {"out_trade_no": "1", "trade_no": "2", "total_amount": "0.01", "notify_id": "n1"}
    form |= {"trade_status": "TRADE_FINISHED", "seller_id": "2088102119685838"}
    posted = ALIPAY.signed(form, NOON, charset="gbk")

    assert isinstance(judge(posted, [contract]).outcome, Notice)


_TEXT = st.text(max_size=40) | st.sampled_from(["", "WECHATPAY/SIGNTEST/", "1", "9" * 5000, "eA=="])
_NAMES = st.sampled_from([*_paid().headers, "x-wx-nonce"])


@given(
    st.binary(max_size=200) | st.just(BOMB),
    st.dictionaries(_NAMES, _TEXT),
    st.sampled_from(Provider),
)
def test_whatever_is_posted_has_an_answer(
    body: bytes, headers: dict[str, str], provider: Provider
) -> None:
    posted = CallBack(provider=provider, headers={**_paid().headers, **headers}, body=body, at=NOON)

    assert isinstance(_judged(posted).outcome, Failure)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*WECHAT.content("1")]), _JSON, min_size=1))
def test_whatever_is_signed_is_read_as_it_stands_or_refused_by_name(
    changed: dict[str, Any],
) -> None:
    body, _ = WECHAT.body(json.dumps({**WECHAT.content("1024"), **changed}).encode())

    outcome = _judged(_signed(body)).outcome

    if isinstance(outcome, Notice):
        assert outcome.out_trade_no == changed.get("out_trade_no", "1024").strip()
        amount = changed.get("amount", {"total": 19900})
        assert int(outcome.amount * 100) == amount["total"]
    else:
        assert outcome.field
