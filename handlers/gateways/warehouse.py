"""The warehouse's own system: what it is told of holds, and what its answers make of them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.gateways.keeping import told_holds
from handlers.gateways.telling import note, redraw, say_by_hand
from handlers.ports import GaveUp, Sent
from rules.delivery.calls import Call, CallAction, ReadBack, call_of
from rules.delivery.routes import Target
from rules.shipping.holds import Hold
from rules.shipping.reasons import reason_of
from rules.shipping.verdict import stopping
from rules.shipping.warehouse import ASK_AFTER, CONFIRM_WITHIN, AtWarehouse
from rules.vocabulary import Level
from rules.wording.say import listing, say, span
from storage.delivery.outbox import Entry
from storage.orders.orders import Order
from storage.tx import Tx

#: What these calls are about, as the ledger names it.
SUBJECT = "hold"
_AIMS = {CallAction.LOCK: ReadBack.LOCKED, CallAction.RELEASE: ReadBack.ACTIVE}
#: More orders than these at once are one sentence, which names so many of them.
_ONE_BY_ONE, _NAMED = 3, 5
#: Codes of an outcome that is the system's own word; any other is that it was not reached.
_ITS_WORD = "refused"


def lock(door: Promises, hold: Hold, order: Order, now: datetime) -> None:
    """
    Have the order's warehouse told of a hold that was just set, where it has a system.

    It knows orders only: a hold of one line would keep the rest from being packed.
    """
    wanted = hold.line is None and reason_of(hold.reason).pushed
    if wanted and order.warehouse in door.deps.gateways:
        _tell(door, hold, order, CallAction.LOCK, now)


def release(door: Promises, holds: Iterable[Hold], order: Order, now: datetime) -> None:
    """
    Have it told that holds have ended, unless another that it was told of is still open.

    What the order goes on as was held by them as well, and may go on with it.
    """
    ended = list(holds)
    if not ended or not door.deps.gateways:
        return
    if told := [hold for hold in ended if hold.gateway is not None]:
        _go_on(door, told[-1], order, now)
    after = door.tx.successions.after((order.order_no,)).get(order.order_no, ())
    orders = door.tx.orders.find(after)
    for no, known in door.tx.holds.of_orders(orders).items():
        if theirs := [hold for hold in known if hold.gateway is not None]:
            _go_on(door, theirs[-1], orders[no], now, because=ended[-1].id)


def leaving(tx: Tx, _deps: Deps, entry: Entry, now: datetime) -> Call | None:
    """Return the call while the order is still to stand there as it wants it."""
    hold = tx.holds.get(entry.subject_id or "")
    if hold is None or not _is_still_meant(tx, hold, CallAction(entry.body["aim"]), now):
        return None
    return call_of(entry.body["call"])


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
            tx.holds.stand([hold.id], AtWarehouse.PUSHED)
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
    numbers = {hold.order_no for hold in holds}
    orders, alerts = tx.orders.find(numbers), tx.alerts.latest_of(numbers)
    tx.holds.stand([hold.id for hold in holds], AtWarehouse.UNCONFIRMED)
    for hold in holds:
        order = orders.get(hold.order_no)
        note(tx, hold, AtWarehouse.UNCONFIRMED, _gateway_of(deps, order), "", now)
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
            gateway, why = _gateway_of(deps, order), say("no_answer", deps.lang)
            alert = alerts.get(hold.order_no)
            say_by_hand(
                door, target, hold, order, alert, AtWarehouse.UNCONFIRMED, now,
                aim=_aim(hold, now), gateway=gateway, why=why,
            )  # fmt: skip
    redraw(door, alerts.values(), now)
    door.write()


def _gateway_of(deps: Deps, order: Order | None) -> str:
    return deps.gateways.get(order.warehouse or "", "") if order is not None else ""


def _go_on(
    door: Promises, hold: Hold, order: Order, now: datetime, *, because: str | None = None
) -> None:
    if order.warehouse in door.deps.gateways and not _is_held(door.tx, order, now):
        _tell(door, hold, order, CallAction.RELEASE, now, because=because)


def _is_held(tx: Tx, order: Order, now: datetime) -> bool:
    """Say whether goods must stay: the order is over for good, or a hold that was told is open."""
    return order.cancelled or bool(stopping(told_holds(tx, order.order_no, now)))


def _is_still_meant(tx: Tx, hold: Hold, aim: CallAction, now: datetime) -> bool:
    if aim is CallAction.LOCK:
        return not hold.has_ended(now)
    order = tx.orders.get(hold.order_no)
    return order is not None and not _is_held(tx, order, now)


def _tell(
    door: Promises,
    hold: Hold,
    order: Order,
    aim: CallAction,
    now: datetime,
    *,
    because: str | None = None,
) -> None:
    """Promise the call; `because` is another order's hold whose end lets this one go on."""
    door.tx.holds.told(hold.id, now)
    call = Call(
        id=derived_id("call", hold.id, aim, *filter(None, (because,))),
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
        id=derived_id("call", told.id, "query", asked),
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
    door.tx.holds.stand([hold.id], at)
    note(door.tx, hold, at, entry.channel, why, now)
    alert = door.tx.alerts.latest_of((hold.order_no,)).get(hold.order_no)
    redraw(door, [alert] if alert is not None else [], now)
    order = door.tx.orders.get(hold.order_no)
    if at is AtWarehouse.CONFIRMED or order is None:
        return
    for target in door.rota.targets(Level.RED, order, now):
        say_by_hand(
            door, target, hold, order, alert, at, now,
            aim=_aim(hold, now), gateway=entry.channel, why=why,
        )  # fmt: skip


def _aim(hold: Hold, now: datetime) -> CallAction:
    return CallAction.RELEASE if hold.has_ended(now) else CallAction.LOCK
