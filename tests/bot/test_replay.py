"""Replay takes real orders through the same intake, and a second time changes nothing."""

import gzip
import hashlib
import itertools
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

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
