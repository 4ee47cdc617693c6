"""The command `resonance backtest`: names what it could not read, judges the rest, shows it."""

from collections.abc import Sequence
from pathlib import Path

import orjson
from rich.live import Live
from rich.text import Text

from bot import recordings
from bot.backtest import report
from bot.backtest.run import Run, read, run
from bot.terminal import err, fail, out, show_notes
from rules.resonance.policy import Policy
from rules.wording.say import say


def existing(files: Sequence[str]) -> list[Path]:
    """Return the paths of files, or end with 2 where one of them is none."""
    paths = [Path(name) for name in files]
    for path in paths:
        if str(path) != "-" and not path.exists():
            fail(f"没有文件 {path} / no such file", code=2)
    return paths


def read_and_judge(files: Sequence[str], policy: Policy, *, seed: int, workers: int) -> Run:
    """Judge the orders of files, and say which lines were left out and why."""
    paths = existing(files)
    try:
        with err.status("…"):
            given = read(paths, policy)
    except recordings.UnreadableError as error:
        fail(str(error))
    for path, summary in given.files:
        show_notes(path, summary)
    # What stands still needs no thread of its own, and beside a thread nothing is forked.
    with Live(Text("…"), console=err, auto_refresh=False, transient=True):
        return run(given, policy, seed=seed, workers=workers)


def show(found: Run, *, lang: str, as_json: bool) -> None:
    """Print figures, to people or to a program."""
    if as_json:
        text = orjson.dumps(report.as_json(found), option=orjson.OPT_INDENT_2).decode()
        out.print(text, soft_wrap=True)
        return
    if not found.found.orders:
        fail(say("backtest_empty", lang))
    read = found.read
    taken = f"accepted {len(read.events)}  duplicates {read.duplicates}"
    out.print(f"{taken}  rejected {read.rejected}")
    report.show(out, found, lang)
