"""The morning sheet at work: what is on a day's sheet, how much of it is done, and who does it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import chain

from handlers.delivery import redraws
from handlers.deps import Deps, Stand, derived_id
from handlers.unshipped.links import sheet_link
from handlers.unshipped.rates import rate_of_month
from handlers.unshipped.sheet import SheetRow, rows_of, sheet_of, table_of
from rules.cards.card import Card, Reader
from rules.cards.lists.sheet_card import LINES, SheetLine, SheetScene, draw_sheet
from rules.cards.table import Table
from rules.delivery.daily import Day
from rules.unshipped.work import Work
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx

SUBJECT = "sheet"


def begin(tx: Tx, deps: Deps, now: datetime, day: Day) -> None:
    """Note what is on the sheet of a day; what is there from days before is carried over."""
    sheet = sheet_of(tx, deps, now, now)
    tx.worklist.put_on(day.date.isoformat(), [row.order_no for row in sheet.rows])


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand:
    """Return how a day's sheet stands: no change of it is news of its own."""
    lines = _lines(tx, deps, copy, now)
    return Stand(
        name=_standing(lines, now),
        level=Level.ORANGE,
        draw=lambda: _draw(tx, deps, copy, lines, now),
        file=lambda tx: _file(tx, deps, copy, now),
    )


def draw_anew(tx: Tx, deps: Deps, order_nos: Collection[str], now: datetime) -> None:
    """Have every card of the sheets that these orders are on say how they stand by now."""
    days = {work.sheet for work in tx.worklist.of(order_nos).values()}
    for copy in tx.cards.about(SUBJECT, days):
        redraws.at_once(tx, deps, copy, now)


def moved_on(tx: Tx, deps: Deps, day: date, now: datetime) -> list[tuple[CardCopy, str]]:
    """Return the cards of a day that do not show how their lines stand now, each with how."""
    copies = [copy for copy in tx.cards.about(SUBJECT, (day.isoformat(),)) if copy.sent_at]
    standing = [(copy, _standing(_lines(tx, deps, copy, now), now)) for copy in copies]
    return [(copy, name) for copy, name in standing if name != copy.shown]


def _lines(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> list[tuple[SheetRow, Work]]:
    return worked_on(tx, deps, date.fromisoformat(copy.subject_id), now, _shops(deps, copy))


def _standing(lines: Sequence[tuple[SheetRow, Work]], now: datetime) -> str:
    """Name what a card shows of its lines: how many are done, and what it says of the first."""
    left = [(row, work) for row, work in lines if not is_done(row, work)]
    said = [
        (row.order_no, *row.cells, row.cause, row.at_risk, work.held_by(now))
        for row, work in left[:LINES]
    ]
    return derived_id(SUBJECT, len(lines), len(left), *chain.from_iterable(said))


def _shops(deps: Deps, copy: CardCopy) -> Collection[str] | None:
    """Return the shops that a conversation is bound to, None where it is to none."""
    return deps.scopes.get((copy.channel, copy.conversation))


def _draw(
    tx: Tx, deps: Deps, copy: CardCopy, lines: Sequence[tuple[SheetRow, Work]], now: datetime
) -> Card:
    scene = _scene(tx, deps, copy, lines, now)
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return draw_sheet(scene, reader)


def _file(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Table:
    sheet = sheet_of(tx, deps, now, now, _shops(deps, copy))
    return table_of(sheet, date.fromisoformat(copy.subject_id))


def _scene(
    tx: Tx, deps: Deps, copy: CardCopy, lines: Sequence[tuple[SheetRow, Work]], now: datetime
) -> SheetScene:
    day, shops = date.fromisoformat(copy.subject_id), _shops(deps, copy)
    left = [(row, work) for row, work in lines if not is_done(row, work)]
    return SheetScene(
        card_id=copy.id,
        day=day,
        orders=sum(tx.progress.combinations(now, shops).values()),
        total=len(lines),
        done=len(lines) - len(left),
        carried=sum(work.carried for _row, work in left),
        lines=[_line(row, work) for row, work in left[:LINES]],
        rate=rate_of_month(tx, deps, now, shops=shops),
        link=sheet_link(deps, day, shops, now),
    )


def worked_on(
    tx: Tx, deps: Deps, day: date, now: datetime, shops: Collection[str] | None
) -> list[tuple[SheetRow, Work]]:
    """Return what is on the sheet of a day and how each line stands, worked first on top."""
    on = {work.order_no: work for work in tx.worklist.on(day.isoformat())}
    orders = tx.progress.these(on.keys())
    seen = [order for order in orders if shops is None or order.shop in shops]
    return [(row, on[row.order_no]) for row in rows_of(tx, deps, seen, now)]


def is_done(row: SheetRow, work: Work) -> bool:
    """Say whether nothing is left to do: somebody did it, it has left, or its sides agree."""
    said = row.order.progress
    over = said.left_at is not None or said.ended_at is not None
    return work.done_at is not None or over or not row.differs


def _line(row: SheetRow, work: Work) -> SheetLine:
    return SheetLine(
        cells=row.cells,
        differs=row.differs,
        cause=row.cause,
        due=row.order.progress.due,
        at_risk=row.at_risk,
        work=work,
    )
