"""Every check is broken on purpose, on a copy of the tree, and must notice."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.meta.tree import ROOT, copy_to, pyproject


@dataclass(frozen=True, slots=True, kw_only=True)
class Sin:
    """One thing nobody may do, and the words by which its check refuses it."""

    check: tuple[str, ...]  #: A Python module and its arguments.
    file: str  #: What is added to the copy; to a file that is there, its end.
    code: str
    refusal: str  #: Of the part of what is said in which the file is named, if it is a new one.


FORMAT = ("ruff", "format", "--check", "--no-cache", ".")
LINT = ("ruff", "check", "--no-cache", "--output-format", "concise", ".")
TYPES = ("mypy",)  #: Of the files of its sins alone: they import nothing of ours.
CONTRACTS = ("importlinter.cli",)
PYTEST = (
    "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-vv",
    "--continue-on-collection-errors", "tests/meta/test_tests.py", "tests/meta/test_outbox.py",
    "tests/meta/test_layout.py", "tests/meta/test_migrations.py", "-k",
    "not postgresql and not one_sentence",
)  # fmt: skip


def _lint(code: str, refusal: str) -> Sin:
    return Sin(check=LINT, file="handlers/sin.py", code=code, refusal=refusal)


def _type(code: str, refusal: str) -> Sin:
    return Sin(check=TYPES, file="rules/sin.py", code=code, refusal=refusal)


def _test(file: str, code: str, refusal: str) -> Sin:
    return Sin(check=PYTEST, file=file, code=code, refusal=refusal)


_CYCLES = "No cycles anywhere"
_BANS = pyproject()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]

#: (name of the contract, file, code): all of them are committed in one copy and must each be named.
_CONTRACT_SINS = [
    ("Layers: bot > handlers > storage > rules", "rules/sin.py", "import storage.tx\n"),
    ("Layers: bot > handlers > storage > rules", "storage/sin.py", "import handlers.deps\n"),
    ("Layers: bot > handlers > storage > rules", "handlers/sin.py", "import bot.clock\n"),
    ("rules/ is pure", "rules/sin.py", "import asyncio\n"),
    ("rules/ is pure", "rules/sin.py", "import time\n"),
    ("rules/ is pure", "rules/sin.py", "import pydantic\n"),
    (
        "handlers/ sees no ORM, no HTTP, no settings, no scheduler",
        "handlers/sin.py",
        "import starlette\n",
    ),
    ("Tables never leave storage/", "handlers/sin.py", "import storage.columns\n"),
    ("handlers/ never open a database", "handlers/sin.py", "import storage.database\n"),
    ("storage/ speaks to the database only", "storage/sin.py", "import structlog\n"),
    (_CYCLES, "storage/lane.py", "import storage.tx\n"),
    ("Inside rules/", "rules/sin.py", ""),
    ("Inside rules/", "rules/wording/say.py", "import rules.cards.alert.card\n"),
    ("Inside storage/", "storage/sin.py", ""),
    ("Inside handlers/", "handlers/sin.py", ""),
    ("Inside handlers/", "handlers/people/rota.py", "import handlers.alerts.announce\n"),
    ("Inside bot/config/", "bot/config/sin.py", ""),
    ("Inside bot/web/", "bot/web/sin.py", ""),
    ("Inside bot/", "bot/sin.py", ""),
    ("Inside bot/", "bot/web/sin.py", "import bot.channels.base\n"),
    ("Channels do not know each other", "bot/channels/sin.py", ""),
    ("Only the composition root reads settings", "bot/web/sin.py", "import bot.config.settings\n"),
    ("One door: the database", "bot/sin.py", "import sqlalchemy\n"),
    ("One door: the scheduler", "bot/sin.py", "import apscheduler\n"),
    ("One door: DingTalk's frames", "bot/sin.py", "import dingtalk_stream\n"),
    ("One door: HTTP to chat platforms", "bot/sin.py", "import aiohttp\n"),
    ("One door: HTTP to systems that are called", "bot/channels/sin.py", "import httpx\n"),
    ("Gateways do not know each other", "bot/gateways/qimen.py", "import bot.gateways.webhook\n"),
    ("One door: WebSockets to others", "bot/sin.py", "import websockets\n"),
    ("One door: Aliyun", "bot/sin.py", "import alibabacloud_tea_util\n"),
    ("One door: seals of payments", "rules/payments/sin.py", "import cryptography\n"),
    ("One door: pages for customers", "bot/sin.py", "import jinja2\n"),
    ("One door: Slack", "bot/sin.py", "import slack_bolt\n"),
    ("One door: seals of payments", "handlers/sin.py", "import cryptography\n"),
    ("One door: decision tables", "handlers/sin.py", "import zen\n"),
    ("One door: workbooks", "bot/sin.py", "import xlsxwriter\n"),
    ("One door: images", "bot/sin.py", "import resvg_py\n"),
    ("One door: days off", "rules/sin.py", "import chinese_calendar\n"),
    ("One door: pages for staff", "bot/web/sin.py", "import nicegui\n"),
    ("One door: HTTP", "bot/sin.py", "import fastapi\n"),
    ("One door: the HTTP server", "bot/sin.py", "import uvicorn\n"),
    ("One door: settings from the environment", "bot/web/sin.py", "import pydantic_settings\n"),
    ("One door: signatures", "bot/web/sin.py", "import itsdangerous\n"),
    ("One door: metrics", "bot/web/sin.py", "import prometheus_client\n"),
    ("One door: logs", "bot/sin.py", "import structlog\n"),
    ("One door: the command line", "bot/sin.py", "import typer\n"),
    ("One door: the terminal", "bot/sin.py", "import rich\n"),
]

SINS = [
    Sin(check=FORMAT, file="rules/sin.py", code="x=  1\n", refusal="-->"),
    *(
        _lint(f'"""A sin."""\n\nimport {name.split(".")[0]}\n\nx = {name}\n', ban["msg"])
        for name, ban in _BANS.items()
        if not name.startswith(("datetime.", "unittest."))
    ),
    *(
        _lint(f'"""A sin."""\n\nfrom datetime import {sort}\n\nx = {sort}.{call}()\n', ban["msg"])
        for name, ban in _BANS.items()
        if name.startswith("datetime.")
        for sort, call in [name.split(".")[1:]]
    ),
    _lint(
        '"""A sin."""\n\nfrom unittest import mock\n\nx = mock.patch("y")\n',
        _BANS["unittest.mock.patch"]["msg"],
    ),
    _lint('"""A sin."""\n\nprint("x")\n', "T201"),
    _lint("x = 1\n", "D100"),
    _lint('"""A sin."""\n\nfrom . import deps\n', "TID252"),
    _type('"""A sin."""\n\n\ndef f(x):\n    return x\n', "no-untyped-def"),
    _type(
        '"""A sin."""\n\nfrom enum import Enum\n\n\nclass A(Enum):\n    X = 1\n    Y = 2\n\n\n'
        "def f(a: A) -> None:\n    match a:\n        case A.X:\n            print(1)\n",
        "exhaustive-match",
    ),
    _type('"""A sin."""\n\nx: int = ""  # type: ignore\n', "ignore-without-code"),
    _type('"""A sin."""\n\n\ndef f(x: int) -> int:\n    return x\n    x += 1\n', "unreachable"),
    _test(
        "tests/test_sin.py",
        'import warnings\n\n\ndef test_x() -> None:\n    warnings.warn("x")\n',
        "UserWarning: x",
    ),
    _test(
        "tests/test_sin.py",
        'import socket\n\n\ndef test_x():\n    socket.socket().connect(("192.0.2.1", 9))\n',
        "SocketConnectBlockedError",
    ),
    _test(
        "tests/test_sin.py",
        "import pytest\n\n\n@pytest.mark.misspelt\ndef test_x() -> None:\n    pass\n",
        "'misspelt' not found in `markers`",
    ),
    _test(
        "tests/test_sin.py",
        "from bot import clock\n\n\ndef test_y(monkeypatch):\n"
        '    monkeypatch.setattr(clock, "now", None)\n',
        "pass a fake in; do not patch",
    ),
    _test(
        "tests/test_sin.py",
        "import time\n\n\ndef wait() -> None:\n    time.sleep(0.5)\n",
        "wait for it",
    ),
    _test(
        "storage/shipping/tables.py",
        "\n\nclass Sin(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n",
        "New upgrade operations detected",
    ),
    _test(
        "storage/sin.py",
        "from storage.delivery.tables import OutboxRow\nfrom storage.mapping import table\n\n"
        "_rows = table(OutboxRow)\n\n\ndef f(c):\n    c.execute(_rows.insert())\n",
        "test_one_statement_inserts_into_the_outbox",
    ),
    _test(
        "storage/sin.py",
        'DONE = "UPDATE outbox SET state = 1"\n',
        "test_three_repositories_change_what_lies_in_the_outbox",
    ),
    _test(
        "handlers/sin.py",
        "def f(tx, promise):\n    tx.outbox.promise([promise])\n",
        "test_one_module_makes_promises_and_brings_them_there",
    ),
    _test(
        "rules/sin.py",
        '"""A sin."""\n' * 251,
        "test_the_map_names_every_module_and_says_what_it_says_of_itself",
    ),
    _test("rules/sin.py", '"""A sin."""\n' * 251, "test_a_module_fits_in_one_sitting"),
    _test("CONTRIBUTING.md", "[nowhere](docs/nowhere.md)\n", "docs/nowhere.md"),
    _test(
        "CONTRIBUTING.md",
        "see /" + "home/me/x\n",
        "test_no_file_tells_of_the_machine_it_was_written_on",
    ),
]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the tree to sin in."""
    monkeypatch.setenv("COLUMNS", "500")  # no tool is to break its words
    copy_to(tmp_path, "tests/meta")
    for name in ("conftest.py", "pgbouncer.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    return tmp_path


def _run(check: tuple[str, ...], where: Path) -> tuple[bool, str]:
    module, *arguments = check
    start = "from importlinter.cli import lint_imports_command as run; run()"
    command = ["-c", start] if module == "importlinter.cli" else ["-m", module]
    ran = subprocess.run(
        [sys.executable, *command, *arguments],
        cwd=where, capture_output=True, check=False,
    )  # fmt: skip
    return ran.returncode == 0, ran.stdout.decode() + ran.stderr.decode()


@pytest.mark.timeout(600)  # a whole run of tests within one
@pytest.mark.parametrize(
    "check", [FORMAT, LINT, TYPES, PYTEST], ids=["format", "lint", "types", "pytest"]
)
def test_each_check_catches_the_sins_it_is_for(check: tuple[str, ...], copy: Path) -> None:
    sins = [
        replace(sin, file=sin.file.replace("sin.py", f"sin{number}.py"))
        for number, sin in enumerate(sin for sin in SINS if sin.check == check)
    ]
    for sin in sins:
        path = copy / sin.file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + sin.code, encoding="utf-8")
    new = [sin.file for sin in sins if not (ROOT / sin.file).exists()]
    files = new if check == TYPES else [file for file in new if file.startswith("tests/")]

    fine, said = _run((*check, *files), copy)

    assert not fine
    parts = _parts(check, said)
    for sin in sins:
        named = sin.file if sin.file in new else ""
        assert any(sin.refusal in part and named in part for part in parts), f"{sin}\n{said}"


def _parts(check: tuple[str, ...], said: str) -> list[str]:
    """Return what a check says of one thing after the other."""
    if check != PYTEST:
        return said.splitlines()
    heads = [m.span() for m in re.finditer(r"^[_=]+ .+ [_=]+$", said, re.MULTILINE)]
    ends = [start for start, _ in heads[1:]] + [len(said)]
    return [
        said[start:end] for (start, _), end in zip(heads, ends, strict=True) if said[start] == "_"
    ]


def _verdicts(said: str) -> dict[str, str]:
    """Return what the linter says of each broken contract."""
    _, _, broken = said.partition("Broken contracts\n")
    parts = re.split(r"^(.+)\n-+\n$", broken, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_each_contract_names_the_sins_it_is_for_and_without_them_is_kept(copy: Path) -> None:
    fine, said = _run(CONTRACTS, copy)
    assert fine, said

    for _, file, code in _CONTRACT_SINS:
        path = copy / file
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + code, "utf-8")
    _, said = _run(CONTRACTS, copy)

    verdicts = _verdicts(said)
    for name, file, code in _CONTRACT_SINS:
        module = file.removesuffix(".py").replace("/", ".")
        named = f"- {module} -> {code.split()[1]} (" if code else f"- {module}\n"
        if name == _CYCLES:  # told with the edges whose removal would end all cycles, not with each
            named = f"No cycles are allowed in {module.partition('.')[0]}."
        assert named in re.sub(r"- +", "- ", verdicts[name]), f"{name}: {file}"


def test_every_contract_has_a_sin() -> None:
    contracts = {contract["name"] for contract in pyproject()["tool"]["importlinter"]["contracts"]}

    assert contracts == {name for name, _, _ in _CONTRACT_SINS}
