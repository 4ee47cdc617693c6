"""Sheets: what is unshipped and differs, once for each conversation and day, at its hour (S-11)."""

from datetime import datetime
from functools import partial

from handlers.delivery import daily
from handlers.deps import Deps
from handlers.unshipped import morning
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Note what is on today's sheet, and promise it to every conversation that has none yet."""
    begin = partial(morning.begin, tx, deps, now)
    return daily.show(
        tx, deps, morning.SUBJECT, deps.trace_sheet, now, saying="trace_sheet", first=begin
    )
