"""The recipes of CONTRIBUTING.md: how many files a change touches, walked on a copy of the tree."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.meta.tree import ROOT, copy_to

#: What a change may cost, in files; where a subject has files of its own, those beside them.
BOUNDS: Mapping[str, int] = {
    "A sentence": 1,
    "A configuration key": 3,
    "A signal kind": 4,
    "A button": 4,
    "A command": 4,
    "A channel": 3,
    "An HTTP endpoint": 3,
    "A kind of trouble": 4,
    "A sweep": 2,
    "A reason of a hold": 2,
    "A kind of message": 3,
    "A card about something new": 2,
    "An outward call": 2,
    "A kind of draft": 2,
}
#: What has files of its own, which do not count.
_WITH_OWN_FILES = frozenset({
    "A channel", "A card about something new", "An outward call", "A kind of draft",
})  # fmt: skip
#: What is shown by tests of its own: `tests/handlers/test_unasked.py`, `test_card_subjects.py`,
#: `test_calls.py`, `test_status_drafts.py` beside it, and the conformance suite.
_SHOWN_ELSEWHERE = frozenset({"A kind of message", *_WITH_OWN_FILES})
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-v")
#: One database is enough; lists that `make map` writes are not written here.
_LEFT_OUT = "not postgresql and not list_of_commands"
_STEP = re.compile(r"^\d+\. (.*)$", re.MULTILINE)
_PATH = re.compile(r"`((?:rules|storage|handlers|bot|tests)/[\w/.<>]*|[\w.]+\.(?:toml|md))`")


def _steps(recipe: str) -> list[str]:
    """Return the file that each numbered step of a recipe names first."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition(f" / {recipe}\n")[2].partition("\n#")[0]
    return [_PATH.findall(step)[0] for step in _STEP.findall(section)]


@pytest.mark.parametrize("recipe", BOUNDS)
def test_a_recipe_names_files_that_exist_and_no_more_than_the_change_may_cost(recipe: str) -> None:
    steps = _steps(recipe)
    counted = [path for path in steps if "<" not in path or recipe not in _WITH_OWN_FILES]

    assert 0 < len(counted) <= BOUNDS[recipe]
    assert [path for path in steps if "<" not in path and not (ROOT / path).exists()] == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change as its recipe has it: file -> (after which text, what), and a test that shows it."""

    recipe: str
    edits: Mapping[str, tuple[tuple[str, str], ...]]  #: A new file is put after nothing.
    proof: str
    folder: str = "tests/handlers"
    word: str = "rain"  #: What a `<name>` of the recipe is called; all are made in one copy.
    checks: tuple[str, ...] = ()  #: Tests of the tree that have to hold, too.


CHANGES = [
    Change(
        recipe="A sentence",
        edits={
            "rules/wording/reports.py": (
                (r"^REPORTS: .*\n", '    "rain": ("{place}下雨了", "rain in {place}"),\n'),
            )
        },
        proof="""
from rules.wording.say import say

def test_it() -> None:
    assert [say("rain", lang, place="X") for lang in ("zh", "en")] == ["X 下雨了", "rain in X"]
""",
        checks=("tests/rules/test_wording.py",),
    ),
    Change(
        recipe="A configuration key",
        edits={
            "bot/config/sections/general.py": (
                (
                    r"^class DeliverySection.*\n.*\n\n",
                    "    linger: Duration = timedelta(9)\n",
                ),
            ),
            "rules/delivery/policy.py": (
                (
                    r"^class DeliveryPolicy.*\n.*\n\n",
                    "    linger: timedelta = timedelta(9)\n",
                ),
            ),
            "resonance.example.toml": ((r"^# \[delivery\]\n", '# linger = "9d"\n'),),
        },
        proof="""
from datetime import timedelta
from bot.config.settings import load
from bot.config.wiring import build_deps
from bot.signing import Signer

def test_it(tmp_path) -> None:
    (tmp_path / "r.toml").write_text('[delivery]\\nlinger = "3m"\\n')
    deps = build_deps(load(tmp_path / "r.toml"), Signer(b"k" * 32))
    assert deps.delivery.linger == timedelta(minutes=3)
""",
        checks=("tests/meta/test_promises.py",),
    ),
    Change(
        recipe="A signal kind",
        edits={
            "rules/vocabulary.py": ((r"^class Kind\(.*\n.*\n\n", '    RAIN = "rain"\n'),),
            "rules/resonance/policy.py": (
                (r"^BUILT_IN: .*\n", '    _rule(Kind.RAIN, "5.0", 1, SignalClass.INTENT),\n'),
                (r"^INPUTS: .*\n(?:    \{\n)?", '    Kind.RAIN: frozenset({"coupon.applied"}),\n'),
            ),
            "rules/resonance/signals.py": (
                (
                    r"^    before_shipping = .*\n",
                    (
                        '    for fact in told_once(by_type.get("coupon.applied", []), _seen):\n'
                        "        out.append(_once(Kind.RAIN, fact, over))\n"
                    ),
                ),
            ),
            "rules/wording/names.py": ((r"^NAMES: .*\n", '    "kind_rain": ("下雨", "rain"),\n'),),
        },
        proof="""
def test_it(h) -> None:
    h.ordered()
    h.happens("coupon.applied", depth="0.01")
    assert h.order()["level"] == "red"
    assert "下雨" in h.says("为什么 1024", by="王敏").text
    assert "5.0 → 0.0" in h.says("假如 1024 下雨-1", by="王敏").text
""",
    ),
    Change(
        recipe="A button",
        edits={
            "rules/vocabulary.py": ((r"^class Action\(.*\n.*\n\n", '    PRAISE = "praise"\n'),),
            "rules/cards/alert/card.py": (
                (r"^    AlertState.OPEN: \(\n", "        Action.PRAISE,\n"),
                (r"^_COMMANDS: .*\n", "    Action.PRAISE: Name.CLAIM,\n"),
            ),
            "handlers/chat/decisions.py": (
                (
                    r"^    match wish\.action:\n",
                    (
                        "        case Action.PRAISE:\n"
                        '            return done(deps, "done_praise", wish, now)\n'
                    ),
                ),
            ),
            "rules/wording/names.py": (
                (
                    r"^NAMES: .*\n",
                    (
                        '    "action_praise": ("点赞", "Praise"),\n'
                        '    "done_praise": ("点赞", "praised"),\n'
                    ),
                ),
            ),
        },
        proof="""
def test_it(h) -> None:
    h.ordered()
    h.turns_red()
    card = h.expect_card("1024")
    assert "点赞" in [button.label for button in card.card.buttons]
    assert card.press("praise", by="王敏").text == "点赞"
    assert card.press("praise", by="nobody").text != "点赞"
""",
        checks=("tests/rules/test_wording.py",),
    ),
    Change(
        recipe="A command",
        edits={
            "rules/chat/words.py": (
                (r"^class Name\(.*\n.*\n\n", '    RAIN = "rain"\n'),
                (
                    r"^SPECS: .*\n",
                    (
                        '    Spec(name=Name.RAIN, zh=("下雨",), en=("rain",), order="none",\n'
                        '         examples=("下雨", "rain")),\n'
                    ),
                ),
            ),
            "handlers/commands/<name>.py": (
                (
                    "",
                    (
                        '"""`下雨`: whether it rains."""\n\n\n'
                        "def rain(_tx, deps, _question, _now):\n"
                        '    """Say it."""\n'
                        "    from rules.wording.say import say\n\n"
                        '    return say("rains", deps.lang)\n'
                    ),
                ),
            ),
            "handlers/chat/command_table.py": (
                (r"^from handlers\.deps import .*\n", "from handlers.commands import rain\n"),
                (r"^_REPORTS: .*\n", "    Name.RAIN: rain.rain,\n"),
            ),
            "rules/wording/reports.py": (
                (
                    r"^REPORTS: .*\n",
                    (
                        '    "rains": ("在下雨", "it rains"),\n'
                        '    "usage_rain": ("下雨", "rain"),\n'
                        '    "what_rain": ("下不下雨", "whether it rains"),\n'
                    ),
                ),
            ),
        },
        proof="""
def test_it(h) -> None:
    assert h.says("下雨", by="王敏").text == "在下雨"
    assert "下不下雨" in h.says("帮助", by="王敏").text
""",
        checks=("tests/rules/test_commands.py", "tests/rules/test_wording.py"),
    ),
    Change(
        recipe="An HTTP endpoint",
        edits={
            "bot/web/<name>.py": (
                (
                    "",
                    (
                        '"""GET /v1/rain: whether it rains."""\n\n'
                        "from pydantic import BaseModel\n\n\n"
                        'class Rain(BaseModel):\n    """How it is."""\n\n    falls: bool\n\n\n'
                        'async def rain() -> Rain:\n    """Say it."""\n'
                        "    return Rain(falls=True)\n"
                    ),
                ),
            ),
            "bot/web/app.py": (
                (r"^from bot\.web\.document\.pages import .*\n", "from bot.web.rain import rain\n"),
                (
                    r"^    for path, answer, refuses, summary in \(\n",
                    '        ("/v1/rain", rain, (), "下雨 / rain"),\n',
                ),
            ),
        },
        proof="""
def test_it(api) -> None:
    assert api.http.get("/v1/rain").json() == {"falls": True}
    assert "/v1/rain" in api.http.get("/openapi.json").json()["paths"]
""",
        folder="tests/bot",
    ),
    Change(
        recipe="A sweep",
        edits={
            "handlers/sweeps/<name>.py": (
                (
                    "",
                    (
                        '"""Rain: dries by itself."""\n\n\ndef sweep(_tx, _deps, _now):\n'
                        '    """Dry."""\n    return 0\n'
                    ),
                ),
            ),
            "handlers/sweeps/__init__.py": (
                (r"^    mornings,\n", "    rain,\n"),
                (r"^SWEEPS: .*\n    \{\n", '        "rain": rain.sweep,\n'),
            ),
        },
        proof="""
from handlers.sweeps import SWEEPS

def test_it(h) -> None:
    assert h.database.do(lambda tx: SWEEPS["rain"](tx, h.deps, h.now)) == 0
""",
    ),
    Change(
        recipe="A kind of trouble",
        word="hail",
        edits={
            "rules/health/troubles.py": ((r"^class Wrong\(.*\n.*\n\n", '    HAIL = "hail"\n'),),
            "handlers/sweeps/<name>.py": (
                (
                    "",
                    (
                        '"""Hail: a city in which it hails is one trouble."""\n\n'
                        "from handlers.health import troubles\n"
                        "from rules.health.troubles import Found, Wrong\n\n\n"
                        'def sweep(tx, deps, now):\n    """Compare."""\n'
                        '    found = {"杭州": Found(since=now)}\n'
                        "    return troubles.compare(tx, deps, Wrong.HAIL, found, now)\n"
                    ),
                ),
            ),
            "handlers/sweeps/__init__.py": (
                (r"^    mornings,\n", "    hail,\n"),
                (r"^SWEEPS: .*\n    \{\n", '        "hail": hail.sweep,\n'),
            ),
            "rules/wording/health/troubles.py": (
                (
                    r"^HEALTH: .*\n",
                    (
                        '    "trouble_badge_hail": ("{name}下雹", "hail in {name}"),\n'
                        '    "trouble_hail": ("{name} 在下雹。", "It hails in {name}."),\n'
                        '    "trouble_do_hail": ("别去 {name}", "Stay out of {name}"),\n'
                    ),
                ),
            ),
        },
        proof="""
from datetime import timedelta

def test_it(h) -> None:
    h.pass_time(timedelta(seconds=1))
    (out,) = h.read("杭州下雹")
    assert out.picture.card.title == "杭州下雹 · 未恢复"
""",
    ),
    Change(
        recipe="A reason of a hold",
        edits={
            "rules/shipping/reasons.py": (
                (r'^    MANUAL = "MANUAL"\n', '    RECALL = "RECALL"\n'),
                (
                    r"^    HoldReason.MANUAL: .*\n",
                    "    HoldReason.RECALL: Reason(machine=True, release_role=Role.ADMIN),\n",
                ),
            ),
            "rules/wording/names.py": (
                (
                    r'^    "hold_MANUAL": .*\n',
                    '    "hold_RECALL": ("厂家召回", "recalled by the maker"),\n',
                ),
            ),
        },
        proof="""
from rules.shipping.holds import meant_by_release
from rules.shipping.reasons import reason_of
from rules.shipping.texts import hold_text
from rules.vocabulary import Role
from tests.builders import a_hold
from tests.rules.reading import reading

def test_it() -> None:
    hold = a_hold("RECALL", release_role=reason_of("RECALL").release_role)
    assert meant_by_release([hold], by="王敏") == (hold,)
    assert hold.release_role is Role.ADMIN
    assert "厂家召回" in hold_text(hold)
    assert "recalled by the maker" in hold_text(hold, "en")
    assert reading("放行 1024 recall").hold == "RECALL"
""",
        folder="tests/rules",
        checks=("tests/rules/test_reasons.py", "tests/rules/test_wording.py"),
    ),
]


def test_every_recipe_that_can_be_done_here_is() -> None:
    assert BOUNDS.keys() - {change.recipe for change in CHANGES} == _SHOWN_ELSEWHERE


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.recipe)
def test_a_change_touches_the_files_of_its_recipe_alone(change: Change) -> None:
    named = tuple(_steps(change.recipe))

    assert [path for path in change.edits if not path.startswith(named)] == []


def test_every_change_works(tmp_path: Path) -> None:
    """All of them are made in one copy, since starting costs more than they do."""
    copy_to(tmp_path, "tests")
    for number, change in enumerate(CHANGES):
        for name, edits in change.edits.items():
            _edit(tmp_path / name.replace("<name>", change.word), edits)
        proof = tmp_path / change.folder / f"test_recipe_{number}.py"
        proof.write_text(change.proof, encoding="utf-8")

    proofs = (f"{c.folder}/test_recipe_{n}.py" for n, c in enumerate(CHANGES))
    checks = [*proofs, *(check for change in CHANGES for check in change.checks)]
    ran = subprocess.run(
        [sys.executable, *_PYTEST, "-k", _LEFT_OUT, *dict.fromkeys(checks)],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout.decode()
    shutil.rmtree(tmp_path)


def _edit(path: Path, edits: tuple[tuple[str, str], ...]) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for after, what in edits:
        found = re.search(after, text, re.MULTILINE)
        assert found, f"{path.name} has no {after!r} any more"
        text = text[: found.end()] + what + text[found.end() :]
    path.write_text(text, encoding="utf-8")
