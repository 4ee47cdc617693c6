"""Months: `2026-01` behind a command, this month where none is named."""

import re
from datetime import date

_MONTH = re.compile(r"(20[0-9]{2})[-/.年]?(0[1-9]|1[0-2]|[1-9])月?")
_DECEMBER = 12


def month_of(said: str, today: date) -> tuple[date, date] | None:
    """Return the first day of a month and that of the next; None where the words name none."""
    first = today.replace(day=1)
    if said.strip():
        found = _MONTH.fullmatch(said.strip())
        if found is None:
            return None
        first = date(int(found[1]), int(found[2]), 1)
    return first, date(first.year + first.month // _DECEMBER, first.month % _DECEMBER + 1, 1)
