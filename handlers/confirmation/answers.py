"""Answers: the customer's word on how a parcel came, whichever way it arrives, taken once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.confirmation import asking, tickets
from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.statuses.published import published
from rules.chat.links import order_link
from rules.confirmation.confirmation import Confirmation, Result
from rules.confirmation.reports import Said
from rules.confirmation.words import confirmed_as, is_nobodys, reported_as
from rules.events.event import Event
from rules.statuses.status_map import StatusMap
from rules.statuses.words import Business
from rules.vocabulary import Level
from rules.wording.say import say
from storage.tx import Tx

#: Who we are, as the source of events that tell what we were told ourselves.
SOURCE = "resonance"


def journal(
    tx: Tx, deps: Deps, kind: str, order_no: str, name: str, data: Mapping[str, Any], now: datetime
) -> bool:
    """Journal what a customer told us, once under its name, and draw what follows."""
    event = Event(SOURCE, name, kind, order_no, now, now, dict(data))
    if not tx.journal.add([event]):
        return False
    follow(tx, deps, [event])
    return True


def follow(tx: Tx, deps: Deps, events: Sequence[Event]) -> None:
    """Draw what follows from words of customers and reports of calls, in order of time."""
    told = sorted((e for e in events if e.order_no is not None), key=lambda e: (e.at, e.id))
    numbers = {str(e.order_no) for e in told}
    known = _known(tx, numbers, told[0].received_at) if told else {}
    door = Promises(tx, deps)
    for event in told:
        _take(door, known[str(event.order_no)], event)
    tx.confirmations.save(known.values())
    door.write()


def follow_platform(tx: Tx, deps: Deps, statuses: Sequence[Event]) -> None:
    """Note orders that their platform closed: that is no word of the customer's."""
    spoken = [e for e in statuses if str(e.data.get("system") or "").lower() == "platform"]
    words = published(tx, deps) if spoken else deps.policy.statuses
    closed = [(e.order_no, e.at) for e in spoken if e.order_no and _says_closed(words, e)]
    if closed:
        known = _known(tx, {no for no, _ in closed}, spoken[0].received_at)
        for no, at in closed:
            known[no].closed(at)
        tx.confirmations.save(known.values())


def _known(tx: Tx, numbers: Collection[str], now: datetime) -> dict[str, Confirmation]:
    """Return what is known of these orders, which nobody else changes meanwhile."""
    tx.orders.lock(numbers, now)
    known = tx.confirmations.of_orders(numbers)
    return {no: known.get(no) or Confirmation(order_no=no) for no in numbers}


def _says_closed(words: StatusMap, event: Event) -> bool:
    row = words.row("platform", str(event.data.get("status") or ""))
    return row is not None and row.business == Business.COMPLETED


def _take(door: Promises, one: Confirmation, event: Event) -> None:
    match event.type:
        case "confirmation.received":
            if is_nobodys(event.data.get("by")):
                one.closed(event.at)
            else:
                _confirm(door, one, confirmed_as(event.data), event)
        case "customer.acted":
            if event.data.get("action") == "confirmed":
                _confirm(door, one, Result.INTACT, event)
        case "call.reported":
            match reported_as(event.data):
                case Result() as result:
                    _confirm(door, one, result, event, by="call")
                case Said.PERSON:
                    one.by_person, one.due_at = True, None
                    _tell(door, one, "confirmation_person", event, {})
                case Said.NO_MORE_CALLS:
                    asking.no_more_calls(door.tx, one, event.received_at)
                case Said.UNANSWERED | Said.DELIVERED | Said.UNDELIVERED:
                    pass
        case _:
            pass


def _confirm(
    door: Promises, one: Confirmation, result: Result, event: Event, *, by: str = "customer"
) -> None:
    """Take the first word; its goods leave the virtual warehouse, and damage opens a ticket."""
    if not one.answered(result, str(event.data.get("by") or by), event.at):
        return
    door.tx.stock.take_out((one.order_no,))
    if not result.wants_service:
        return
    one.ticket = f"T{derived_id('ticket', one.order_no)}"
    what = say(f"confirmed_{result}", door.deps.lang)
    opened = Event(
        SOURCE, f"ticket:{one.order_no}", "ticket.opened", one.order_no, event.at,
        event.received_at, {"ticket_id": one.ticket, "kind": result.value, "text": what},
    )  # fmt: skip
    door.tx.journal.add([opened])
    tickets.keep(door.tx, door.deps, [opened])
    _tell(door, one, "confirmation_trouble", event, {"what": what, "ticket": one.ticket})
    if by == "call":
        asking.ask_for_photos(door, one, event.received_at)


def _tell(
    door: Promises, one: Confirmation, wording: str, event: Event, facts: dict[str, str]
) -> None:
    order = door.tx.orders.get(one.order_no)
    if order is None:
        return
    link = order_link(door.deps.public_url, one.order_no)
    for target in door.rota.targets(Level.ORANGE, order, event.received_at):
        door.say(
            target,
            wording,
            {"order_no": one.order_no, "link": link, **facts},
            event.received_at,
            about=one.order_no,
        )
