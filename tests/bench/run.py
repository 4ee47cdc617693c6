"""`make bench`: measures, prints a table, writes it down; 1 where a target is missed."""

import argparse
import os
import platform
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))  # so that the file can be run by its name

from rich.console import Console  # noqa: E402 - the path comes first
from rich.table import Table  # noqa: E402

from tests.bench import (  # noqa: E402
    acks,
    commands,
    confirmations,
    decisions,
    health,
    intake,
    judgements,
    memory,
    messages,
    payments,
    promises,
    replies,
    requests,
    scans,
    sheet,
    sweep,
)
from tests.bench.figures import Figure  # noqa: E402

DOCUMENT = ROOT / "docs" / "benchmarks.md"
_IS_ROW = re.compile(r"\| [a-z]+ \| ")
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
BENCHES: Mapping[str, Callable[..., list[Figure]]] = {
    "intake": intake.measure,
    "requests": requests.measure,
    "scans": scans.measure,
    "sweep": sweep.measure,
    "confirmations": confirmations.measure,
    "memory": memory.measure,
    "replies": replies.measure,
    "acks": acks.measure,
    "commands": commands.measure,
    "messages": messages.measure,
    "promises": promises.measure,
    "judgements": judgements.measure,
    "sheet": sheet.measure,
    "decisions": decisions.measure,
    "health": health.measure,
    "payments": payments.measure,
}


def main() -> int:
    """Run the benches that are named, or all of them."""
    parser = argparse.ArgumentParser(
        description="Benchmarks; every figure is a ratio within one run."
    )
    parser.add_argument(
        "names", nargs="*", help=f"some of: {', '.join(BENCHES)}; none is all of them"
    )
    parser.add_argument(
        "--small", action="store_true", help="tiny sizes: shows that they run, not how fast"
    )
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in BENCHES]
    if unknown:
        parser.error(f"no bench named {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    console = Console()
    figures = []
    for name in chosen.names or BENCHES:
        with console.status(name):
            figures += BENCHES[name](small=chosen.small)
    console.print(table(figures))
    if not chosen.small:
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(rewritten(text, figures, datetime.now(UTC)), encoding="utf-8")
        console.print(f"written to {DOCUMENT.relative_to(ROOT)}", style="dim")
    return 0 if all(figure.ok for figure in figures) else 1


def table(figures: Sequence[Figure]) -> Table:
    """Lay the figures out for a terminal."""
    found = Table(title="benchmarks", title_justify="left")
    for heading in ("bench", "what", "ours", "ceiling", "ratio or value", "target", ""):
        found.add_column(heading, overflow="fold")
    for f in figures:
        mark = f"[{'green' if f.ok else 'red'}]{f.mark}[/]"
        found.add_row(f.name, f.what, f.measured, f.ceiling, f.shown, f.target, mark)
    return found


def rewritten(document: str, figures: Sequence[Figure], now: datetime) -> str:
    """Return the document with the rows of these benches replaced in the table."""
    before, _, rest = document.partition(BEGIN)
    table, _, after = rest.partition(END)
    rows: dict[str, list[str]] = {name: [] for name in BENCHES}
    measured = {figure.name for figure in figures}
    for row in filter(_IS_ROW.match, table.splitlines()):
        name = row.split(" | ")[0].removeprefix("| ")
        if name in BENCHES.keys() - measured:
            rows[name].append(row)
    for figure in figures:
        rows[figure.name].append(_row(figure, now))
    lines = [
        f"{os.cpu_count()} cores, {platform.system()}",
        "",
        "| bench | what | ours | ceiling | ratio or value (lowest–highest round) | target | | on |",
        "|---|---|---|---|---|---|---|---|",
        *(row for of_one in rows.values() for row in of_one),
    ]
    return f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}"


def _row(figure: Figure, now: datetime) -> str:
    cells = (
        figure.name, figure.what, figure.measured, figure.ceiling, figure.shown, figure.target,
        figure.mark, f"{now:%Y-%m-%d}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
