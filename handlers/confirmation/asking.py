"""Asking: links and calls to customers, promised when they are due, filled in when they leave."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.confirmation.links import confirm_link
from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.ports import GaveUp, Sent
from rules.confirmation.asking import Ask, into_hours, next_step
from rules.confirmation.confirmation import Confirmation
from rules.delivery.calls import Call, CallAction, Customer, call_of
from rules.delivery.policy import PRIORITY
from rules.orders.course import created_data, follow
from rules.vocabulary import Level
from rules.wording.say import say
from storage.delivery.outbox import Entry
from storage.tx import Tx

#: What these calls are about, as the ledger names it.
SUBJECT = "confirmation"
#: Calls of one gateway under way at a time: each of so many lanes has one.
_LANES = 4
#: Bytes that a name may have which a voice service carries along.
LONGEST_ID = 15
#: A call that leaves now rings within this time, which still has to be allowed.
_UNTIL_IT_RINGS = timedelta(seconds=60)
#: Where a service could not be reached, it is tried again after this.
_NEXT_TRY = timedelta(hours=1)
#: Codes of a failure after which asking in the same way again would be no better, or twice.
_FINAL = frozenset({"refused", "no_phone", "may_be_done"})
_ACTIONS = {Ask.LINK: CallAction.CONFIRM_LINK, Ask.CALL: CallAction.CONFIRM_CALL}
_SCRIPTS = {Ask.LINK: "confirm_message", Ask.CALL: "confirm_script"}
_TAIL = 4


def ask(tx: Tx, deps: Deps, due: Iterable[Confirmation], now: datetime) -> None:
    """Promise what is due of each, and note when the next is."""
    door, asked = Promises(tx, deps), list(due)
    for one in asked:
        step = next_step(one, deps.asking, deps.timezone)
        if step is not None and step.at <= now:
            _promise(door, one, step.ask, now)
            step = next_step(one, deps.asking, deps.timezone)
        one.due_at = step.at if step is not None else None
    tx.confirmations.schedule(asked)
    door.write()


def ask_for_photos(door: Promises, one: Confirmation, now: datetime) -> None:
    """Promise the link with which photos can be added to what was said on the phone."""
    if door.deps.asking.link_by is not None:
        _promise(door, one, Ask.LINK, now)


def no_more_calls(tx: Tx, one: Confirmation, now: datetime) -> None:
    """Remember the number of an order as one that nobody calls again, whatever the order."""
    phone = _phone(tx, one.order_no)
    if phone:
        tx.confirmations.refuse_calls(_digest(phone), now)


def leaving(tx: Tx, deps: Deps, entry: Entry, now: datetime) -> Call | datetime | None:
    """Return the call with whom it is for, or when it may be made, or None where nobody is."""
    how, order_no = Ask(entry.body["ask"]), entry.order_no or ""
    one = tx.confirmations.get(order_no)
    if one is None or not (one.waits or (how is Ask.LINK and _wants_photos(tx, one))):
        return None
    order = tx.orders.get(order_no)
    if order is None or order.cancelled:
        return None
    phone = _phone(tx, order_no)
    if how is Ask.CALL:
        if one.by_person or (phone and tx.confirmations.refuses_calls(_digest(phone))):
            return None
        for moment in (now, now + _UNTIL_IT_RINGS):
            allowed = into_hours(moment, deps.asking.call_hours, deps.timezone)
            if allowed > moment:
                return allowed
    facts = {
        "shop": order.shop or say("confirm_shop", deps.lang),
        "order": order_no[-_TAIL:],
        "ask": say("confirm_ask", deps.lang),
    }
    link = confirm_link(deps, order_no, now)
    text = say(_SCRIPTS[how], deps.lang, **facts, **({"link": link} if how is Ask.LINK else {}))
    customer = Customer(phone=phone, link=link, text=text, facts=facts)
    return replace(call_of(entry.body["call"]), customer=customer)


def settled(tx: Tx, deps: Deps, entry: Entry, outcome: Sent | GaveUp, now: datetime) -> None:
    """Have what could not be asked at all asked again later; what may have been is not."""
    one = tx.confirmations.get(entry.order_no or "")
    if isinstance(outcome, Sent) or outcome.code in _FINAL or one is None or not one.waits:
        return
    if Ask(entry.body["ask"]) is Ask.LINK:
        one.linked = False
    else:
        one.calls -= 1
        one.called_at = None
    step = next_step(one, deps.asking, deps.timezone)
    if step is not None:
        one.due_at = max(step.at, now + _NEXT_TRY)
    tx.confirmations.schedule([one])


def _promise(door: Promises, one: Confirmation, how: Ask, now: datetime) -> None:
    gateway = door.deps.asking.link_by if how is Ask.LINK else door.deps.asking.call_by
    if gateway is None:
        return
    call = Call(
        id=derived_id("call", one.order_no, one.asked)[:LONGEST_ID],
        action=_ACTIONS[how],
        order_no=one.order_no,
        warehouse="",
        reason=str(one.state),
        at=now,
    )
    one.asked += 1
    if how is Ask.LINK:
        one.linked = True
    else:
        one.calls, one.called_at = one.calls + 1, now
    lane = f"customers-{int(derived_id(one.order_no), 16) % _LANES}"
    door.call(
        gateway, call, SUBJECT, one.order_no, now,
        at=now, conversation=lane, priority=PRIORITY[Level.CALM], ask=how.value,
    )  # fmt: skip


def _wants_photos(tx: Tx, one: Confirmation) -> bool:
    return one.ticket is not None and not tx.confirmations.photos.of_order(one.order_no)


def _phone(tx: Tx, order_no: str) -> str:
    """Return the digits of the customer's number, "" where there is none that can be called."""
    told = tx.journal.of_orders((order_no,), ("order.created",)).get(order_no, [])
    written = str((created_data(follow(told)).get("customer") or {}).get("phone") or "")
    if "*" in written:
        return ""
    return "".join(c for c in written if c.isascii() and c.isdecimal())


def _digest(phone: str) -> str:
    """Name a number without keeping it, however its country is written."""
    return hashlib.sha256(phone[-11:].encode()).hexdigest()
