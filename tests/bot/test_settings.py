"""The settings: what the contract and the example say is taken as written."""

import re
import tomllib
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.config import settings as configuration
from bot.config.errors import ConfigurationError
from bot.config.wiring import build_deps
from bot.signing import Signer
from rules.delivery.calls import CallAction
from rules.health.legs import Leg, Region
from rules.people.calendar import Span
from rules.statuses.words import Stage

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT.parent / "shared" / "contract.md"


@pytest.mark.parametrize(
    "number", ["1e30", "1e-30", "1e999999", "NaN", "sNaN", "Infinity", "-Infinity", "-1", "0.0001"]
)
@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("resonance.signals.0", "weight"),
        ("resonance.seasons.0", "timeliness"),
        ("resonance", "red"),
    ],
)
def test_a_weight_out_of_all_bounds_is_refused_with_its_path(
    tmp_path: Path, section: str, key: str, number: str
) -> None:
    more = {
        "resonance.signals.0": '[[resonance.signals]]\nkind = "address_changed"\n',
        "resonance.seasons.0": "[[resonance.seasons]]\nname='x'\n"
        "from=2026-01-01\nuntil=2026-02-01\n",
        "resonance": "[resonance]\n",
    }[section]

    assert _wrong(tmp_path, f'{more}{key} = "{number}"\n').startswith(f"{section}.{key}: ")


@pytest.mark.parametrize(
    "line",
    [
        'window = "99999999999d"',
        'window = "' + "9" * 5000 + 's"',
        'window = "P99999D"',
        "window = inf",
        "window = nan",
        "window = 1e300",
        'high_value = "1e30"',
        'high_value = "NaN"',
        'max_lock_share = "1e30"',
        'max_lock_share = "Infinity"',
        "max_locks_per_hour = inf",
    ],
)
def test_a_number_out_of_all_bounds_is_refused_with_its_path(tmp_path: Path, line: str) -> None:
    key = line.partition(" ")[0]

    assert _wrong(tmp_path, f"[resonance]\n{line}\n").startswith(f"resonance.{key}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESONANCE_DATABSE__URL", "postgresql+psycopg://host/x"),
        ("RESONANCE_NOPE__X", "1"),
        ("RESONANCE_DATABASE__URI", "sqlite:///x.db"),
        ("RESONANCE_DATABASE__URL", ""),
    ],
)
def test_a_variable_that_would_change_nothing_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError, match=r"DATAB|NOPE|database\.uri"):
        configuration.load(None)


def test_variables_of_the_tools_and_empty_ones_of_a_platform_are_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RESONANCE_PROOF", "full")
    monkeypatch.setenv("RESONANCE_SCREENSHOTS", "docs/images")
    monkeypatch.setenv("RESONANCE_SLACK__BOT_TOKEN", "")

    assert not configuration.load(None).slack.on


def _wrong(folder: Path, toml: str) -> str:
    """Return what is said of this configuration."""
    (folder / "resonance.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        configuration.load(folder / "resonance.toml")
    return str(caught.value)


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract lies beside the project")
def test_the_contract_is_a_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```toml\n(.*?)```", CONTRACT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "contract.toml").write_text(found[1], encoding="utf-8")
    monkeypatch.setenv("WMS_TOKEN", "a-token-of-the-warehouse")
    for name in ("WX_APIV3_KEY", "WMS_KEY", "WMS_SECRET"):
        monkeypatch.setenv(name, "0123456789abcdef0123456789abcdef")

    settings = configuration.load(tmp_path / "contract.toml")

    assert settings.schedule.trace_sheet == time(10)
    assert settings.confirmation.call_after == timedelta(days=1)
    assert settings.confirmation.call_hours == Span(start=time(9), until=time(20))
    assert settings.contracts[0].missing == Decimal("0.005")
    assert settings.gifts[0].match.min_amount == Decimal(199)
    assert settings.gateways[0].secret is not None
    assert settings.gateways[0].secret.get_secret_value().startswith("0123"), "read at the start"
    assert "0123" not in f"{settings.gateways} {settings.payments}", "a secret is masked"


@pytest.mark.parametrize(
    ("text", "of_all", "of_zto"),
    [
        ("", 6, 6),
        ('[contracts]\nsign_lag = "2h"\n', 2, 2),
        ('[[contracts]]\npartner = "ZTO"\nsign_lag = "9h"\n', 6, 9),
        ('[[contracts]]\nsign_lag = "3h"\n[[contracts]]\npartner = "ZTO"\n', 3, 6),
    ],
)
def test_limits_are_of_every_partner_or_of_the_one_they_name(
    tmp_path: Path, text: str, of_all: int, of_zto: int
) -> None:
    (tmp_path / "resonance.toml").write_text(text, encoding="utf-8")
    rules = build_deps(configuration.load(tmp_path / "resonance.toml"), Signer("s")).health

    assert rules.sign_lag_of("SF") == timedelta(hours=of_all)
    assert rules.sign_lag_of("ZTO") == timedelta(hours=of_zto)


def test_limits_of_legs_are_added_to_those_that_are_shipped(tmp_path: Path) -> None:
    (tmp_path / "resonance.toml").write_text(
        '[logistics]\nremote = ["云南"]\n'
        '[[logistics.limits]]\nleg = "arrival"\ncarrier = "zhongtong"\nregion = "remote"\n'
        'within = "60h"\n',
        encoding="utf-8",
    )
    rules = build_deps(configuration.load(tmp_path / "resonance.toml"), Signer("s")).legs

    assert rules.limit_of(Leg.ARRIVAL, "ZTO", rules.region_of("云南省")) == timedelta(hours=60)
    assert rules.limit_of(Leg.ARRIVAL, "YTO", Region.REMOTE) == timedelta(hours=96)
    assert rules.region_of("新疆") is Region.NEAR


def test_limits_of_every_partner_may_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RESONANCE_CONTRACTS__SIGN_LAG", "90m")

    assert configuration.load(None).contracts[0].sign_lag == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('[[warehouses]]\nname = "hz"\nlat = 91\nlng = 0\n', "warehouses.0.lat"),
        ('[[carriers]]\ncode = "顺丰"\nname = "顺丰"\n', "carriers.0.code"),
        ('[[gateways]]\nname = "g"\nkind = "fax"\nurl = "http://x"\n', "gateways.0.kind"),
        ('[[gateways]]\nname = "g"\nkind = "webhook"\nurl = "http://x"\n', "gateways.0"),
        (
            '[[gateways]]\nname = "g"\nkind = "qimen"\nurl = "http://x"\nsecret = "s"\n',
            "gateways.0",
        ),
        (
            '[[gateways]]\nname = "slack"\nkind = "webhook"\nurl = "http://x"\nsecret = "s"\n',
            "gateways",
        ),
        (
            '[[warehouses]]\nname = "hz"\nlat = 1\nlng = 0\ngateway = "g"\n',
            "warehouses",
        ),
        ('[[contracts]]\npartner = "wechat"\nmissing = 0.5\n', "contracts.0.missing"),
        ('[health]\nblocked = { above = "5%", below = "1%" }\n', "health.blocked"),
        (
            (
                '[[payments]]\nprovider = "wechat"\nmerchant = "1"\n[[payments.contracts]]\n'
                'version = "1"\nkey = "k"\n'
            ),
            "payments.0.contracts.0",
        ),
    ],
)
def test_keys_of_systems_to_come_are_checked_like_all_others(
    tmp_path: Path, text: str, path: str
) -> None:
    assert _wrong(tmp_path, text).startswith(f"{path}: ")


def test_the_example_shows_every_key_of_the_contract_that_has_a_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WMS_TOKEN", "a-token-of-the-warehouse")
    monkeypatch.setenv("OMS_TOKEN", "a-token-of-the-orders")
    example = ROOT / "resonance.example.toml"

    settings = configuration.load(example)

    shown = tomllib.loads(example.read_text(encoding="utf-8"))
    for name in ("confirmation", "schedule"):
        section = getattr(settings, name)
        assert section == type(section)(), "the example shows the defaults"
        defaults = type(section)().model_dump(exclude_none=True)
        assert shown[name].keys() == defaults.keys()


def test_a_system_speaks_the_vocabularies_that_are_written_and_a_webhook_is_told_of_steps(
    tmp_path: Path,
) -> None:
    (tmp_path / "resonance.toml").write_text(
        '[statuses]\nERP = "wdt.trade_status(企业版)"\n'
        'wms = ["article.WMS", "qimen.processStatus"]\n'
        '[[gateways]]\nname = "shop"\nkind = "webhook"\nurl = "http://127.0.0.1:9"\nsecret = "s"\n'
        'told_of = ["track"]\n',
        encoding="utf-8",
    )
    deps = build_deps(configuration.load(tmp_path / "resonance.toml"), Signer("s"))

    assert deps.policy.statuses.stage("erp", "95") is Stage.SHIPPED
    assert deps.policy.statuses.row("erp", "Sent") is None
    assert deps.policy.statuses.stage("wms", "LOADED") is Stage.SHIPPED
    assert deps.policy.statuses.stage("carrier", "3") is Stage.SIGNED
    assert deps.told_of == {CallAction.TRACK: ("shop",)}


def test_only_a_webhook_is_told_of_steps(tmp_path: Path) -> None:
    qimen = (
        '[[gateways]]\nname = "wms"\nkind = "qimen"\nurl = "http://127.0.0.1:9"\nkey = "k"\n'
        'secret = "s"\ncustomer_id = "c"\ntold_of = ["track"]\n'
    )

    assert "told_of" in _wrong(tmp_path, qimen)
