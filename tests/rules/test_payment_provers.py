"""The two providers' own clients read what we read, and refuse what we refuse."""

import logging
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from alipay import AliPay
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from wechatpayv3 import WeChatPay as Client
from wechatpayv3 import WeChatPayType

from rules.payments.contract import CallBack, Failure, Notice
from rules.payments.judging import judge
from tests.builders import NOON
from tests.platforms.payments.alipay import APP, Alipay
from tests.platforms.payments.wechat import (
    API_KEY,
    MERCHANT,
    PUBLIC_KEY_ID,
    WeChatPay,
    a_key,
    public_pem,
)

WECHAT, ALIPAY = WeChatPay(), Alipay()


def _private_pem(name: str) -> str:
    key = a_key(name)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="module")
def client() -> Client:
    """Return WeChat Pay's own client; sockets are closed, so that it fetches nothing."""
    return Client(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=MERCHANT,
        private_key=_private_pem("merchant"),
        cert_serial_no="7132D72A",
        appid="wx8888888888888888",
        apiv3_key=API_KEY,
        notify_url="https://ops.example.com/v1/payments/wechat/notify",
        logger=logging.getLogger("wechatpay"),
        public_key=public_pem(a_key("wechat")),
        public_key_id=PUBLIC_KEY_ID,
    )


def _tampered(posted: CallBack) -> CallBack:
    return CallBack(
        provider=posted.provider,
        headers=posted.headers,
        body=posted.body[:-1] + b" }",
        at=posted.at,
    )


@pytest.mark.parametrize("spoil", [lambda posted: posted, _tampered], ids=["good", "tampered"])
def test_wechats_own_client_agrees(client: Client, spoil: Callable[[CallBack], CallBack]) -> None:
    posted = spoil(WECHAT.paid("1024", 12345, at=NOON))

    theirs = client.callback(dict(posted.headers), posted.body.decode())
    ours = judge(posted, [WECHAT.contract()]).outcome

    if theirs is None:
        assert isinstance(ours, Failure)
    else:
        assert isinstance(ours, Notice)
        resource = theirs["resource"]
        assert resource["out_trade_no"] == ours.out_trade_no
        assert resource["transaction_id"] == ours.transaction_id
        assert resource["amount"]["total"] == ours.amount * 100


@pytest.mark.parametrize("spoil", ["", "1"])
def test_alipays_client_agrees(spoil: str) -> None:
    client = AliPay(
        appid=APP,
        app_notify_url=None,
        app_private_key_string=_private_pem("merchant"),
        alipay_public_key_string=public_pem(a_key("alipay")),
        sign_type="RSA2",
    )
    posted = ALIPAY.paid("1024", "123.45", at=NOON, body=None)
    body = posted.body.replace(b"123.45", b"123.45" + spoil.encode())
    form = dict(parse_qsl(body.decode()))
    sign = form.pop("sign")

    theirs = client.verify(form, sign)
    changed = CallBack(provider=posted.provider, headers={}, body=body, at=NOON)
    ours = judge(changed, [ALIPAY.contract()]).outcome

    assert theirs == isinstance(ours, Notice) == (not spoil)
