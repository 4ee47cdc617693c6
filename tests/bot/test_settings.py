"""The settings: what the contract and the example say is taken as written."""

import re
import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot import settings as configuration
from rules.calendar import Span

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT.parent / "shared" / "contract.md"


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
        assert shown[name].keys() == type(section).model_fields.keys()
