"""
Settling: what was decided is done by a call of the shop's system, and read back.

Money goes back once: a call is named by its application and decision, and leaves only while that
decision is the last. More than was paid for an order is paid to nobody without a person, nor is
what two systems call by two names and may be the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.people.rota import mention_ids, routing_of
from handlers.ports import GaveUp, Sent
from handlers.refunds.naming import ASKED, application_id
from rules.delivery.calls import Call, CallAction, Payout, ReadBack, call_of
from rules.events.event import Event
from rules.masking import mask_phones
from rules.people.permissions import conversation_sees
from rules.refunds.application import Application, Decided, Standing, standing
from rules.refunds.words import Action, Goods
from rules.shipping.warehouse import ASK_AFTER
from rules.vocabulary import Level
from storage.delivery.outbox import Entry
from storage.system.audit import Attempt
from storage.tx import Tx

#: What these calls are about, as the ledger names it.
SUBJECT = "payout"
_CALLS: Mapping[Action, CallAction] = {
    Action.REFUND: CallAction.REFUND,
    Action.PARTIAL: CallAction.REFUND,
    Action.VOUCHER: CallAction.VOUCHER,
    Action.EXCHANGE: CallAction.EXCHANGE,
    Action.RESEND: CallAction.RESEND,
}
_DUE = (Standing.DECIDED, Standing.SETTLED)


def promise(tx: Tx, deps: Deps, application: Application, now: datetime) -> None:
    """Have what was decided last done, where a system is named for it and money allows."""
    history = tx.refunds.history(application.id)
    decision = history[-1].decision
    action = _CALLS.get(decision.action)
    if deps.payout_by is None or action is None:
        return
    if twin := _twin(tx, application, history[-1]):
        _note(tx, application, "withheld", f"as {twin.id}", now)
        names = {"name": application.named, "other": twin.named}
        _tell(tx, deps, application, "refund_told_twice", now, names)
        return
    if decision.amount and _paid_besides(tx, application) + decision.amount > _paid_for(
        tx, application
    ):
        _note(tx, application, "withheld", f"{decision.amount}", now)
        _tell(tx, deps, application, "refund_withheld", now, {"why": str(decision.amount)})
        return
    number = len(history)
    call = Call(
        id=derived_id("call", application.id, number),
        action=action,
        order_no=application.order_no,
        warehouse="",
        reason=decision.action.value,
        at=now,
        payout=Payout(
            refund_id=application.id,
            amount=str(decision.voucher if action is CallAction.VOUCHER else decision.amount),
            goods=decision.goods.value,
        ),
    )
    door = Promises(tx, deps)
    door.call(deps.payout_by, call, SUBJECT, application.id, now, at=now, number=number, asked=0)
    door.write()


def leaving(tx: Tx, _deps: Deps, entry: Entry, _now: datetime) -> Call | None:
    """Return the call while the decision is the last one and is not done."""
    application = tx.refunds.get(entry.subject_id or "")
    if application is None or application.settled_at is not None:
        return None
    is_last = len(tx.refunds.history(application.id)) == entry.body["number"]
    return call_of(entry.body["call"]) if is_last else None


def settled(tx: Tx, deps: Deps, entry: Entry, outcome: Sent | GaveUp, now: datetime) -> None:
    """Read back what was told; only that says that it is done. People hear of what was not."""
    application = tx.refunds.get(entry.subject_id or "")
    if application is None or application.settled_at is not None:
        return
    call, asked = call_of(entry.body["call"]), int(entry.body["asked"])
    match outcome:
        case Sent(code=code) if call.action is CallAction.QUERY and code == ReadBack.DONE:
            close(tx, application, now, by=entry.channel)
        case Sent() if asked < len(ASK_AFTER):
            query = Call(
                id=derived_id("call", call.id, "query", asked),
                action=CallAction.QUERY,
                order_no=call.order_no,
                warehouse="",
                reason=call.reason,
                at=now,
                payout=call.payout,
            )
            door, number = Promises(tx, deps), int(entry.body["number"])
            door.call(
                entry.channel, query, SUBJECT, application.id, now,
                at=now + ASK_AFTER[asked], number=number, asked=asked + 1,
            )  # fmt: skip
            door.write()
        case Sent(code=code):
            _failed(tx, deps, application, code, now)
        case GaveUp(code=code, error=error):
            _failed(tx, deps, application, f"{code} {error}".strip(), now)


def paid(tx: Tx, _deps: Deps, told: Sequence[Event], _cases: Mapping[str, object]) -> set[str]:
    """Close what a `refund.paid` names, or else the one application of its order that waits."""
    for event in told:
        name = event.data.get("refund_id")
        known = tx.refunds.histories(event.order_no or "")
        names = {name, *_told_as(tx, event.order_no or "", name)}
        named = [one for one, _ in known if not names.isdisjoint((one.id, one.named))]
        waits = [one for one, made in known if standing(one, made[-1].decision) is Standing.DECIDED]
        for one in named or (waits if len(waits) == 1 and name is None else ()):
            close(tx, one, event.received_at, by=event.source)
    return set()


def _told_as(tx: Tx, order_no: str, name: str | None) -> set[str]:
    """Return the applications of an order that an event of this name told, the first or again."""
    told = tx.journal.of_orders((order_no,), (ASKED,)).get(order_no, ()) if name else ()
    return {application_id(asked) for asked in told if asked.id == name}


def close(tx: Tx, application: Application, now: datetime, *, by: str) -> None:
    """Note that it is done; what it held goes on."""
    if tx.refunds.settle(application.id, now):
        _note(tx, application, "settled", by, now)
        tx.orders.make_due((application.order_no,), now)


def holding(tx: Tx, asked: Sequence[Event]) -> list[Event]:
    """
    Return those of an order's applications that hold it.

    What was refused holds nothing, nor what is done, unless its goods are not to be sent.
    """
    closed = set()
    for one, made in tx.refunds.histories(asked[0].order_no or "") if asked else ():
        stands, goods = standing(one, made[-1].decision), made[-1].decision.goods
        is_done = stands is Standing.SETTLED and goods is not Goods.STOP
        if is_done or stands is Standing.REFUSED:
            closed.add(one.id)
    return [event for event in asked if application_id(event) not in closed]


def _twin(tx: Tx, application: Application, decided: Decided) -> Application | None:
    """
    Return what another system told on the same day of the same amount, and is paid or about to be.

    Whether it is the same application nobody can know, so a person looks before money goes twice.
    """
    for one, made in tx.refunds.histories(application.order_no):
        alike = (one.day, made[-1].facts.amount) == (application.day, decided.facts.amount)
        other = one.id != application.id and one.source != application.source
        if alike and other and standing(one, made[-1].decision) in _DUE:
            return one
    return None


def _paid_besides(tx: Tx, application: Application) -> Decimal:
    last = [(one, made[-1].decision) for one, made in tx.refunds.histories(application.order_no)]
    due = [d.amount for one, d in last if one.id != application.id and standing(one, d) in _DUE]
    return sum(due, Decimal())


def _paid_for(tx: Tx, application: Application) -> Decimal:
    order = tx.orders.get(application.order_no)
    return Decimal(order.amount or 0) if order is not None else Decimal()


def _failed(tx: Tx, deps: Deps, application: Application, why: str, now: datetime) -> None:
    _note(tx, application, "failed", why, now)
    _tell(tx, deps, application, "refund_not_done", now, {"why": mask_phones(why)})


def _tell(
    tx: Tx,
    deps: Deps,
    application: Application,
    wording: str,
    now: datetime,
    more: Mapping[str, str],
) -> None:
    """Tell quality control, else whoever answers for red orders, once for each decision."""
    door, order = Promises(tx, deps), tx.orders.get(application.order_no)
    if order is None:
        return
    facts = {"order_no": application.order_no, **more}
    about = f"{application.id}:{len(tx.refunds.history(application.id))}"
    names: tuple[str, ...] = ()
    scopes = deps.scopes
    targets = [t for t in deps.quality_control if conversation_sees(scopes, t.place, order.shop)]
    if not targets:
        targets = [*door.rota.targets(Level.RED, order, now)]
        names = door.rota.present_for(order, routing_of(deps, Level.RED, order), now)
    for target in targets:
        called = mention_ids(deps, names, target.channel)
        door.say(target, wording, facts, now, about=about, mentions=called)
    door.write()


def _note(tx: Tx, application: Application, outcome: str, detail: str, now: datetime) -> None:
    attempt = Attempt(
        at=now, actor="system", channel="system", action="payout",
        order_no=application.order_no, outcome=outcome, detail=f"{application.id} {detail}",
    )  # fmt: skip
    tx.audit.add(attempt)
