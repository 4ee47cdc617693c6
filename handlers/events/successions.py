"""Successions: what orders go on as has to leave where they were paid, until they are cancelled."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from handlers.deps import Deps
from handlers.resonance.cases import Case
from rules.events.event import Event
from rules.orders.course import called_off, follow
from rules.unshipped.progress import Progress
from storage.tx import Tx

_ENDING = ("order.cancelled", "order.merged", "order.split")


def keep(tx: Tx, deps: Deps, told: Sequence[Event], cases: Mapping[str, Case]) -> Iterable[str]:
    """Remember what orders were merged or split into: they are held and stand as these do."""
    into = [(event.order_no, event.data["into"]) for event in told]
    tx.successions.keep(
        (origin, successor)
        for origin, named in into
        if origin is not None
        for successor in ([named] if isinstance(named, str) else named)
    )
    pay_on(tx, {origin for origin, _ in into if origin is not None})
    return call_off(tx, deps, told, cases)


def pay_on(tx: Tx, order_nos: Collection[str]) -> None:
    """Note what orders go on as as paid when these were: it has to leave as well."""
    after = tx.successions.after(order_nos)
    paid = tx.progress.find(after) if after else {}
    tx.progress.note(
        Progress(order_no=successor, paid_at=paid[origin].paid_at)
        for origin, successors in after.items()
        if origin in paid and paid[origin].paid_at is not None
        for successor in successors
    )


def call_off(
    tx: Tx, _deps: Deps, told: Sequence[Event], _cases: Mapping[str, Case]
) -> Iterable[str]:
    """
    Note what orders went on as as over, once all that it began as was called off.

    Of a merged order another part is still wanted; like the rest it is held by its origin.
    """
    after = tx.successions.after({event.order_no for event in told if event.order_no is not None})
    before = tx.successions.before({no for found in after.values() for no in found})
    if not before:
        return ()
    everyone = {no for origins in before.values() for no in origins}
    further = tx.successions.before(everyone)
    ended = tx.journal.of_orders(everyone, _ENDING)
    courses = {no: follow(ended.get(no, ())) for no in everyone if no not in further}
    over = []
    for successor, origins in before.items():
        first = [courses[no] for no in origins if no in courses]
        if first and all(map(called_off, first)):
            at = max(one.cancelled_at for one in first if one.cancelled_at is not None)
            over.append(Progress(order_no=successor, ended_at=at))
    tx.progress.note(over)
    return ()
