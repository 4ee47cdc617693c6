"""The warehouse's own system: what it is told of holds, and what its answers make of them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from handlers.delivery import redraws
from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.people.rota import mention_ids, routing_of
from handlers.ports import GaveUp, Sent
from rules.delivery.calls import Call, CallAction, Stand, call_of
from rules.delivery.routes import Target
from rules.masking import mask_phones
from rules.shipping.holds import Hold, open_holds
from rules.shipping.reasons import reason_of
from rules.shipping.warehouse import ASK_AFTER, CONFIRM_WITHIN, AtWarehouse
from rules.vocabulary import Level
from rules.wording.say import listing, say, span
from storage.delivery.outbox import Entry
from storage.orders.orders import Order
from storage.system.audit import Attempt
from storage.tx import Tx

#: What these calls are about, as the ledger names it.
SUBJECT = "hold"
_AIMS = {CallAction.LOCK: Stand.LOCKED, CallAction.RELEASE: Stand.ACTIVE}
#: What people are told, by what was wanted and what came of it.
_SAID = {
    (CallAction.LOCK, AtWarehouse.REFUSED): "warehouse_lock_refused",
    (CallAction.LOCK, AtWarehouse.UNCONFIRMED): "warehouse_lock_unconfirmed",
    (CallAction.RELEASE, AtWarehouse.REFUSED): "warehouse_release_refused",
    (CallAction.RELEASE, AtWarehouse.UNCONFIRMED): "warehouse_release_unconfirmed",
}
#: More orders than these at once are one sentence, which names so many of them.
_ONE_BY_ONE, _NAMED = 3, 5
#: Codes of an outcome that is the system's own word; any other is that it was not reached.
_ITS_WORD = "refused"


def lock(door: Promises, hold: Hold, order: Order, now: datetime) -> None:
    """Have the order's warehouse told of a hold that was just set, where it has a system."""
    if order.warehouse in door.deps.gateways and reason_of(hold.reason).pushed:
        _tell(door, hold, order, CallAction.LOCK, now)


def release(door: Promises, holds: Iterable[Hold], order: Order, now: datetime) -> None:
    """Have it told that holds have ended, unless another that it was told of is still open."""
    told = [hold for hold in holds if hold.gateway is not None]
    if told and order.warehouse in door.deps.gateways and not _is_held(door.tx, order, now):
        _tell(door, told[-1], order, CallAction.RELEASE, now)


def is_meant(tx: Tx, _deps: Deps, entry: Entry, now: datetime) -> bool:
    """Say whether the order is still to stand there as a call wants it."""
    hold = tx.holds.get(entry.subject_id or "")
    return hold is not None and _is_still_meant(tx, hold, CallAction(entry.body["aim"]), now)


def settled(tx: Tx, deps: Deps, entry: Entry, outcome: Sent | GaveUp, now: datetime) -> None:
    """
    Draw the consequence of a call that is over.

    What was told is read back; only that says how the order stands. A refusal is read back too:
    what is locked already may be refused a second lock.
    """
    hold = tx.holds.get(entry.subject_id or "")
    call, aim = call_of(entry.body["call"]), CallAction(entry.body["aim"])
    if hold is None or not _is_still_meant(tx, hold, aim, now):
        return
    door = Promises(tx, deps)
    match outcome:
        case Sent(code=code) if call.action is CallAction.QUERY and code == _AIMS[aim]:
            _stands(door, hold, AtWarehouse.CONFIRMED, entry, code, now)
        case Sent(code=code) if call.action is CallAction.QUERY:
            _not_yet(door, hold, entry, code, now)
        case Sent() if hold.gateway is AtWarehouse.PENDING:
            tx.holds.stands(hold.id, AtWarehouse.PUSHED)
            _ask(door, entry, now)
        case Sent():
            _ask(door, entry, now)
        case GaveUp(code=code, error=error) if (
            code == _ITS_WORD and call.action is not CallAction.QUERY
        ):
            _ask(door, entry, now, refusal=error or code)
        case GaveUp(code=code, error=error):
            _stands(door, hold, AtWarehouse.UNCONFIRMED, entry, f"{code} {error}".strip(), now)
    door.write()


def overdue(tx: Tx, deps: Deps, holds: Collection[Hold], now: datetime) -> None:
    """Tell people of what nobody has read back for too long, many at once; it is still tried."""
    door, rooms = Promises(tx, deps), dict[Target, list[tuple[Hold, Order]]]()
    orders = tx.orders.find({hold.order_no for hold in holds})
    for hold in holds:
        order = orders.get(hold.order_no)
        tx.holds.stands(hold.id, AtWarehouse.UNCONFIRMED)
        _note(door, hold, AtWarehouse.UNCONFIRMED, _gateway_of(deps, order), "", now)
        if order is not None:
            for target in door.rota.targets(Level.RED, order, now):
                rooms.setdefault(target, []).append((hold, order))
    for target, late in rooms.items():
        if len(late) > _ONE_BY_ONE:
            facts = {
                "count": str(len(late)),
                "orders": listing((order.order_no for _, order in late[:_NAMED]), deps.lang),
                "gateway": listing({_gateway_of(deps, o): 0 for _, o in late}, deps.lang),
                "waited": span(CONFIRM_WITHIN, deps.lang),
            }
            door.say(target, "warehouse_away", facts, now, about=late[0][0].id)
            continue
        for hold, order in late:
            what = {"gateway": _gateway_of(deps, order), "why": say("no_answer", deps.lang)}
            _say(door, target, hold, order, AtWarehouse.UNCONFIRMED, now, **what)
    door.write()


def _gateway_of(deps: Deps, order: Order | None) -> str:
    return deps.gateways.get(order.warehouse or "", "") if order is not None else ""


def _is_held(tx: Tx, order: Order, now: datetime) -> bool:
    """Say whether a hold is open that the order's warehouse was told of."""
    holds = open_holds(tx.holds.of_order(order.order_no), now)
    return any(hold.gateway is not None for hold in holds)


def _is_still_meant(tx: Tx, hold: Hold, aim: CallAction, now: datetime) -> bool:
    if aim is CallAction.LOCK:
        return hold.is_open(now)
    order = tx.orders.get(hold.order_no)
    return order is not None and not _is_held(tx, order, now)


def _tell(door: Promises, hold: Hold, order: Order, aim: CallAction, now: datetime) -> None:
    door.tx.holds.told(hold.id, now)
    call = Call(
        id=derived_id("call", hold.id, aim),
        action=aim,
        order_no=hold.order_no,
        warehouse=order.warehouse or "",
        reason=hold.reason,
        at=now,
    )
    gateway = door.deps.gateways[call.warehouse]
    door.call(gateway, call, SUBJECT, hold.id, now, at=now, aim=aim)


def _ask(door: Promises, entry: Entry, now: datetime, *, refusal: str = "", asked: int = 0) -> None:
    """Promise to read back how the order stands, later each time."""
    told, hold, aim = call_of(entry.body["call"]), entry.subject_id or "", entry.body["aim"]
    query = Call(
        id=derived_id("call", hold, aim, "query", asked),
        action=CallAction.QUERY,
        order_no=told.order_no,
        warehouse=told.warehouse,
        reason=told.reason,
        at=now,
    )
    more = {"aim": aim, "refusal": refusal, "asked": asked + 1}
    door.call(entry.channel, query, SUBJECT, hold, now, at=now + ASK_AFTER[asked], **more)


def _not_yet(door: Promises, hold: Hold, entry: Entry, code: str, now: datetime) -> None:
    """Take an answer that says something else: believe a refusal, or else ask again."""
    refusal, asked = entry.body["refusal"], entry.body["asked"]
    if refusal:
        _stands(door, hold, AtWarehouse.REFUSED, entry, refusal, now)
    elif asked < len(ASK_AFTER):
        _ask(door, entry, now, asked=asked)
    else:
        _stands(door, hold, AtWarehouse.UNCONFIRMED, entry, code, now)


def _stands(
    door: Promises, hold: Hold, at: AtWarehouse, entry: Entry, why: str, now: datetime
) -> None:
    if hold.gateway is at:
        return
    door.tx.holds.stands(hold.id, at)
    _note(door, hold, at, entry.channel, why, now)
    order = door.tx.orders.get(hold.order_no)
    if at is AtWarehouse.CONFIRMED or order is None:
        return
    for target in door.rota.targets(Level.RED, order, now):
        _say(door, target, hold, order, at, now, gateway=entry.channel, why=why)


def _note(
    door: Promises, hold: Hold, at: AtWarehouse, gateway: str, why: str, now: datetime
) -> None:
    """Write down how it stands there, and have the cards drawn anew."""
    door.tx.audit.add(
        Attempt(
            at=now, actor="system", channel=gateway or "system", action="warehouse",
            order_no=hold.order_no, outcome=f"warehouse_{at}", detail=why or hold.reason,
        )
    )  # fmt: skip
    alert = door.tx.alerts.latest_of((hold.order_no,)).get(hold.order_no)
    if alert is not None:
        redraws.promise(door, {alert.id: redraws.Change(alert=alert, now=now, at_once=True)})


def _say(
    door: Promises,
    target: Target,
    hold: Hold,
    order: Order,
    at: AtWarehouse,
    now: datetime,
    *,
    gateway: str,
    why: str,
) -> None:
    """Tell people of one order what they must do by hand."""
    aim = CallAction.LOCK if hold.is_open(now) else CallAction.RELEASE
    names = door.rota.present_for(order, routing_of(door.deps, Level.RED, order), now)
    facts = {
        "order_no": hold.order_no,
        "gateway": gateway,
        "waited": span(CONFIRM_WITHIN, door.deps.lang),
        "why": mask_phones(why),
    }
    door.say(
        target,
        _SAID[aim, at],
        facts,
        now,
        about=f"{hold.id}:{aim}",
        alert=door.tx.alerts.latest_of((hold.order_no,)).get(hold.order_no),
        mentions=mention_ids(door.deps, names, target.channel),
    )
