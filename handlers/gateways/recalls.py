"""Recalls: goods that have left are asked back from the carrier, while its window is open."""

from dataclasses import dataclass
from datetime import datetime

from handlers.delivery import redraws
from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.ports import GaveUp, Sent
from rules.delivery.calls import Call, CallAction, call_of
from rules.masking import mask_phones
from rules.orders.course import created_data, follow
from rules.people.permissions import Actor
from rules.shipping.recall import Attempt, Recall, closes_at
from rules.vocabulary import Level
from storage.delivery.outbox import Delivery, Entry
from storage.orders.orders import Order
from storage.system import audit
from storage.tx import Tx

#: What these calls are about, as the ledger names it.
SUBJECT = "recall"
_ATTEMPTS = {Delivery.SENT: Attempt.ACCEPTED, Delivery.FAILED: Attempt.REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """The goods are asked back, or were before."""

    recall: Recall
    gateway: str | None  #: None: no system can be asked; people have to call.
    again: bool = False  #: Somebody had asked before.


def look(tx: Tx, deps: Deps, order: Order) -> Recall | None:
    """Return how goods that have left can be stopped; None where they cannot, or need not."""
    if order.left_at is None or order.over or not deps.guard.carriers:
        return None
    events = tx.journal.of_orders((order.order_no,), ("order.created",)).get(order.order_no, [])
    until = closes_at(created_data(follow(events)), order.left_at, deps.guard.carriers)
    if until is None:
        return None
    asked = tx.ledger.about(SUBJECT, order.order_no)
    attempt = _ATTEMPTS.get(asked[-1].state, Attempt.ASKED) if asked else None
    return Recall(until=until, attempt=attempt)


def ask(
    tx: Tx, deps: Deps, actor: Actor, order: Order, *, reason: str, now: datetime
) -> Recalled | None:
    """
    Ask for the goods back, once; None where that is too late or was never possible.

    A refusal may be followed by another attempt. `order` is locked for this transaction.
    """
    found = look(tx, deps, order)
    if found is None or now >= found.until:
        return None
    gateway = deps.gateways.get(order.warehouse or "")
    offered = found.is_offered(now)
    _note(tx, order, actor.name, actor.channel, "done" if offered else "already", reason, now)
    if not offered:
        return Recalled(recall=found, gateway=gateway, again=True)
    if gateway is not None:
        door = Promises(tx, deps)
        number = len(tx.ledger.about(SUBJECT, order.order_no))
        call = Call(
            id=derived_id("call", order.order_no, SUBJECT, number),
            action=CallAction.RECALL,
            order_no=order.order_no,
            warehouse=order.warehouse or "",
            reason=reason,
            at=now,
        )
        door.call(gateway, call, SUBJECT, order.order_no, now, at=now)
        _redraw(door, order.order_no, now)
        door.write()
    return Recalled(recall=found, gateway=gateway)


def leaving(tx: Tx, deps: Deps, entry: Entry, now: datetime) -> Call | None:
    """Return the call while the goods can still be stopped."""
    order = tx.orders.get(entry.subject_id or "")
    found = look(tx, deps, order) if order is not None else None
    return call_of(entry.body["call"]) if found is not None and now < found.until else None


def settled(tx: Tx, deps: Deps, entry: Entry, outcome: Sent | GaveUp, now: datetime) -> None:
    """Tell those who answer for red orders what the carrier's side said."""
    order = tx.orders.get(entry.subject_id or "")
    if order is None:
        return
    door = Promises(tx, deps)
    accepted = isinstance(outcome, Sent)
    why = outcome.code if isinstance(outcome, Sent) else f"{outcome.code} {outcome.error}".strip()
    said, wording = ("accepted", "recall_accepted") if accepted else ("refused", "recall_refused")
    _note(tx, order, "system", entry.channel, said, why, now)
    facts = {"order_no": order.order_no, "gateway": entry.channel, "why": mask_phones(why)}
    alert = tx.alerts.latest_of((order.order_no,)).get(order.order_no)
    for target in door.rota.targets(Level.RED, order, now):
        door.say(target, wording, facts, now, about=entry.key, alert=alert)
    _redraw(door, order.order_no, now)
    door.write()


def _note(
    tx: Tx, order: Order, actor: str, channel: str, outcome: str, detail: str, now: datetime
) -> None:
    """Write down what was asked, or answered."""
    tx.audit.add(
        audit.Attempt(
            at=now, actor=actor, channel=channel, action="recall",
            order_no=order.order_no, outcome=outcome, detail=detail,
        )
    )  # fmt: skip


def _redraw(door: Promises, order_no: str, now: datetime) -> None:
    alert = door.tx.alerts.latest_of((order_no,)).get(order_no)
    if alert is not None:
        redraws.promise(door, {alert.id: redraws.Change(alert=alert, now=now, at_once=True)})
