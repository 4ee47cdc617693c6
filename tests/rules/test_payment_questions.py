"""When payment providers are asked, and what a question looks like."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from rules.payments.contract import CallBack, Notice, Provider
from rules.payments.judging import judge
from rules.payments.questions import Asker, asks_for, next_ask, question
from rules.payments.seals import PrivateKey, read_private_key
from tests.platforms.payments.alipay import Alipay
from tests.platforms.payments.wechat import WeChatPay, a_key

CREATED = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
EVERY = timedelta(minutes=2)


def a_private_key(form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    return a_key("merchant").private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def ages() -> list[timedelta]:
    """Return how old an order is each time, where every answer comes at once."""
    found: list[timedelta] = []
    now = CREATED
    while (at := next_ask(len(found), CREATED, EVERY, now)) is not None:
        now = at
        found.append(at - CREATED)
    return found


def test_an_order_is_asked_about_often_for_half_an_hour_and_then_twice_as_long_each_time() -> None:
    often = [EVERY * n for n in range(1, 16)]
    assert ages() == [*often, *(timedelta(hours=h) for h in (1, 2, 4, 8, 16))]
    assert ages()[-1] == asks_for(EVERY)


def test_a_provider_that_answers_late_is_not_asked_faster() -> None:
    late = CREATED + timedelta(hours=3)
    assert next_ask(1, CREATED, EVERY, late) == late + EVERY


def test_alipays_question_is_a_form_signed_over_its_sorted_parameters() -> None:
    asker = Asker(
        provider=Provider.ALIPAY, merchant="2088", app_id="2021", serial="",
        key=read_private_key(a_private_key()), base="https://pay.test/gateway.do",
    )  # fmt: skip
    asked = question(asker, "1024", CREATED, "")
    form = dict(parse_qsl(asked.body.decode()))

    assert (form["timestamp"], form["app_id"]) == ("2026-08-03 12:00:00", "2021")
    assert json.loads(form["biz_content"]) == {"out_trade_no": "1024"}


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_private_key_is_read_in_every_form_that_providers_hand_out(form: PrivateFormat) -> None:
    pem = a_private_key(form)
    bare = "".join(pem.splitlines()[1:-1])
    signed = {read_private_key(text).signed(b"a") for text in (pem, bare)}
    assert signed == {PrivateKey(a_key("merchant")).signed(b"a")}


@pytest.mark.parametrize("text", ["", "-----BEGIN PRIVATE KEY-----\nx", "绝密", "AAAA"])
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_private_key(text)


@pytest.mark.parametrize("provider", Provider)
@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"\xff", b'{"alipay_trade_query_response":1,"sign":"x"}',
        b'{"alipay_trade_query_response":{"code":"10000"},"sign":"AAAA"}',
        b'{"alipay_trade_query_response" : {"code":"10000"},"sign":"AAAA"}',
        b'{"sign":"AAAA","alipay_trade_query_response":{}}',
        b'{"sign":"AAAA","\\u0061lipay_trade_query_response":{"code":"10000"}}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_no_answer_whatever_it_is_raises_or_is_believed(provider: Provider, body: bytes) -> None:
    answer = CallBack(provider=provider, headers={}, body=body, at=CREATED, asked=True)
    judged = judge(answer, [WeChatPay().contract(), Alipay().contract()])
    assert not isinstance(judged.outcome, Notice)
