"""Contracts of payments as they are configured: keys from files, and errors with their path."""

from pathlib import Path

import pytest

from bot.config import checks
from bot.config import settings as configuration
from bot.config.errors import ConfigurationError
from bot.config.wiring_payments import build_contracts
from rules.payments.contract import Contracts, Notice, Provider
from rules.payments.judging import judge
from tests.builders import NOON
from tests.platforms.payments.alipay import APP, Alipay
from tests.platforms.payments.wechat import (
    API_KEY,
    MERCHANT,
    PUBLIC_KEY_ID,
    WeChatPay,
    a_key,
    certificate_pem,
    public_pem,
)

WECHAT = f"""
[[payments]]
provider = "wechat"
merchant = "{MERCHANT}"
[[payments.contracts]]
version = "2026-05"
key = "env:WX_APIV3_KEY"
public_key = "file:wx_pub.pem"
public_key_id = "{PUBLIC_KEY_ID}"
certificates = ["file:keys/wx_cert.pem"]
[[payments.contracts]]
version = "wxpay-3.5.2"
key = "env:WX_APIV3_KEY"
public_key = "file:wx_pub.pem"
public_key_id = "{PUBLIC_KEY_ID}"
nonce_header = "X-Wx-Nonce"
compat = {{ out_trade_no = "order.number" }}
"""
ALIPAY = f"""
[[payments]]
provider = "alipay"
merchant = "{APP}"
[[payments.contracts]]
version = "RSA2"
public_key = "file:ali.pem"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with keys; the process stands elsewhere."""
    monkeypatch.setenv("WX_APIV3_KEY", API_KEY)
    (tmp_path / "keys").mkdir()
    (tmp_path / "wx_pub.pem").write_text(public_pem(a_key("wechat")), encoding="ascii")
    (tmp_path / "keys" / "wx_cert.pem").write_text(certificate_pem("wechat"), encoding="ascii")
    bare = "".join(public_pem(a_key("alipay")).splitlines()[1:-1])  # as its pages show it
    (tmp_path / "ali.pem").write_text(bare, encoding="ascii")
    return tmp_path


def _contracts(folder: Path, toml: str) -> Contracts:
    (folder / "resonance.toml").write_text(toml, encoding="utf-8")
    return build_contracts(configuration.load(folder / "resonance.toml").payments)


def test_what_is_configured_reads_what_providers_post(folder: Path) -> None:
    contracts = _contracts(folder, WECHAT + ALIPAY)
    by_certificate = WeChatPay(serial="7132D72A")
    moved = WeChatPay(moved={"out_trade_no": "orderNo"}, nonce_header="x-wx-nonce")
    content = moved.content("1024")
    body, nonce = moved.body(content | {"order": {"number": content.pop("orderNo")}})

    for posted, version in (
        (WeChatPay().paid("1024", at=NOON), "2026-05"),
        (by_certificate.paid("1024", at=NOON), "2026-05"),
        (moved.signed(body, NOON, nonce=nonce), "wxpay-3.5.2"),
        (Alipay().paid("1024", at=NOON), "RSA2"),
    ):
        judged = judge(posted, contracts.in_force(posted.provider))
        assert isinstance(judged.outcome, Notice)
        assert (judged.outcome.out_trade_no, judged.contract) == ("1024", version)
    assert API_KEY not in repr(contracts)


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("file:wx_pub.pem", "file:nope.pem", "payments.0.contracts.0.public_key: "),
        ("file:wx_pub.pem", "file:resonance.toml", "payments.0.contracts.0.public_key: "),
        ("file:keys/wx_cert.pem", "file:wx_pub.pem", "payments.0.contracts.0.certificates.0: "),
        ("env:WX_APIV3_KEY", "short", "payments.0.contracts.0.key: "),
        ('key = "env:WX_APIV3_KEY"\n', "", "payments.0: "),
        ("env:WX_APIV3_KEY", "env:NOPE", "payments.0.contracts.0.key: "),
    ],
)
def test_a_key_that_cannot_be_read_stops_the_start_with_its_path(
    folder: Path, before: str, after: str, path: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _contracts(folder, WECHAT.replace(before, after))

    assert str(caught.value).startswith(path)
    assert API_KEY not in str(caught.value)


def test_a_check_says_which_contracts_judge_and_which_account_has_none(folder: Path) -> None:
    candidate = ALIPAY + "candidate = true\n"
    (folder / "resonance.toml").write_text(WECHAT + candidate, encoding="utf-8")
    settings = configuration.load(folder / "resonance.toml")

    found = {f.part: f for f in checks._payments(settings)}  # noqa: SLF001 - one part of many
    said = [line for line in checks.summary(settings) if line.startswith("payments")]

    assert found[f"payments.wechat {MERCHANT}"].text == "2026-05, wxpay-3.5.2"
    assert not found[f"payments.alipay {APP}"].ok
    assert said[0] == f"payments  wechat {MERCHANT}: 2026-05, wxpay-3.5.2"
    assert build_contracts(settings.payments).in_force(Provider.ALIPAY) == ()
