"""Replay takes real orders through the same intake, and a second time changes nothing."""

import gzip
import hashlib
import itertools
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from bot.replay import replay
from storage.database import opened
from tests.builders import some_deps

ORDERS = Path(__file__).parents[3] / "shared" / "data" / "orders.jsonl.gz"
ROOT = Path(__file__).parents[2]
ALL = 49_463
SAMPLE = 6_000


def _resonance(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "RESONANCE_DATABASE__URL": f"sqlite:///{folder / 'r.db'}",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


def _dump(folder: Path) -> str:
    with sqlite3.connect(folder / "r.db") as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_real_orders_are_taken_once_and_a_second_replay_changes_no_table(
    tmp_path: Path, *, full_proof: bool
) -> None:
    lines = ALL if full_proof else SAMPLE
    orders = tmp_path / "orders.jsonl"
    with gzip.open(ORDERS, "rb") as packed:
        orders.write_bytes(b"".join(itertools.islice(packed, lines)))

    first = _resonance("replay", str(orders), folder=tmp_path)

    assert first.returncode == 0, first.stderr
    assert f"accepted {lines}  duplicates 0  rejected 0" in first.stdout
    before = _dump(tmp_path)

    second = _resonance("replay", str(orders), folder=tmp_path)

    assert second.returncode == 0, second.stderr
    assert f"accepted 0  duplicates {lines}  rejected 0" in second.stdout
    assert _dump(tmp_path) == before


def test_every_alert_of_a_replay_has_a_reason_and_trace_tells_it(tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    with gzip.open(ORDERS, "rb") as packed:
        orders.write_bytes(b"".join(itertools.islice(packed, 2_000)))
    assert _resonance("replay", str(orders), folder=tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "r.db") as connection:
        alerts = connection.execute("SELECT order_no, body FROM alerts").fetchall()
    assert alerts
    assert all('"parts":[{' in body or '"hard":["' in body for _, body in alerts)

    story = _resonance("trace", alerts[0][0], folder=tmp_path)

    assert story.returncode == 0, story.stderr
    assert alerts[0][0] in story.stdout
    assert "下单" in story.stdout


def test_a_bad_line_is_named_and_the_good_ones_are_kept(tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    with gzip.open(ORDERS, "rb") as packed:
        good = next(iter(packed))
    orders.write_bytes(good + b"{broken\n" + good.replace(b'"1.0"', b'"9.9"', 1))

    done = _resonance("replay", str(orders), folder=tmp_path)

    assert done.returncode == 1
    assert "accepted 1  duplicates 0  rejected 2" in done.stdout
    assert "line 2" in done.stderr
    assert "line 3" in done.stderr


_PAID = (
    '{"specversion":"1.0","id":"%d","source":"oms","type":"order.paid","subject":"1024",'
    '"time":%s,"recordedtime":%s,"data":{"amount":"1"}}\n'
)


def test_a_time_that_cannot_be_read_is_refused_by_name_and_what_follows_is_taken(
    tmp_path: Path,
) -> None:
    good, early, late = (
        '"2026-11-26T09:00:00Z"',
        '"0001-01-01T00:00:00+08:00"',
        '"9999-12-31T23:59:59-08:00"',
    )
    times = [
        (early, "null"), (late, "null"), ("null", "null"), ("7", "null"),
        (good, early), (good, late), (good, "7"), (good, "null"),
    ]  # fmt: skip
    (tmp_path / "times.jsonl").write_text("".join(_PAID % (n, *t) for n, t in enumerate(times)))

    done = _resonance("replay", "times.jsonl", folder=tmp_path)

    assert "accepted 1  duplicates 0  rejected 7" in done.stdout
    assert done.stderr.count(" time: ") == 4
    assert done.stderr.count(" recordedtime: ") == 3
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_read_to_its_end_is_named_and_nothing_of_it_is_taken(
    tmp_path: Path,
) -> None:
    (tmp_path / "cut.gz").write_bytes(ORDERS.read_bytes()[:100_000])
    (tmp_path / "plain.gz").write_bytes(b"{}\n")
    (tmp_path / "folder").mkdir()

    for name in ("cut.gz", "plain.gz", "folder"):
        done = _resonance("replay", name, folder=tmp_path)

        assert done.returncode == 1
        assert f"{name} 读不到末尾" in done.stderr
        assert "Traceback" not in done.stderr
    with sqlite3.connect(tmp_path / "r.db") as connection:
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (0,)


def test_a_replay_names_the_odd_lines_of_orders_and_takes_the_orders(sqlite_url: str) -> None:
    items = [{"sku": "A", "qty": 1}, {"sku": "满减", "price": "-10.00"}]
    data = {"platform": "tmall", "shop": "s1", "amount": "189.00", "items": items}
    event = {
        "specversion": "1.0", "id": "e1", "source": "oms", "type": "order.created",
        "subject": "1024", "time": "2026-11-11T02:00:00Z", "data": data,
    }  # fmt: skip
    with opened(sqlite_url) as database:
        *_, summary = replay(database, some_deps(), [b"\n", orjson.dumps(event)])

    assert (summary.accepted, summary.rejected) == (1, 0)
    (shown,) = summary.shown
    assert (shown[0], shown[1].code, shown[1].field) == (
        2, "negative_amount", "data.items[1].price",
    )  # fmt: skip
