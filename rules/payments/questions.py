"""Questions: a provider is asked by the shop's own number what of a payment is true."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from urllib.parse import quote, urlencode, urlsplit

from rules.payments.contract import Provider
from rules.payments.seals import PrivateKey

#: Where each provider is asked, unless a merchant says otherwise (its own documents).
BASES: Mapping[Provider, str] = MappingProxyType({
    Provider.WECHAT: "https://api.mch.weixin.qq.com",
    Provider.ALIPAY: "https://openapi.alipay.com/gateway.do",
})  # fmt: skip
#: While it is that young, an order is asked about every so often …
_OFTEN = 15
#: … and then after twice as long each time: with 2 min, half an hour and then up to 16 h.
_SELDOM = 5
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A merchant's account, as far as asking needs it."""

    provider: Provider
    merchant: str  #: WeChat's mchid.
    app_id: str  #: Alipay's application.
    serial: str  #: Of the certificate that WeChat knows the merchant's key by.
    key: PrivateKey = field(repr=False)
    base: str
    signed_by: str | None = None  #: The key that WeChat is asked to sign its answer with.


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request over HTTP, signed."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


def question(asker: Asker, number: str, now: datetime, nonce: str) -> Question:
    """Write the question after the payment that the shop calls by this number."""
    if asker.provider is Provider.WECHAT:
        return _wechat(asker, number, now, nonce)
    return _alipay(asker, number, now)


def next_ask(asked: int, created_at: datetime, every: timedelta, now: datetime) -> datetime | None:
    """
    Return when an order that is not paid is asked about again; None once that is enough.

    `asked` is how often it was. Most pay within minutes or never: providers close what is unpaid
    within hours.
    """
    if asked < _OFTEN:
        age = every * (asked + 1)
    elif asked < _OFTEN + _SELDOM:
        age = every * (_OFTEN << (asked - _OFTEN + 1))
    else:
        return None
    return max(created_at + age, now + every) if asked else created_at + age


def asks_for(every: timedelta) -> timedelta:
    """Return the age beyond which no order is asked about."""
    return every * (_OFTEN << _SELDOM)


def _wechat(asker: Asker, number: str, now: datetime, nonce: str) -> Question:
    path = f"/v3/pay/transactions/out-trade-no/{quote(number, safe='')}?mchid={asker.merchant}"
    base = urlsplit(asker.base)
    stamp = str(int(now.timestamp()))
    signature = asker.key.signed(f"GET\n{base.path}{path}\n{stamp}\n{nonce}\n\n".encode())
    told = {
        "mchid": asker.merchant, "nonce_str": nonce, "timestamp": stamp,
        "serial_no": asker.serial, "signature": signature,
    }  # fmt: skip
    named = ",".join(f'{name}="{value}"' for name, value in told.items())
    headers = {
        "Authorization": f"WECHATPAY2-SHA256-RSA2048 {named}",
        "Accept": "application/json",
        "User-Agent": "resonance",
    }
    if asker.signed_by is not None:
        headers["Wechatpay-Serial"] = asker.signed_by
    return Question(method="GET", url=f"{asker.base}{path}", headers=headers)


def _alipay(asker: Asker, number: str, now: datetime) -> Question:
    form = {
        "app_id": asker.app_id,
        "method": "alipay.trade.query",
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": f"{now.astimezone(_CHINA):%Y-%m-%d %H:%M:%S}",
        "version": "1.0",
        "biz_content": json.dumps({"out_trade_no": number}, ensure_ascii=False),
    }
    message = "&".join(f"{name}={value}" for name, value in sorted(form.items()))
    body = urlencode(form | {"sign": asker.key.signed(message.encode())}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return Question(method="POST", url=asker.base, headers=headers, body=body)
