"""`resonance tune` prints the front, draws it, and proposes nothing that may be chance."""

from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest
from typer.testing import CliRunner, Result

from bot.cli import cli
from rules.drafts.draft import TUNING
from storage.database import opened
from tests.past_orders import KINDS, dice, past_orders

_CONFIG = "".join(
    f'[[resonance.signals]]\nkind = "{kind}"\nweight = "0.5"\ncap = 2\n' for kind in KINDS
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Return a file of orders of which bad ones can be told, and the shop's configuration."""
    lines = sorted(
        (event.received_at, event.id, event)
        for facts in past_orders(dice(7), 400, telling=0.8)
        for event in facts.events
    )
    told = [
        orjson.dumps({
            "specversion": "1.0", "id": e.id, "source": e.source, "type": e.type,
            "subject": e.order_no, "time": e.at, "data": e.data,
        })
        for _, _, e in lines
    ]  # fmt: skip
    (tmp_path / "past.jsonl").write_bytes(b"\n".join(told))
    url = f'[database]\nurl = "sqlite:///{tmp_path / "shop.db"}"\n'
    (tmp_path / "shop.toml").write_text(f'{url}[resonance]\nmiss_cost = "5"\n{_CONFIG}')
    return [str(tmp_path / "past.jsonl"), "--config", str(tmp_path / "shop.toml")]


def _tuned(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["tune", *arguments])


def test_the_front_is_printed_and_drawn_and_what_pays_may_be_drafted(
    files: list[str], tmp_path: Path
) -> None:
    done = _tuned(*files, "--picture", str(tmp_path / "front.svg"), "--apply-draft")

    assert done.exit_code == 0, done.output
    title, *_, advice = done.stdout.strip().splitlines()
    assert "能下结论的 400 单" in title
    assert "5 ←本店" in done.stdout
    assert advice.startswith("每千单省 ¥")
    assert "点按 ¥1.0，漏报 ¥5.0" in advice
    drawn = ET.fromstring((tmp_path / "front.svg").read_text(encoding="utf-8"))  # noqa: S314 - ours
    spots = [one for one in drawn.iter() if one.tag.endswith("circle")]
    assert len(spots) >= 2 * 7

    with opened(f"sqlite:///{tmp_path / 'shop.db'}") as database:
        (draft,) = database.look(lambda tx: tx.drafts.open())
    assert "已留草案 1" in done.stderr
    assert (draft.author, draft.kind) == (TUNING, "policy")
    assert draft.because.startswith("后来的 320 单上，每千单省 ¥")
    assert orjson.loads(draft.content)
    assert draft.picture == (tmp_path / "front.svg").read_text(encoding="utf-8")


def test_what_costs_nothing_is_no_price(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text('[resonance]\ntap_cost = "0"\n')
    (tmp_path / "past.jsonl").write_text("")

    done = _tuned(str(tmp_path / "past.jsonl"), "--config", str(tmp_path / "shop.toml"))

    assert done.exit_code != 0
    assert "tap_cost" in str(done.exception)


def test_without_orders_nothing_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "past.jsonl").write_text("{\n")

    done = _tuned(str(tmp_path / "past.jsonl"))

    assert done.exit_code == 1
    assert "不提草案：单太少" in done.stdout
    told = orjson.loads(_tuned(str(tmp_path / "past.jsonl"), "--json").stdout)
    assert (told["advice"], told["orders"], told["changes"]) == ("few", 0, {})
    assert [point["miss_in_taps"] for point in told["front"]] == [*"123458", "13", "21"]
