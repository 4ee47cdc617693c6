"""POST /v1/payments/…/notify: kept as it came, verified, answered as its provider understands."""

import json
import logging
import socket
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.web.payments.notices import LIMIT
from rules.payments.contract import CallBack, Notice
from rules.payments.judging import judge
from tests.bot.conftest import Api
from tests.builders import NOON, seconds
from tests.platforms.payments.alipay import Alipay
from tests.platforms.payments.wechat import API_KEY, WeChatPay


def post(api: Api, posted: CallBack, **headers: str) -> httpx.Response:
    """Post a call-back as its provider does: without a token."""
    return httpx.post(
        f"{api.url}/v1/payments/{posted.provider}/notify",
        content=posted.body,
        headers={**posted.headers, **headers},
        timeout=20,
        trust_env=False,
    )


def rows(api: Api, query: str) -> list[tuple[Any, ...]]:
    """Return rows of the database."""
    return api.database.look(lambda tx: [tuple(r) for r in tx._connection.execute(text(query))])  # noqa: SLF001


def paid(api: Api) -> list[tuple[str, str, str]]:
    """Return what the journal says was paid: source, order and amount."""
    found = rows(api, "SELECT source, order_no, data FROM journal WHERE type = 'order.paid'")
    return [(source, no, json.loads(data)["amount"]) for source, no, data in found]


def test_a_call_back_of_wechat_is_journalled_as_paid_once_however_often_it_comes(
    paying_api: Api, wechat: WeChatPay
) -> None:
    assert paying_api.post("/v1/events", paying_api.order()).is_success
    body, _ = wechat.body(wechat.content("1024"))
    for _ in range(3):
        answer = post(paying_api, wechat.signed(body, NOON))
        assert (answer.status_code, answer.text) == (200, "")
    assert paid(paying_api) == [("wechat", "1024", "199.00")]
    assert rows(paying_api, "SELECT state, contract, times FROM call_backs") == [
        ("read", "2026-05", 3)
    ]


def test_a_call_back_of_alipay_is_answered_by_its_word_of_success(paying_api: Api) -> None:
    answer = post(paying_api, Alipay().paid("1024", "0.10", at=NOON))

    assert (answer.status_code, answer.text) == (200, "success")
    assert paid(paying_api) == [("alipay", "1024", "0.10")]


def test_what_cannot_be_read_waits_in_quarantine_and_is_sent_again(
    paying_api: Api, wechat: WeChatPay
) -> None:
    posted = wechat.paid("1024", at=NOON, out_trade_no=None)

    answer = post(paying_api, posted, authorization="Bearer secret")

    assert answer.status_code == 422
    assert answer.json() == {"code": "FAIL", "message": "field_missing: out_trade_no"}
    assert paid(paying_api) == []
    kept = rows(paying_api, "SELECT state, reason, field, body, headers FROM call_backs")
    assert kept[0][:4] == ("quarantined", "field_missing", "out_trade_no", posted.body)
    assert json.loads(kept[0][4])["authorization"] == "***"


def test_what_a_call_back_lacks_and_how_it_is_sealed_is_counted_of_its_provider(
    paying_api: Api, wechat: WeChatPay
) -> None:
    for posted in (wechat.paid("1", at=NOON), wechat.paid("2", at=NOON, out_trade_no=None)):
        post(paying_api, posted, **{"x-wx-nonce": "abc"})

    found = rows(
        paying_api, "SELECT aspect, name, number FROM contract_counts WHERE partner = 'wechat'"
    )

    counted = {(aspect, name): number for aspect, name, number in found}
    assert counted["messages", ""] == 2
    assert counted["missing", "out_trade_no"] == 1
    assert counted["offset", "0"] == 2
    assert counted["shape", "payment\theader.x-wx-nonce\tstring"] == 2
    assert ("mismatched", "") not in counted


def test_what_is_odd_about_a_payment_that_was_taken_is_noted_with_it(
    paying_api: Api, wechat: WeChatPay
) -> None:
    for number in ("1", "2", "3", "4"):
        assert paying_api.post("/v1/events", paying_api.order(number)).is_success
    old = "2026-08-03T11:00:00+08:00"
    first = wechat.paid("1", at=NOON)
    again = wechat.signed(wechat.body(_content_of(wechat, "1", first))[0], NOON)
    for posted in (
        first,
        again,
        wechat.paid("2", at=NOON, success_time=old),
        wechat.paid("3", at=NOON, coupon_id="c1"),
        wechat.paid("nobody told us", at=NOON, out_trade_no="9"),
        wechat.paid("4", at=NOON, trade_state="CLOSED"),
    ):
        assert post(paying_api, posted).status_code == 200

    noted = rows(paying_api, "SELECT reason, field, order_no FROM call_backs ORDER BY id")

    assert noted == [
        (None, "", "1"),
        ("duplicate", "", None),
        ("late", "", "2"),
        ("drift", "coupon_id", "3"),
        ("unknown_order", "", "9"),
        (None, "", None),
    ]
    assert len(paid(paying_api)) == 4


def _content_of(wechat: WeChatPay, order_no: str, posted: CallBack) -> dict[str, Any]:
    """Return the same payment's content, to be told again in another notice."""
    outcome = judge(posted, [wechat.contract()]).outcome
    assert isinstance(outcome, Notice)
    return wechat.content(order_no) | {"transaction_id": outcome.transaction_id}


@pytest.mark.parametrize("provider", ["wechat", "alipay"])
def test_what_is_too_large_to_be_a_call_back_is_refused_and_not_kept(
    paying_api: Api, provider: str
) -> None:
    answer = httpx.post(
        f"{paying_api.url}/v1/payments/{provider}/notify", content=b"x" * (LIMIT + 1),
        timeout=20, trust_env=False,
    )  # fmt: skip

    assert (answer.status_code, answer.json()["code"]) == (413, "FAIL")
    assert paying_api.rows("call_backs") == 0
    assert paying_api.is_alive()


def test_forged_call_backs_change_nothing_but_the_quarantine_and_no_secret_is_said(
    paying_api: Api, wechat: WeChatPay, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good, stranger = wechat.paid("1024", at=NOON), WeChatPay(key_name="a stranger's")
    for posted in (
        stranger.paid("1024", at=NOON),
        replace(good, body=good.body[:-20]),
        replace(good, body=b"[" * 100_000, headers={**good.headers, "wechatpay-serial": "7132"}),
        wechat.paid("1024", at=NOON - seconds(301)),
        wechat.paid("1024", at=NOON, mchid="1900000002"),
        Alipay().paid("1024", at=NOON, app_id="1", seller_id="2"),
    ):
        answer = post(paying_api, posted)
        assert answer.status_code == 401
        assert API_KEY not in answer.text

    assert API_KEY not in caplog.text
    assert API_KEY not in paying_api.http.get("/v1/quarantine").text
    reasons = [row[0] for row in rows(paying_api, "SELECT reason FROM call_backs ORDER BY id")]

    assert reasons == [
        "bad_signature", "bad_signature", "unknown_serial", "clock_skew", "wrong_merchant",
        "wrong_merchant",
    ]  # fmt: skip
    assert paying_api.rows("journal") == paying_api.rows("orders") == 0


_DEEP = '{"a":' * 20_000 + "1" + "}" * 20_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [(_DEEP, "json_invalid"), ("[" * 100_000, "json_invalid"), ('{"n": 1e999999999}', None)],
    ids=["deep", "open", "a number"],
)
def test_a_bomb_that_its_provider_signed_is_quarantined_and_harms_nobody(
    paying_api: Api, wechat: WeChatPay, content: str, reason: str | None
) -> None:
    inside = wechat.signed(wechat.body(content.encode())[0], NOON)
    for posted in (inside, wechat.signed(content.encode(), NOON)):
        assert post(paying_api, posted).status_code in {401, 422}
    kept = {row[0] for row in rows(paying_api, "SELECT reason FROM call_backs")}
    assert reason is None or reason in kept
    assert paying_api.rows("journal") == paying_api.rows("orders") == 0
    assert paying_api.is_alive()


@pytest.mark.parametrize(
    "line",
    [
        b"wechatpay-nonce: a\rset-cookie: b=c",
        b"wechatpay-nonce: a\nx-injected: b",
        b"wechatpay-nonce: a\x00b",
        b"wechatpay-nonce: a\r\n b: folded",
        b"wechatpay\r-nonce: a",
        b"wechatpay-serial: PUB_KEY_ID_\xff\xfe",
    ],
)
def test_a_line_that_is_smuggled_into_a_header_pays_for_nothing_and_comes_back_to_nobody(
    paying_api: Api, wechat: WeChatPay, line: bytes
) -> None:
    good = wechat.paid("1024", at=NOON)
    name = line.partition(b":")[0]
    told = [f"{k}: {v}".encode() for k, v in good.headers.items() if k.encode() != name]
    head = (
        b"POST /v1/payments/wechat/notify HTTP/1.1", b"host: x", b"connection: close",
        b"content-length: %d" % len(good.body), *told, line, b"", b"",
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", paying_api.port), timeout=20) as client:
        client.sendall(b"\r\n".join(head) + good.body)
        answer = b"".join(iter(lambda: client.recv(65536), b""))

    assert answer.split(b" ", 2)[1] in {b"400", b"401", b"422"}
    assert b"cookie" not in answer.lower()
    assert b"injected" not in answer.lower()
    assert paying_api.rows("journal") == paying_api.rows("orders") == 0


def test_a_provider_that_is_not_configured_is_refused_and_nothing_is_kept(
    api: Api, wechat: WeChatPay
) -> None:
    answer = post(api, wechat.paid("1024", at=NOON))

    assert (answer.status_code, answer.json()["code"]) == (403, "FAIL")
    assert api.rows("call_backs") == 0


def test_a_probe_is_refused_and_leaves_nothing_behind(paying_api: Api, wechat: WeChatPay) -> None:
    posted = wechat.paid("1024", at=NOON)

    probed = post(paying_api, posted, **{"wechatpay-signature": "WECHATPAY/SIGNTEST/abc"})

    assert (probed.status_code, probed.json()["code"]) == (401, "FAIL")
    assert paying_api.rows("call_backs") == paying_api.rows("journal") == 0
