"""The process: it starts as configured, says what is wrong in one line, and stops cleanly."""

import gc
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from bot.cli import cli, main
from bot.process.start import starting
from rules.contracts.observation import Aspect
from storage.database import Database
from tests.platforms.payments.wechat import WeChatPay, a_key, public_pem

ROOT = Path(__file__).parents[2]
_ONE_SOURCE = """
[[sources]]
name = "wms"
token = "a-token-of-a-source"
"""
_EVENT = (
    '{{"specversion":"1.0","id":"e{number}","source":"wms","type":"chat.opened","subject":"1024",'
    '"time":"2026-11-28T10:00:00Z","data":{{}}}}'
)


def _start(*arguments: str, folder: Path, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={
            **os.environ,  # noqa: TID251 - a child process needs the machine's own
            "PYTHONPATH": str(ROOT),
            "RESONANCE_DATABASE__URL": f"sqlite:///{folder / 'p.db'}",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _port_of(process: "subprocess.Popen[str]") -> int:
    """Wait until it listens."""
    for line in process.stdout or ():
        if line.startswith("listening"):
            return int(line.rpartition(":")[2])
    pytest.fail(f"it ended with {process.wait()} before it listened")


def _answer_of(port: int) -> int:
    """Post what nobody signed to WeChat Pay's address, and return the status of the answer."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request("POST", "/v1/payments/wechat/notify", body=b"{}")
        return client.getresponse().status


def _wait_for_connections(process: "subprocess.Popen[str]", number: int) -> None:
    """Wait until the process has taken up so many connections of clients."""
    server, deadline = psutil.Process(process.pid), time.monotonic() + 10
    while sum(c.status == "ESTABLISHED" for c in server.net_connections("tcp4")) < number:
        assert time.monotonic() < deadline, "not everybody was let in"
        time.sleep(0.01)


def _run(*arguments: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    process = _start(*arguments, folder=folder, **environment)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command said, and the code it ended with."""

    code: int
    out: str
    err: str


@pytest.fixture
def here(
    tmp_path: Path,
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Said]:
    """Return what gives a command in a folder without starting a process for it: two seconds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RESONANCE_DATABASE__URL", sqlite_url)

    def given(*arguments: str, url: str | None = None) -> Said:
        if url is not None:
            monkeypatch.setenv("RESONANCE_DATABASE__URL", url)
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        return Said(code=int(ended.value.code or 0), out=said.out, err=said.err)

    return given


def test_a_hang_up_reads_the_contracts_of_payments_anew_and_a_mistake_leaves_those_in_force(
    tmp_path: Path,
) -> None:
    file, contract = tmp_path / "resonance.toml", WeChatPay()
    good = (
        f'[http]\nport = 0\n[log]\nformat = "json"\n[[payments]]\nprovider = "wechat"\n'
        f'merchant = "{contract.merchant}"\n[[payments.contracts]]\nversion = "new"\n'
        f'key = "{contract.api_key}"\npublic_key = """{public_pem(a_key("wechat"))}"""\n'
    )
    file.write_text(good.partition("[[payments]]")[0], encoding="utf-8")
    process = _start("run", folder=tmp_path)
    port = _port_of(process)
    assert _answer_of(port) == HTTPStatus.FORBIDDEN
    told = []
    for written in (good, good.replace("BEGIN", "BEGUN"), good.replace("[[payments.", "[[pay")):
        file.write_text(written, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        told.append(next(line for line in process.stderr or () if "renewed" in line))
        assert _answer_of(port) == HTTPStatus.UNAUTHORIZED
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)

    events = [json.loads(line) for line in told]
    assert [one["event"] for one in events] == [
        "contracts_renewed", "contracts_not_renewed", "contracts_not_renewed",
    ]  # fmt: skip
    assert "payments.0.contracts.0.public_key" in events[1]["error"]
    assert contract.api_key not in "".join(told)


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_a_wish_to_stop_is_met_cleanly_and_soon(tmp_path: Path, wish: signal.Signals) -> None:
    process = _start("run", folder=tmp_path, RESONANCE_HTTP__PORT="0", RESONANCE_LOG__FORMAT="json")
    _port_of(process)
    began = time.monotonic()

    process.send_signal(wish)
    _, err = process.communicate(timeout=30)

    assert process.returncode == 0, err
    assert '"stopped"' in err
    assert time.monotonic() - began < 10


def test_a_stop_answers_the_works_under_way_and_does_not_wait_for_the_silent(
    tmp_path: Path,
) -> None:
    (tmp_path / "resonance.toml").write_text(_ONE_SOURCE, encoding="utf-8")
    process = _start("run", folder=tmp_path, RESONANCE_HTTP__PORT="0")
    port = _port_of(process)
    head = (
        "POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-token-of-a-source\r\n"
        "Content-Type: application/x-ndjson\r\nContent-Length: {length}\r\n\r\n"
    )
    body = "\n".join(_EVENT.format(number=n) for n in range(4000)).encode()
    with (
        socket.create_connection(("127.0.0.1", port)) as silent,
        socket.create_connection(("127.0.0.1", port)) as half_a_head,
        socket.create_connection(("127.0.0.1", port)) as working,
    ):
        silent.sendall(head.format(length=1000).encode() + b'{"half":')
        half_a_head.sendall(b"POST /v1/events HT")
        working.sendall(head.format(length=len(body)).encode() + body)
        _wait_for_connections(process, 3)
        began = time.monotonic()

        process.send_signal(signal.SIGTERM)
        working.settimeout(20)
        answer = b"".join(iter(lambda: working.recv(4096), b""))  # until it is closed
        answered = time.monotonic() - began
        process.communicate(timeout=30)
        stopped = time.monotonic() - began

    assert process.returncode == 0
    assert b"200 OK" in answer
    assert b'"accepted":4000' in answer
    assert stopped - answered < 5, "the silent client was waited for"
    assert _seen_of(tmp_path / "p.db", "wms") == 4000, "what was seen was not written"


def _seen_of(file: Path, partner: str) -> int:
    """Return how many messages of a partner were counted."""
    database, ever = Database(f"sqlite:///{file}"), datetime(2000, 1, 1, tzinfo=UTC)
    try:
        counts = database.do(lambda tx: tx.windows.figures(ever, ever.replace(year=3000)))
    finally:
        database.close()
    return sum(
        one.number
        for key, one in counts.items()
        if key.partner == partner and key.aspect is Aspect.MESSAGES
    )


def test_nothing_is_collected_during_a_start_and_everything_after_it_even_where_it_fails() -> None:
    with starting():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), starting():
        raise KeyError
    assert gc.isenabled()
    gc.unfreeze()


def test_wrong_settings_stop_the_start_in_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "resonance.toml").write_text(
        '[http]\nport = 99999\n[schedule]\ntimezone = "Mars/N"\n'
    )

    done = _run("run", folder=tmp_path)

    assert done.returncode == 2
    said = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in said[1:]] == ["http.port", "schedule.timezone"]
    assert "Traceback" not in done.stderr


def test_the_version_and_the_help_are_there_in_both_languages(tmp_path: Path) -> None:
    asked = _run("--version", folder=tmp_path, PYTHONPROFILEIMPORTTIME="1")
    assert asked.stdout == f"resonance {version('order-resonance')}\n"
    imported = {line.rpartition("|")[2].strip() for line in asked.stderr.splitlines()}
    assert "storage.tx" in imported
    assert "fastapi" not in imported, "every command waited for what only `run` needs"

    shown = CliRunner().invoke(cli, ["--help"]).output
    commands = cli.registered_commands
    assert len(commands) >= 8
    for command in commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert name in shown
        told = CliRunner().invoke(cli, [name, "--help"], terminal_width=200).output
        for text in (command.callback.__doc__ or "", told):
            assert re.search(r"[\u4e00-\u9fff]", text), name
            assert re.search(r"[A-Z][a-z]+ [a-z]+", text), name


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///:memory:",
        "postgresql+psycopg://a:geheim/x@host/y",
        "postgresql+psycopg://a:geheim@b/c?prepare_threshold=0",
        "mysql://a:geheim@b/c",
        "",
    ],
)
def test_a_url_that_names_no_database_is_refused_without_repeating_it(
    here: Callable[..., Said], url: str
) -> None:
    said = here("migrate", url=url)

    assert said.code == 2
    assert "database" in said.err.lower().splitlines()[1]
    assert "geheim" not in said.err


@pytest.mark.parametrize("command", ["run", "migrate", "check"])
@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://a:geheim@127.0.0.1:1/x?application_name=geheim",
        "sqlite:///{folder}",
        "sqlite:///{folder}/no-such-folder/resonance.db",
        "sqlite:///{folder}/words.txt",
        "sqlite:///file:{folder}/kept.db?mode=ro&uri=true",
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, here: Callable[..., Said], sqlite_url: str, url: str, command: str
) -> None:
    (tmp_path / "words.txt").write_text("no database, but many words " * 9)
    Path(sqlite_url.removeprefix("sqlite:///")).rename(tmp_path / "kept.db")

    said = here(command, url=url.format(folder=tmp_path))

    assert said.code == 1
    line = _told(said.out, "database.url") if command == "check" else said.err.splitlines()[-1]
    assert "database.url" in line
    assert "用不了/cannotuse" in line.replace(" ", "")
    assert "127.0.0.1:1/x" in line or str(tmp_path) in line
    assert "geheim" not in said.out + said.err
    assert not (tmp_path / "no-such-folder").exists()


def _told(table: str, part: str) -> str:
    """Return what a table says of a part, put together of its lines."""
    rows = [[cell.strip() for cell in line.split("│")] for line in table.splitlines()]
    cells = [row[1:4] for row in rows if len(row) == 5]
    first = next(number for number, (name, *_) in enumerate(cells) if part in name)
    rest = takewhile(lambda row: not row[0], cells[first + 1 :])
    return f"{part} " + "".join(text for _, _, text in (cells[first], *rest))


def test_a_port_that_is_taken_and_a_host_of_others_are_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        taken = _run("run", folder=tmp_path, RESONANCE_HTTP__PORT=port)
        demo = _run("demo", "--port", port, folder=tmp_path)
    foreign = _run("run", folder=tmp_path, RESONANCE_HTTP__HOST="203.0.113.7")

    for done, where in ((taken, port), (demo, port), (foreign, "203.0.113.7")):
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("http: 不能监听 / cannot listen on")
        assert where in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr


def test_check_says_what_is_missing_and_ends_with_one(here: Callable[..., Said]) -> None:
    said = here("check")

    assert said.code == 1
    assert "请加 [[sources]]" in said.out, "brackets are no markup"


def test_a_finding_is_told_whole_in_a_narrow_terminal(tmp_path: Path) -> None:
    done = _run("check", folder=tmp_path, COLUMNS="50")

    assert done.returncode == 1
    assert "…" not in done.stdout


def test_an_unknown_order_and_an_unknown_sweep_are_said_plainly(here: Callable[..., Said]) -> None:
    assert here("trace", "4711").code == 1
    wrong = here("sweep", "floor")
    assert wrong.code == 2
    assert "scores" in wrong.err


def test_each_sweep_can_be_run_by_hand(here: Callable[..., Said]) -> None:
    for name in ("scores", "expiries", "auditor"):
        assert here("sweep", name).code == 0


def test_a_sign_in_link_is_for_people_of_the_configuration(
    tmp_path: Path, here: Callable[..., Said]
) -> None:
    (tmp_path / "resonance.toml").write_text(
        '[[people]]\nname = "王敏"\nrole = "approver"\nconsole = "wangmin"\n'
    )

    assert "/sign-in?token=" in here("sign-in", "王敏").out
    nobody = here("sign-in", "nobody")
    assert nobody.code == 1
    assert "[[people]]" in nobody.err
