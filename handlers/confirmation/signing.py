"""Signing: a parcel is signed for, and its order waits for its customer's own word."""

from collections.abc import Mapping, Sequence

from handlers.deps import Deps
from handlers.resonance.cases import Case
from handlers.statuses.published import published
from rules.confirmation.asking import TOO_LATE, next_step
from rules.confirmation.confirmation import Confirmation
from rules.confirmation.goods import fen_of, pieces
from rules.events.event import Event
from rules.health.lags import says_signed
from rules.orders.course import created_data, follow
from rules.statuses.status_map import StatusMap
from storage.tx import Tx

#: What an order is read from here; it may arrive in any order.
_TOLD_BY = ("order.created", "parcel.created", "carrier.trace")


def follow_traces(tx: Tx, deps: Deps, traces: Sequence[Event], cases: Mapping[str, Case]) -> None:
    """Have orders wait whose parcels were signed for."""
    statuses = published(tx, deps)
    signed = {e.order_no for e in traces if says_signed(e, statuses)}
    _begin(tx, deps, statuses, {no: case for no, case in cases.items() if no in signed}, traces)


def follow_orders(tx: Tx, deps: Deps, created: Sequence[Event], cases: Mapping[str, Case]) -> None:
    """Put right what an order waits with that describes itself after it was carried."""
    described = {e.order_no for e in created}
    carried = {
        no: case
        for no, case in cases.items()
        if no in described and any(known.type == "carrier.trace" for known in case.events)
    }
    if carried:
        _begin(tx, deps, published(tx, deps), carried, created)


def _begin(
    tx: Tx,
    deps: Deps,
    statuses: StatusMap,
    cases: Mapping[str, Case],
    told: Sequence[Event],
) -> None:
    if not cases:
        return
    known = tx.confirmations.of_orders(cases)
    heard_at = {e.order_no: e.received_at for e in told}
    changed, goods = [], {}
    for no, case in sorted(cases.items()):
        events = (e for e in (*case.events, *case.news) if e.type in _TOLD_BY)
        course = follow(events, statuses)
        if course.signed_at is None:
            continue
        one = known.get(no) or Confirmation(order_no=no)
        one.signed_at, one.fen = course.signed_at, fen_of(created_data(course))
        if one.waits:
            step = next_step(one, deps.asking, deps.timezone)
            is_news = heard_at[no] - course.signed_at <= TOO_LATE
            one.due_at = step.at if step is not None and is_news else None
            goods[no] = pieces(created_data(course))
        changed.append(one)
    tx.stock.put(goods)
    tx.confirmations.save(changed)
