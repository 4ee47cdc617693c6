"""Lost marks at work: a sheet that drops marks clears nothing, and is one card (S-03)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from handlers.delivery.copies import seen_in, show_everywhere
from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand, derived_id
from handlers.resonance.cases import Case
from handlers.unshipped import pick_lists
from rules.cards.card import Reader
from rules.cards.lost_marks_card import draw_lost_marks
from rules.events.event import Event
from rules.unshipped.lost_marks import as_known, lost, marks_of, numbers_in, unmarked_in
from rules.unshipped.progress import Progress
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx
from storage.unshipped.lost_marks import Sheet

SUBJECT = "lost_marks"


def compare(
    tx: Tx, deps: Deps, sheets: Sequence[Event], _cases: Mapping[str, Case]
) -> Iterable[str]:
    """Hold each sheet against the marks that are known; what it lacks is told once."""
    for event in sorted(sheets, key=lambda one: (one.at, one.source, one.id)):
        _compare(tx, deps, event)
    return ()


def _compare(tx: Tx, deps: Deps, event: Event) -> None:
    marked = tx.lost_marks.marked()
    alike = tx.orders.all_alike(numbers_in(event.data)).values()
    rows = as_known(event.data, chain((one.order_no for one in marked), *alike))
    shown = marks_of(rows)
    gone = lost(marked, shown, event.at)
    tx.progress.note(
        Progress(order_no=no, mark=mark, mark_told=event.at) for no, mark in shown.items()
    )
    unmarked = tx.pick_lists.forgotten(unmarked_in(rows))
    pick_lists.force(tx, deps, unmarked, event.received_at)
    if not gone:
        return
    sheet = Sheet(
        id=derived_id(SUBJECT, event.source, event.id),
        system=str(event.data.get("system") or ""),
        by=str(event.data.get("by") or ""),
        at=event.at,
    )
    tx.lost_marks.add(sheet, gone)
    door = Promises(tx, deps)
    show_everywhere(door, SUBJECT, sheet.id, event.received_at)
    door.write()


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    """Return which orders of a sheet lost their mark; that is history and changes no more."""
    found = tx.lost_marks.of_sheet(copy.subject_id)
    if found is None:
        return None
    sheet, everyones = found
    seen = set(seen_in(tx, deps, copy, [one.order_no for one in everyones]))
    gone = [one for one in everyones if one.order_no in seen]
    if not gone:
        return None
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return Stand(
        name=f"lost/{len(gone)}",
        level=Level.ORANGE,
        draw=lambda: draw_lost_marks(
            copy.id, gone, system=sheet.system, by=sheet.by, at=sheet.at, reader=reader
        ),
    )
