"""The settings: what the contract and the example say is taken as written."""

import re
import tomllib
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.config import settings as configuration
from bot.config.errors import ConfigurationError
from rules.people.calendar import Span

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

    settings = configuration.load(tmp_path / "contract.toml")

    assert settings.schedule.trace_sheet == time(10)
    assert settings.confirmation.call_after == timedelta(days=1)
    assert settings.confirmation.call_hours == Span(start=time(9), until=time(20))
    assert settings.contracts[0].missing == Decimal("0.005")
    assert settings.gifts[0].match.min_amount == Decimal(199)
    assert "env:" not in f"{settings.gateways} {settings.payments}", "a secret is masked"


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
                'version = "1"\nkey = "env:K"\n'
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
