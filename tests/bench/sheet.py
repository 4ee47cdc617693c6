"""Benchmark: the trace sheet of a million open orders against one statement, and its file."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import xlsxwriter

from bot.workbooks import workbook
from handlers.unshipped.sheet import Sheet, sheet_of, table_of
from rules.cards.table import Table
from rules.unshipped.sheet import COLUMNS
from storage import migrate
from storage.database import opened
from tests.bench.figures import Figure, ratio
from tests.bench.intake import deps
from tests.bench.material import ROOT

_ROUNDS = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PAID = datetime(2026, 1, 5, 8, tzinfo=UTC)
_NOW = _PAID + timedelta(hours=12)
#: What the sides say, and the stage that each word stands for, as the one statement has it.
_WORDS: dict[str, dict[str, int | None]] = {
    "mark": {"已打单": 1, "待发货": 1, "已发货": 2, "加急": None},
    "system": {"erp:Delivering": 1, "erp:WaitConfirm": 1, "oms:PAID": 1, "erp:Sent": 2},
    "warehouse": {"wms:PICK": 1, "wms:PRINT": 1, "wms:PACKAGE": 1, "scan:LOCKED": 1},
}
_COMPARED = """
WITH said AS (
  SELECT p.order_no, p.mark AS m, p.system AS s, p.warehouse AS w,
         a.stage AS sm, b.stage AS ss, c.stage AS sw
  FROM progress p LEFT JOIN temp.stages a ON a.word = p.mark
       LEFT JOIN temp.stages b ON b.word = p.system LEFT JOIN temp.stages c ON c.word = p.warehouse
  WHERE p.paid_at <= ? AND p.left_at IS NULL AND p.moved_at IS NULL AND p.ended_at IS NULL
)
SELECT count(*), sum((m <> '') + (s <> '') + (w <> '') >= 2
  AND (m = '' OR s = '' OR w = '' OR sm <> ss OR ss <> sw OR sm <> sw)) FROM said
"""


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns between our sheet and the statement; then between our file and a bare one."""
    orders, rows, rounds = (20_000, 500, 2) if small else (1_000_000, 10_000, _ROUNDS)
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        path = Path(folder) / "bench.db"
        migrate.upgrade(f"sqlite:///{path}")
        _fill(path, orders)
        compared = _compare(path, orders, rounds)
        command = [sys.executable, "-m", "tests.bench.sheet", str(path)]
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    most = float(told.stdout) / 1024
    memory = Figure(
        name="sheet", what=f"resident memory of a process that compares {orders:,} open orders",
        measured=f"{most:.0f} MB", ceiling="—", value=most, unit=" MB", at_most=300,
    )  # fmt: skip
    return [compared, memory, _written(rows, rounds)]


def _compare(path: Path, orders: int, rounds: int) -> Figure:
    ours, theirs = [], []
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("CREATE TEMP TABLE stages (word TEXT PRIMARY KEY, stage INTEGER)")
    words = {word: stage for side in _WORDS.values() for word, stage in side.items()}
    bare.executemany("INSERT INTO stages VALUES (?, ?)", words.items())
    with opened(f"sqlite:///{path}") as database:
        for _ in range(rounds):
            began = perf_counter()
            found = bare.execute(_COMPARED, (_micros(_NOW),)).fetchone()
            theirs.append((perf_counter() - began) * 1000)
            began = perf_counter()
            sheet = database.look(lambda tx: sheet_of(tx, deps(), _NOW, _NOW))
            ours.append((perf_counter() - began) * 1000)
            if (sheet.orders, sheet.differences) != found:
                message = f"{(sheet.orders, sheet.differences)} is not {found}"
                raise AssertionError(message)
    bare.close()
    return ratio(
        "sheet", f"comparing {orders:,} open orders, against one statement of the same comparison",
        ours, theirs, unit="ms", at_most=5,
    )  # fmt: skip


def _written(rows: int, rounds: int) -> Figure:
    table = Table(
        name="bench", title="bench", header=COLUMNS,
        rows=[(_order_no(n), "已打单", "Sent", "PICK") for n in range(rows)],
        marked=[frozenset({1 + n % 3}) for n in range(rows)],
    )  # fmt: skip
    ours, theirs = [], []
    for _ in range(rounds):
        began = perf_counter()
        _bare(table)
        theirs.append((perf_counter() - began) * 1000)
        began = perf_counter()
        workbook(table)
        ours.append((perf_counter() - began) * 1000)
    return ratio(
        "sheet", f"writing {rows:,} differing rows as .xlsx, against bare xlsxwriter",
        ours, theirs, unit="ms", at_most=1.3,
    )  # fmt: skip


def _bare(table: Table) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        red, sheet = book.add_format({"bg_color": "#FF0000"}), book.add_worksheet()
        sheet.write_row(0, 0, table.header)
        for number, row in enumerate(table.rows):
            for place, text in enumerate(row):
                sheet.write_string(
                    number + 1, place, text, red if place in table.marked[number] else None
                )
    return file.getvalue()


def _fill(path: Path, number: int) -> None:
    """Let one order in a hundred differ, each in some way."""
    rng = Random(7)  # noqa: S311 - chooses words, guards nothing
    times = [_micros(_PAID), _micros(_PAID + timedelta(hours=48))]

    def rows() -> Iterator[tuple[object, ...]]:
        for n in range(number):
            words = [rng.choice([w for w, stage in side.items() if stage == 1]) for side in _SIDES]
            if n % 100 == 0:
                side = rng.randrange(3)
                words[side] = rng.choice(["", *(w for w, s in _SIDES[side].items() if s == 2)])
            yield (_order_no(n), *times, *words)

    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")  # only to prepare; it is not what is measured
        connection.executemany(
            "INSERT INTO progress (order_no, paid_at, due, mark, system, warehouse)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            rows(),
        )
    connection.close()


_SIDES = list(_WORDS.values())


def _order_no(number: int) -> str:
    return f"2601{number:08d}"


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _whole(path: str) -> Sheet:
    with opened(f"sqlite:///{path}") as database:
        return database.look(lambda tx: sheet_of(tx, deps(), _NOW, _NOW))


if __name__ == "__main__":
    table_of(_whole(sys.argv[1]), date(2026, 1, 5))
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
