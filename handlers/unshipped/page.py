"""The sheet as a page: every line of a day with who works it, chosen and ordered by its reader."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from handlers.deps import Deps
from handlers.unshipped.morning import SUBJECT, is_done, worked_on
from handlers.unshipped.sheet import MOST, Sheet, SheetRow, end_of, rows_of, sheet_of
from rules.health.troubles import Trouble
from rules.unshipped.causes import Cause
from rules.unshipped.sheet import Side
from rules.unshipped.urgency import NEVER
from rules.unshipped.work import Work
from storage.tx import Tx


class By(StrEnum):
    """What stands on top."""

    RISK = "risk"
    AGE = "age"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which lines of which day a reader wants; an empty text is any."""

    day: date
    warehouse: str = ""
    cause: str = ""
    everything: bool = False  #: Also what is open and does not differ.
    mine: str = ""  #: Only what this person has taken or done.
    by: By = By.RISK


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One order of the page."""

    row: SheetRow
    work: Work
    done: bool

    @property
    def is_open(self) -> bool:
        """Whether it has yet to leave: of what has left, or need not, nothing is compared."""
        said = self.row.order.progress
        return said.left_at is None and said.ended_at is None

    @property
    def differs(self) -> tuple[Side, ...]:
        """Which of its sides stand against the others."""
        return self.row.differs if self.is_open else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """What the page of a day shows."""

    day: date
    orders: int  #: Paid and not left.
    differences: int
    is_made: bool  #: Whether the sheet of the day was sent to anybody.
    total: int  #: On it, as far as it was not carried over.
    done: int  #: Of those.
    warehouses: Counter[str]  #: Of all lines, chosen or not.
    causes: Counter[Cause]
    lines: tuple[PageLine, ...]  #: The chosen ones, what is done at the end.
    silent: list[Trouble]  #: Of whom less may be known than there is.

    @property
    def sheet(self) -> Sheet:
        """The chosen lines that differ, as a file has them."""
        rows = tuple(line.row for line in self.lines if line.differs)
        return Sheet(orders=self.orders, differences=self.differences, rows=rows)


def sheet_page(
    tx: Tx, deps: Deps, choice: Choice, now: datetime, shops: Collection[str] | None
) -> SheetPage:
    """Return a day as it is now, of the shops that its reader sees; None: of all."""
    until = end_of(choice.day, deps.timezone)
    sheet = sheet_of(tx, deps, until, now, shops)
    worked = worked_on(tx, deps, choice.day, now, shops)
    rows = [*sheet.rows, *(row for row, _work in worked)]
    if choice.everything:
        rows += rows_of(tx, deps, tx.progress.open(until, MOST, shops), now)
    lines = _lines(tx, {row.order_no: row for row in rows})
    chosen = [line for line in lines if _is_chosen(line, choice, now)]
    return SheetPage(
        day=choice.day,
        orders=sheet.orders,
        differences=sheet.differences,
        is_made=bool(tx.cards.about(SUBJECT, (choice.day.isoformat(),))),
        total=len(worked),
        done=sum(is_done(row, work) for row, work in worked),
        warehouses=Counter(line.row.order.warehouse or "" for line in lines),
        causes=Counter(line.row.cause for line in lines),
        lines=tuple(sorted(chosen, key=lambda line: (line.done, _ORDER[choice.by](line.row)))),
        silent=tx.troubles.blinding(),
    )


def _lines(tx: Tx, rows: Mapping[str, SheetRow]) -> list[PageLine]:
    works = tx.worklist.of(rows.keys())
    lines = []
    for no, row in rows.items():
        work = works.get(no) or Work(order_no=no)
        lines.append(PageLine(row=row, work=work, done=is_done(row, work)))
    return lines


def _is_chosen(line: PageLine, choice: Choice, now: datetime) -> bool:
    return (
        choice.warehouse in ("", line.row.order.warehouse)
        and choice.cause in ("", line.row.cause)
        and choice.mine in ("", line.work.done_by, line.work.held_by(now))
    )


_ORDER: Mapping[By, Callable[[SheetRow], Any]] = MappingProxyType({
    By.RISK: lambda row: row.rank,
    By.AGE: lambda row: (row.order.progress.paid_at or NEVER, row.order_no),
    By.DUE: lambda row: (row.order.progress.due or NEVER, row.order_no),
})  # fmt: skip
