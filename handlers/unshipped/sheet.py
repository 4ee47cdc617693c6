"""The trace sheet as it is now: open orders whose three sides do not say the same."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from handlers.deps import Deps
from handlers.statuses.published import published
from handlers.unshipped.costs import cost_of
from rules.cards.table import Table
from rules.statuses.status_map import StatusMap
from rules.unshipped.causes import Cause, cause_of
from rules.unshipped.odds import DAYS, Odds, odds_of
from rules.unshipped.sheet import COLUMNS, Cells, Side, differing, shown
from rules.unshipped.urgency import Urgency, urgency_of
from storage.tx import Tx
from storage.unshipped.progress import PaidOrder

#: Rows of one sheet; whatever differs beyond is counted.
MOST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One order of the sheet."""

    order: PaidOrder
    cells: Cells
    differs: tuple[Side, ...]
    cause: Cause
    urgency: Urgency

    @property
    def order_no(self) -> str:
        """Its number."""
        return self.order.progress.order_no

    @property
    def at_risk(self) -> Decimal | None:
        """CNY that it costs if it is missed; None: no rule of the platform is known."""
        return self.urgency.at_risk

    @property
    def rank(self) -> tuple[object, ...]:
        """Where it stands among others: what is worked first is first."""
        return (*self.urgency.rank, self.order_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a day's sheet says."""

    orders: int  #: Paid and not left.
    differences: int  #: Of those, how many differ.
    rows: tuple[SheetRow, ...]  #: They, what is worked first on top; at most MOST.


def end_of(day: date, tz: tzinfo) -> datetime:
    """Return the first moment that is no more of a day: what was paid by then is on its sheet."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tz)


def sheet_of(
    tx: Tx, deps: Deps, until: datetime, now: datetime, shops: Collection[str] | None = None
) -> Sheet:
    """
    Compare the three sides of every order that was paid by a moment and has not left.

    Orders of which the sides say the same words are compared once, so that a million cost as much
    as reading them.
    """
    counted = tx.progress.combinations(until, shops)
    statuses = published(tx, deps)
    odd = {cells: found for cells in counted if (found := differing(cells, statuses))}
    orders = tx.progress.saying(odd, until, MOST, shops) if odd else []
    return Sheet(
        orders=sum(counted.values()),
        differences=sum(counted[cells] for cells in odd),
        rows=tuple(rows_of(tx, deps, orders, now)),
    )


def rows_of(tx: Tx, deps: Deps, orders: Iterable[PaidOrder], now: datetime) -> list[SheetRow]:
    """Return what a sheet says of these orders now, what a minute of work saves most on first."""
    statuses = published(tx, deps)
    since = now.astimezone(deps.timezone).date() - timedelta(days=DAYS + 1)
    odds = odds_of(tx.odds.since(since))
    rows = [_row(deps, order, statuses, odds, now) for order in orders]
    return sorted(rows, key=lambda row: row.rank)


def _row(deps: Deps, order: PaidOrder, statuses: StatusMap, odds: Odds, now: datetime) -> SheetRow:
    said = order.progress
    cells, cause = Cells(said.mark, said.system, said.warehouse), cause_of(said, now)
    return SheetRow(
        order=order,
        cells=cells,
        differs=differing(cells, statuses),
        cause=cause,
        urgency=urgency_of(cost_of(deps, order), said.due, cause, odds, now),
    )


def table_of(sheet: Sheet, day: date) -> Table:
    """Return the file of a sheet: what differs, with the cells that do in red; the rest counted."""
    sides = list(Side)
    return Table(
        name=f"unshipped-{day}",
        title=f"未发货订单溯源表 {day}",
        header=COLUMNS,
        rows=[
            (row.order_no, row.cells.mark, shown(row.cells.system), shown(row.cells.warehouse))
            for row in sheet.rows
        ],
        marked=[frozenset(sides.index(side) + 1 for side in row.differs) for row in sheet.rows],
        counted=(
            ("日期", str(day)),
            ("已付款未出库", str(sheet.orders)),
            ("有差异", str(sheet.differences)),
            ("三方一致", str(sheet.orders - sheet.differences)),
        ),
    )
