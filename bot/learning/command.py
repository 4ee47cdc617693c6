"""The command `resonance tune`: orders are traced once, weights searched on what was found."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from bot.backtest.command import existing
from bot.backtest.dice import poisson
from bot.backtest.run import Read, read
from bot.clock import SystemClock
from bot.learning import report
from bot.recordings import UnreadableError
from bot.terminal import err, fail, out, show_notes
from handlers.deps import Deps
from handlers.learning import proposing
from rules.backtest.around import facts_of
from rules.learning.picture import front
from rules.learning.search import Prices
from rules.learning.trace import trace
from rules.learning.tuning import Tuned, searches, tuned
from rules.resonance.policy import Policy
from rules.wording.say import say
from storage.database import Database

_NOBODY = datetime.min.replace(tzinfo=UTC)


def search(
    files: Sequence[str], policy: Policy, prices: Prices, *, seed: int, lang: str
) -> tuple[Tuned, Read]:
    """Search weights on the orders of files, and say which lines were left out and why."""
    paths = existing(files)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        reading = progress.add_task(say("tune_reading", lang), total=None)
        try:
            given = read(paths, policy)
        except UnreadableError as error:
            fail(str(error))
        orders = facts_of(given.events, policy)
        until = given.until or _NOBODY
        progress.update(reading, total=1, completed=1)
        tracing = progress.add_task(say("tune_tracing", lang), total=len(orders))
        traces = []
        for facts in orders:
            traces.append(trace(facts, policy, until))
            progress.advance(tracing)
        searching = progress.add_task(say("tune_searching", lang), total=searches())
        found = tuned(
            traces, policy, until, prices, poisson(seed), lambda: progress.advance(searching)
        )
    for path, summary in given.files:
        show_notes(path, summary)
    return found, given


def draft(database: Database, deps: Deps, found: Tuned, policy: Policy, prices: Prices) -> None:
    """Leave what was found as a draft, with what speaks for it; say which one it is."""
    now = SystemClock().now()
    made = database.do(lambda tx: proposing.propose(tx, deps, found, policy, prices, now))
    if isinstance(made, str):
        fail(made)
    err.print(say("tune_drafted", deps.lang, number=made.number), soft_wrap=True)


def show(
    found: Tuned, policy: Policy, prices: Prices, *, lang: str, picture: Path | None, as_json: bool
) -> None:
    """Print what was found, to people or to a program, and draw the front where it is wanted."""
    if picture is not None:
        picture.write_text(front(found, lang).svg, encoding="utf-8")
    if as_json:
        told = orjson.dumps(report.as_json(found, policy, prices), option=orjson.OPT_INDENT_2)
        out.print(told.decode(), soft_wrap=True)
        return
    report.show(out, found, policy, prices, lang)
