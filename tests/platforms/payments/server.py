"""Both providers as they are asked: what of a payment is true, by the shop's own number."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from rules.payments.contract import CallBack
from tests.platforms.listening import listening
from tests.platforms.payments.wechat import MERCHANT, PUBLIC_KEY_ID, a_key

#: Name of the key that a merchant signs its questions with (`a_key`).
ASKS_WITH = "merchant"
#: Seconds between tries of WeChat Pay: fifteen more after the first, within a day.
SCHEDULE = (
    15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600,
)  # fmt: skip
_SIGNED = re.compile(r'(\w+)="([^"]*)"')


def delivered(
    sign: Callable[[datetime], CallBack], post: Callable[[CallBack], bool], at: datetime
) -> list[datetime]:
    """Post a call-back, signed anew each time, until it is taken or given up; return when."""
    tries = [at]
    for wait in (*SCHEDULE, None):
        if post(sign(tries[-1])) or wait is None:
            break
        tries.append(tries[-1] + timedelta(seconds=wait))
    return tries


@dataclass(slots=True)
class Books:
    """What both providers know, and what was asked of them."""

    #: The shop's number -> what WeChat Pay says of it, as `WeChatPay.content` writes it.
    wechat: dict[str, dict[str, Any]] = field(default_factory=dict)
    alipay: dict[str, dict[str, str]] = field(default_factory=dict)  #: Likewise, of a form.
    asked: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)  #: What a client did that it may not.
    broken: int = 0  #: How many of the next questions fail.
    busy: int = 0  #: How many of the next Alipay cannot answer just now, by its own words.
    signs_with: str | None = None  #: A key of somebody else's.
    at: datetime = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)  #: What their clocks say.
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def about_wechat(self, request: web.Request) -> web.Response:
        """GET /v3/pay/transactions/out-trade-no/{no}?mchid=…, signed by the merchant."""
        number = request.match_info["no"]
        self.asked.append(number)
        if self._is_broken():
            return web.Response(status=500)
        if not self._is_signed(request) or request.query.get("mchid") != MERCHANT:
            self.violations.append(f"unsigned: {request.path_qs}")
            return web.json_response({"code": "SIGN_ERROR", "message": "签名错误"}, status=401)
        found = self.wechat.get(number)
        if found is None:
            unknown = {"code": "ORDER_NOT_EXIST", "message": "订单不存在"}
            return self._answer(404, unknown)
        return self._answer(200, found)

    async def about_alipay(self, request: web.Request) -> web.Response:
        """POST /gateway.do, method alipay.trade.query, a form signed by the merchant."""
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        number = str(json.loads(form.get("biz_content", "{}")).get("out_trade_no"))
        self.asked.append(number)
        if self._is_broken():
            return web.Response(status=500)
        sign = form.pop("sign", "")
        message = "&".join(f"{k}={v}" for k, v in sorted(form.items()) if v)
        if form.get("method") != "alipay.trade.query" or not _has_signed(message.encode(), sign):
            self.violations.append(f"unsigned: {form}")
        found = self.alipay.get(number)
        answer: dict[str, str] = {"code": "10000", "msg": "Success", **(found or {})}
        if found is None:
            answer = {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_NOT_EXIST"}
        if self.busy:
            self.busy -= 1
            answer = {"code": "20000", "msg": "Service Unavailable", "sub_code": "aop.unknow-error"}
        text = json.dumps(answer, ensure_ascii=False)
        signed = a_key(self.signs_with or "alipay").sign(text.encode(), PKCS1v15(), SHA256())
        sign = b64encode(signed).decode()
        return web.Response(
            text=f'{{"alipay_trade_query_response":{text},"sign":"{sign}"}}',
            content_type="application/json",
        )

    def _is_broken(self) -> bool:
        self.broken, was = max(0, self.broken - 1), self.broken
        return was > 0

    def _is_signed(self, request: web.Request) -> bool:
        scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
        told = dict(_SIGNED.findall(rest))
        if scheme != "WECHATPAY2-SHA256-RSA2048" or told.get("mchid") != MERCHANT:
            return False
        head = f"GET\n{request.path_qs}\n{told.get('timestamp')}\n{told.get('nonce_str')}\n\n"
        return _has_signed(head.encode(), told.get("signature", ""))

    def _answer(self, status: int, body: dict[str, Any]) -> web.Response:
        """Answer as WeChat Pay signs its answers."""
        text = json.dumps(body, ensure_ascii=False)
        stamp, nonce = str(int(self.at.timestamp())), f"{next(self._numbers):032}"
        message = f"{stamp}\n{nonce}\n{text}\n".encode()
        signature = a_key(self.signs_with or "wechat").sign(message, PKCS1v15(), SHA256())
        headers = {
            "Wechatpay-Serial": PUBLIC_KEY_ID,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": b64encode(signature).decode(),
        }
        return web.Response(
            status=status, text=text, content_type="application/json", headers=headers
        )


def _has_signed(message: bytes, signature: str) -> bool:
    try:
        key = a_key(ASKS_WITH).public_key()
        key.verify(b64decode(signature), message, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


@asynccontextmanager
async def asking(books: Books, port: int = 0) -> AsyncIterator[str]:
    """Serve both until the block ends; yields the address that questions begin with."""
    app = web.Application()
    app.router.add_get("/v3/pay/transactions/out-trade-no/{no}", books.about_wechat)
    app.router.add_post("/gateway.do", books.about_alipay)
    async with listening(app, port) as found:
        yield f"http://127.0.0.1:{found}"
