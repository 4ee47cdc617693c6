"""The guides tell what happens: the commands they show are run, and print what they show."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.clock import SystemClock
from bot.config import settings as configuration
from bot.demo.people import CREW
from tests.builders import SHANGHAI

ROOT = Path(__file__).parents[2]
GUIDES = (
    *ROOT.glob("README*.md"),
    *ROOT.glob("docs/*.md"),
    ROOT / "CONTRIBUTING.md",
)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: What differs from run to run, by its form: ids, times, the version of a policy, a link's token.
_VARIES = (
    (r"\b[0-9a-f]{16}\b", "<id>"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "<time>"),
    (r"(?<=版本 )[0-9a-f]{10}", "<version>"),
    (r"(?<=token=)\S+", "<token>"),
)
#: The word that Slack knows the bot by.
_NO_COMMANDS = {"order"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block of a guide, and the sentences about it, up to the next one or a heading."""

    language: str
    text: str
    after: str


def _blocks(path: Path) -> list[Block]:
    text = path.read_text(encoding="utf-8")
    found = list(_BLOCK.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)] * bool(found)
    return [
        Block(language=one[1], text=one[2], after=text[one.end() : end].partition("\n## ")[0])
        for one, end in zip(found, ends, strict=True)
    ]


def _plain(printed: str) -> str:
    for pattern, name in _VARIES:
        printed = re.sub(pattern, name, printed)
    return printed.strip()


def _says(printed: str, shown: str) -> bool:
    """Say whether this is what was shown, where … stands for anything."""
    pattern = ".*".join(re.escape(part) for part in _plain(shown).split("…"))
    return re.fullmatch(pattern, _plain(printed), re.DOTALL) is not None


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run the bot with the demo's people and token, and no day being played."""
    folder = tmp_path_factory.mktemp("served")
    people = "".join(
        f'[[people]]\nname = "{m.name}"\nrole = "{m.role}"\nconsole = "{m.console}"\n' for m in CREW
    )
    (folder / "resonance.toml").write_text(
        f'[http]\nport = 0\n[[sources]]\nname = "demo"\ntoken = "demo"\n{people}', encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251 - of a child process
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=folder, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        ports = (ln.rpartition(":")[2] for ln in process.stdout or () if ln.startswith("listening"))
        yield int(next(ports))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def _answers(calls: Sequence[Block], port: int) -> list[str]:
    """Run shell blocks one after another in one shell; return what each printed."""
    mark = "\x1e"
    script = f"printf '{mark}'\n".join(one.text for one in calls)
    done = subprocess.run(  # noqa: S603 - the lines of our own guides
        ["bash", "-euo", "pipefail", "-c", script.replace(":8080", f":{port}")],  # noqa: S607
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.stdout.split(mark)


@pytest.mark.wire
@pytest.mark.parametrize("name", ["README.md", "docs/guide-wms.md"])
def test_calls_answer_what_stands_below_them(served: int, name: str) -> None:
    blocks = _blocks(ROOT / name)
    calls = [(n, one) for n, one in enumerate(blocks) if one.text.count("$BASE/v1")]

    answers = _answers([one for _, one in calls], served)

    assert len(calls) >= 3
    for (place, call), answer in zip(calls, answers, strict=True):
        below = blocks[place + 1] if place + 1 < len(blocks) else call
        if below.language == "json":
            assert _plain(answer) == _plain(below.text)
        for quoted in re.findall(r'`("\w+":.+?)`', call.after):
            assert quoted in answer


@pytest.mark.wire
def test_a_console_shows_what_the_server_answers(served: int) -> None:
    (shown,) = [b for b in _blocks(ROOT / "docs/guide-deploy.md") if b.text.startswith("$ curl")]
    command, _, answer = shown.text.removeprefix("$ ").partition("\n")

    (printed,) = _answers([Block(language="bash", text=command + "\n", after="")], served)

    assert printed.strip() == answer.strip()


def test_a_replay_prints_what_its_guide_shows(tmp_path: Path) -> None:
    guide = ROOT / "docs/guide-replay.md"
    day = SystemClock().now().astimezone(SHANGHAI) - timedelta(days=1)
    events = next(b.text for b in _blocks(guide) if b.language == "json")
    (tmp_path / "events.jsonl").write_text(
        events.replace("2026-11-24", f"{day:%Y-%m-%d}"), encoding="utf-8"
    )
    environment = {"RESONANCE_DATABASE__URL": f"sqlite:///{tmp_path / 'try.db'}"}
    sessions = [b.text for b in _blocks(guide) if b.language == "console"]

    for line, shown in _typed("".join(sessions)):
        arguments = [str(tmp_path / a) if a.endswith(".jsonl") else a for a in line]
        done = CliRunner().invoke(cli, arguments, env=environment)
        assert done.exit_code == 0, done.output
        if shown:
            # A year is only written where it is not this one.
            printed = re.sub(rf"(?:\d{{4}}-)?{day:%m-%d} ", "11-24 ", done.stdout)
            assert _says(printed, shown), printed

    assert len(sessions) >= 3


def _typed(session: str) -> Iterator[tuple[list[str], str]]:
    """Yield the arguments of each `$ resonance …`, and what is shown below it."""
    for one in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        line, _, shown = one.partition("\n")
        words = shlex.split(line, comments=True)
        if words[0] == "resonance":
            yield words[1:], shown


def test_a_sign_in_link_looks_as_its_guide_shows(tmp_path: Path) -> None:
    config = tmp_path / "resonance.toml"
    config.write_text(
        '[[people]]\nname = "王敏"\nrole = "approver"\nconsole = "wangmin"\n', encoding="utf-8"
    )
    environment = {"RESONANCE_DATABASE__URL": f"sqlite:///{tmp_path / 'try.db'}"}
    session = next(b.text for b in _blocks(ROOT / "docs/guide-console.md") if "sign-in" in b.text)

    ((arguments, shown),) = _typed(session)
    done = CliRunner().invoke(cli, [*arguments, "--config", str(config)], env=environment)

    assert _says(done.stdout, shown), done.output


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_and_target_that_is_named_exists(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    code = "\n".join([*(b.text for b in _blocks(guide)), *re.findall(r"`([^`\n]+)`", text)])
    there = {c.name or c.callback.__name__ for c in cli.registered_commands if c.callback}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))

    named = set(re.findall(r"(?:^|[\s$/])resonance ([a-z][a-z-]*)", code, re.MULTILINE))
    assert named - _NO_COMMANDS <= there
    assert set(re.findall(r"^(?:\$ )?make ([a-z][a-z-]*)", code, re.MULTILINE)) <= targets


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_every_command_is_in_the_table_of_commands(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    section = text.partition("## 命令行" if name == "README.md" else "## The command line")[2]
    section = section.partition("\n## ")[0]

    names = [c.name or c.callback.__name__ for c in cli.registered_commands if c.callback]
    assert [n for n in names if not re.search(rf"`(?:resonance )?{n}\b", section)] == []
    assert "--version" in section


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_what_a_guide_shows_of_a_configuration_is_accepted(
    guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for block in _blocks(guide):
        if block.language != "toml":
            continue
        for name in re.findall(r'"env:(\w+)"', block.text):
            monkeypatch.setenv(name, f"a-value-of-its-own-for-{name}")
        config = tmp_path / "resonance.toml"
        config.write_text(block.text, encoding="utf-8")
        configuration.load(config)  # a wrong key or value raises
