"""The command `resonance backtest`: names what it could not read, judges the rest, shows it."""

from collections.abc import Sequence
from pathlib import Path

import orjson

from bot import recordings
from bot.backtest import report
from bot.backtest.run import Run, run
from bot.terminal import err, fail, out
from rules.resonance.policy import Policy
from rules.wording.say import say


def read_and_judge(files: Sequence[str], policy: Policy, *, seed: int, workers: int) -> Run:
    """Judge the orders of files, and say which lines were left out and why."""
    paths = [Path(name) for name in files]
    for path in paths:
        if str(path) != "-" and not path.exists():
            fail(f"没有文件 {path} / no such file", code=2)
    try:
        with err.status("…"):
            found = run(paths, policy, seed=seed, workers=workers)
    except recordings.UnreadableError as error:
        fail(str(error))
    for path, summary in found.files:
        for line, why in summary.shown:
            err.print(f"{path.name} line {line}: {why.code} {why.field}: {why.message}")
    return found


def show(found: Run, *, lang: str, as_json: bool) -> None:
    """Print figures, to people or to a program."""
    if as_json:
        text = orjson.dumps(report.as_json(found), option=orjson.OPT_INDENT_2).decode()
        out.print(text, soft_wrap=True)
        return
    if not found.found.orders:
        fail(say("backtest_empty", lang))
    taken = f"accepted {found.accepted}  duplicates {found.duplicates}"
    out.print(f"{taken}  rejected {found.rejected}")
    report.show(out, found, lang)
