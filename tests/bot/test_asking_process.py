"""`resonance run` asks its payment provider by itself about an order whose call-back never came."""

import signal
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.clock import SystemClock
from bot.config.errors import ConfigurationError
from bot.config.sections.systems import PaymentSection
from bot.config.wiring_payments import build_askers, build_contracts
from tests.platforms.payments.server import ASKS_WITH, Books, asking
from tests.platforms.payments.wechat import (
    API_KEY,
    MERCHANT,
    PUBLIC_KEY_ID,
    WeChatPay,
    a_key,
    public_pem,
)
from tests.stories.processes import PEOPLE, TOKEN, launched, own_environment, port_of
from tests.waiting import until

pytestmark = pytest.mark.wire


_ASKS = """private_key = "file:key.pem"
serial = "7132D72A"
ask_every = "1s"
ask_base = "{base}"
"""


def a_file(folder: Path, base: str, *, asks: bool = True) -> Path:
    """Write the configuration of a shop that asks WeChat Pay every second, or does not yet."""
    key = a_key(ASKS_WITH).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    (folder / "wx_pub.pem").write_text(public_pem(a_key("wechat")), encoding="ascii")
    written = folder / "resonance.toml"
    written.write_text(
        f"""{PEOPLE}
[schedule]
sweep_every = "1s"
[[payments]]
provider = "wechat"
merchant = "{MERCHANT}"
{_ASKS.format(base=base) if asks else ""}
[[payments.contracts]]
version = "2026-05"
key = "{API_KEY}"
public_key = "file:wx_pub.pem"
public_key_id = "{PUBLIC_KEY_ID}"
""",
        encoding="utf-8",
    )
    return written


async def test_a_running_bot_that_is_told_to_ask_finds_a_payment_that_nobody_told_it_of(
    tmp_path: Path,
) -> None:
    books = Books(wechat={"A-1": WeChatPay().content("A-1", 19900)}, at=SystemClock().now())
    async with asking(books) as base:
        config, log = a_file(tmp_path, base, asks=False), tmp_path / "log"
        with (
            log.open("w", encoding="utf-8") as stderr,
            launched(
                "bot", "run", "--config", str(config), env=own_environment(tmp_path), stderr=stderr
            ) as bot,
        ):
            try:
                port = port_of(bot)
                a_file(tmp_path, base)
                bot.send_signal(signal.SIGHUP)

                async def is_renewed() -> bool:
                    return "contracts_renewed" in log.read_text(encoding="utf-8")

                await until(is_renewed, "nothing was renewed", within=30.0)
                await _finds(f"http://127.0.0.1:{port}")
            finally:
                bot.terminate()
    assert books.violations == []
    assert books.asked


async def _finds(base: str) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False) as http:
        order = {
            "specversion": "1.0", "id": "1", "source": "wms", "type": "order.created",
            "subject": "A-1", "time": SystemClock().now().isoformat(),
            "data": {
                "platform": "tmall", "shop": "s", "amount": "199.00",
                "items": [{"sku": "A", "qty": 1}],
            },
        }  # fmt: skip
        assert (await http.post("/v1/events", json=order)).json()["accepted"] == 1

        async def is_paid() -> bool:
            told = (await http.get("/v1/orders/A-1")).json()["timeline"]
            return ("wechat", "order.paid") in [(one["source"], one["type"]) for one in told]

        await until(is_paid, "the payment was not found", within=30.0)


def test_a_key_that_is_none_is_named_with_its_place() -> None:
    section = PaymentSection(provider="alipay", merchant="2088", private_key="绝密")

    with pytest.raises(ConfigurationError, match=r"^payments\.0\.private_key: ") as refused:
        build_askers([section], build_contracts([section]))
    assert "绝密" not in str(refused.value)


def test_wechat_cannot_be_asked_without_the_serial_of_the_merchants_certificate() -> None:
    with pytest.raises(ValueError, match="serial"):
        PaymentSection(provider="wechat", merchant="19", private_key="file:key.pem")
