"""The simulated providers prove themselves to the provider's own client."""

import asyncio
import logging

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from wechatpayv3 import WeChatPay as Client
from wechatpayv3 import WeChatPayType

from tests.builders import NOON, seconds
from tests.platforms.payments.server import ASKS_WITH, Books, asking, delivered
from tests.platforms.payments.wechat import (
    API_KEY,
    MERCHANT,
    PUBLIC_KEY_ID,
    WeChatPay,
    a_key,
    public_pem,
)  # fmt: skip


def test_wechats_own_client_asks_for_a_payment_by_the_shops_number() -> None:
    books = Books(wechat={"1024": WeChatPay().content("1024", 19900)})
    key = a_key(ASKS_WITH).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    client = Client(
        wechatpay_type=WeChatPayType.NATIVE, mchid=MERCHANT, private_key=key.decode(),
        cert_serial_no="7132D72A", appid="wx8888888888888888", apiv3_key=API_KEY,
        notify_url="https://ops.example.com", logger=logging.getLogger("wechatpay"),
        public_key=public_pem(a_key("wechat")), public_key_id=PUBLIC_KEY_ID,
    )  # fmt: skip

    async def ask() -> list[tuple[int, str]]:
        async with asking(books) as base:
            client._core._gate_way = base  # noqa: SLF001 - it knows of no other address
            return [
                await asyncio.to_thread(client.query, out_trade_no=number)
                for number in ("1024", "9999")
            ]

    (found, said), (missing, _) = asyncio.run(ask())

    assert (found, missing) == (200, 404)
    assert '"total": 19900' in said
    assert books.violations == []


def test_a_call_back_is_posted_on_schedule_until_it_is_taken() -> None:
    provider, seen = WeChatPay(), []
    body, _ = provider.body(provider.content("1024"))

    def post(posted: object) -> bool:
        seen.append(posted)
        return len(seen) == 3

    tries = delivered(lambda at: provider.signed(body, at), post, NOON)

    assert tries == [NOON, NOON + seconds(15), NOON + seconds(30)]
    assert len(delivered(lambda at: provider.signed(body, at), lambda _: False, NOON)) == 16
