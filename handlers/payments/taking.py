"""Taking: a call-back is judged and kept as it came; what was paid is told to intake, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from handlers.deps import Deps
from handlers.events import intake
from handlers.payments import room
from handlers.payments.observed import answered, observation
from handlers.shipping import freezing
from rules.contracts.observation import count
from rules.events import event as events
from rules.events.event import Event, Rejected
from rules.payments.contract import CallBack, Contracts, Failure, Judged, Notice
from rules.payments.ghosts import Ghost
from rules.payments.judging import PROBED, is_probe, judge
from rules.payments.news import news
from rules.payments.reasons import Reason
from rules.shipping.reasons import HoldReason
from storage.orders.orders import Order
from storage.payments.call_backs import Kept, State
from storage.payments.findings import Finding
from storage.tx import Tx

#: From a payment to the word of it; later, something was in its way.
LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one call-back: as it is kept from now on, and what its sender hears."""

    kept: Kept
    said: Notice | Failure
    paid: Event | None = None  #: What intake is told.


def take(tx: Tx, deps: Deps, posted: CallBack, now: datetime) -> Notice | Failure:
    """
    Keep one call-back and do what it says, unless that was done before.

    What cannot be taken waits in quarantine; what its provider did not sign, only where there is
    room. A probe is neither kept nor counted.
    """
    if is_probe(posted):
        return PROBED
    judged = judge(posted, deps.payments.in_force(posted.provider))
    outcome, seen = judged.outcome, observation(posted, judged)
    is_signed = isinstance(outcome, Notice) or outcome.signed
    fits = is_signed or not room.is_full(tx, posted.provider)
    kept = None
    if is_signed:
        kept = tx.call_backs.keep(posted)
    elif fits:
        kept = tx.call_backs.keep_unsigned(posted)
    said = outcome if kept is None else settle(tx, deps, [(kept, judged)], now)[0].said
    # The ways in which strangers say that they sign have no end; of what does not fit none is kept.
    seen = answered(seen if fits else replace(seen, encryption=""), said)
    tx.windows.add(count([seen]))
    return said


def settle(
    tx: Tx, deps: Deps, judged: Sequence[tuple[Kept, Judged]], now: datetime
) -> list[Outcome]:
    """Write what became of call-backs of one provider; tell intake what was paid, each once."""
    notices = [found.outcome for _, found in judged if isinstance(found.outcome, Notice)]
    books = _Books(
        orders=_orders_of(tx, notices),
        done=tx.call_backs.paid(judged[0][0].provider, [n.transaction_id for n in notices])
        if notices
        else set(),
        contracts=deps.payments,
        now=now,
    )
    outcomes = _told(tx, deps, [books.outcome(kept, found) for kept, found in judged], now)
    tx.call_backs.settle([outcome.kept for outcome in outcomes])
    _hold_mismatches(tx, deps, books.orders, judged, outcomes, now)
    return outcomes


def _told(tx: Tx, deps: Deps, outcomes: list[Outcome], now: datetime) -> list[Outcome]:
    """Tell intake what was paid; what it knows from elsewhere already is a duplicate."""
    paid = [outcome.paid for outcome in outcomes if outcome.paid is not None]
    if not paid:
        return outcomes
    taken = intake.take_requests(tx, deps, [(event,) for event in paid], now)
    known = {event.id for event, one in zip(paid, taken, strict=True) if not one.accepted}
    return [
        replace(one, paid=None, kept=replace(one.kept, reason=Reason.DUPLICATE, field=""))
        if one.paid is not None and one.paid.id in known
        else one
        for one in outcomes
    ]


def _hold_mismatches(
    tx: Tx,
    deps: Deps,
    orders: Mapping[str, Order],
    judged: Sequence[tuple[Kept, Judged]],
    outcomes: Sequence[Outcome],
    now: datetime,
) -> None:
    """
    Hold the orders of which another amount was paid: nothing leaves until somebody looked.

    A payment holds its order once: what a person released stays so, however often it is posted.
    """
    for (kept, found), outcome in zip(judged, outcomes, strict=True):
        said, why = found.outcome, outcome.said
        if (
            isinstance(said, Notice)
            and isinstance(why, Failure)
            and why.reason is Reason.AMOUNT_MISMATCH
        ):
            order = orders[said.out_trade_no]
            finding = Finding(Ghost.AMOUNT, said.transaction_id, order.order_no, now, said.amount)
            if not tx.findings.new(Ghost.AMOUNT, [finding]):
                continue
            tx.findings.keep([finding])
            note = f"{kept.provider}: {said.amount} ≠ {order.amount}"
            freezing.hold(
                tx, deps, order.order_no, HoldReason.AMOUNT_MISMATCH, note,
                seen_by=kept.provider, now=now,
            )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Books:
    """What was known before, and what is done meanwhile."""

    orders: Mapping[str, Order]  #: By the number that the provider calls them by.
    done: set[str]  #: Transactions that an order was paid by.
    contracts: Contracts
    now: datetime

    def outcome(self, kept: Kept, found: Judged) -> Outcome:
        """Decide what becomes of one."""
        said = found.outcome
        if isinstance(said, Failure):
            return _failed(kept, said, found)
        if said.transaction_id in self.done or not said.paid:
            reason = _known(said)
            return Outcome(kept=_read(kept, said, found, reason), said=said)
        order = self.orders.get(said.out_trade_no)
        event = self._told(kept, said, order)
        if isinstance(event, Failure):
            return _failed(kept, event, found, order)
        self.done.add(said.transaction_id)
        new = news(kept.call_back, found, self.contracts)
        read = _read(kept, said, found, _remark(kept, said, order, new))
        field = new or "" if read.reason is Reason.DRIFT else ""
        read = replace(read, order_no=event.order_no, field=field)
        return Outcome(kept=read, said=said, paid=event)

    def _told(self, kept: Kept, said: Notice, order: Order | None) -> Event | Failure:
        """Say it as an event, unless it is another amount than the order's: nobody guesses then."""
        if order is not None and order.amount and Decimal(order.amount) != said.amount:
            return _not(said, Reason.AMOUNT_MISMATCH, "amount")
        raw = {
            "specversion": "1.0",
            "id": f"{kept.provider}:{said.transaction_id}",
            "source": kept.provider.value,
            "type": "order.paid",
            "subject": said.out_trade_no if order is None else order.order_no,
            "time": min(said.paid_at or kept.received_at, self.now).isoformat(),
            "data": {
                "amount": str(said.amount),
                "transaction_id": said.transaction_id,
                "method": kept.provider.value,
                "out_trade_no": said.out_trade_no,
            },
        }
        event = events.parse(raw, received_at=self.now)
        if isinstance(event, Rejected):
            return _not(said, Reason.FIELD_TYPE_CHANGED, event.field)
        return event


def _orders_of(tx: Tx, notices: Sequence[Notice]) -> dict[str, Order]:
    """Find what was paid for: by its number in any dress, or as its shop said what it paid with."""
    numbers = {notice.out_trade_no for notice in notices}
    found = tx.orders.find(numbers)
    strangers = [n for n in notices if n.out_trade_no not in found]
    if not strangers:
        return found
    alike = tx.orders.all_alike([n.out_trade_no for n in strangers])
    bound = tx.payments.orders_of([n.transaction_id for n in strangers])
    named = {
        n.out_trade_no: same[0]
        if len(same := alike.get(n.out_trade_no, [])) == 1
        else bound.get(n.transaction_id, "")
        for n in strangers
    }
    others = tx.orders.find(set(named.values()))
    return found | {no: others[named[no]] for no in named if named[no] in others}


def _read(kept: Kept, said: Notice, found: Judged, reason: Reason | None) -> Kept:
    if kept.state is State.READ:  # it stays what it was, however often it is posted
        return kept
    return replace(
        kept, state=State.READ, reason=reason, field="", signed=True, contract=found.contract,
        notice_id=said.notice_id, transaction_id=said.transaction_id, amount=said.amount,
        paid_at=said.paid_at,
    )  # fmt: skip


def _failed(kept: Kept, why: Failure, found: Judged, order: Order | None = None) -> Outcome:
    # Read before, or signed as an edition says that this one does not have.
    if kept.state is State.READ or (kept.signed and not why.signed):
        return Outcome(kept=kept, said=why)
    waiting = replace(
        kept, reason=why.reason, field=why.field, signed=why.signed, contract=found.contract,
        order_no=None if order is None else order.order_no,
        notice_id=why.notice_id, transaction_id=why.transaction_id, amount=why.amount,
        paid_at=why.paid_at,
    )  # fmt: skip
    return Outcome(kept=waiting, said=why)


def _not(said: Notice, reason: Reason, field: str) -> Failure:
    return Failure(
        reason=reason, field=field, signed=True, notice_id=said.notice_id,
        transaction_id=said.transaction_id, amount=said.amount, paid_at=said.paid_at,
    )  # fmt: skip


def _known(said: Notice) -> Reason | None:
    """Return what a notice is that tells of no new payment."""
    if not said.paid:
        return None
    return Reason.REFUND if said.refund else Reason.DUPLICATE


def _remark(kept: Kept, said: Notice, order: Order | None, new: str | None) -> Reason | None:
    """Return what is odd about a payment that was taken; `new` is what no document has."""
    if order is None:
        return Reason.UNKNOWN_ORDER
    if said.paid_at is not None and kept.received_at - said.paid_at > LATE:
        return Reason.LATE
    return Reason.DRIFT if new else None
