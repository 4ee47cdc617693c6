"""Guarding: what the books say against shipping is a hold, and ends when they say it no more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from handlers.alerts.announce import Announcements
from handlers.deps import derived_id
from handlers.refunds import settling
from handlers.resonance.cases import Case
from rules.events.event import Event
from rules.events.promises import promised
from rules.events.tellings import happened
from rules.orders.addresses import address_changes, plain_address
from rules.orders.course import Course, all_left, called_off, created_data, follow
from rules.shipping.gifts import mains_of
from rules.shipping.guard import Books, Cause, causes
from rules.shipping.holds import Hold
from rules.shipping.reasons import KEPT, reason_of
from rules.shipping.recall import closes_at
from rules.vocabulary import SYSTEM
from storage.tx import Tx

_CREATED, _CANCELLED = "order.created", "order.cancelled"


def bound_to(tx: Tx, cases: Mapping[str, Case]) -> set[str]:
    """Return further orders in which gifts lie of orders just created or cancelled."""
    changed = {no for no, case in cases.items() if _is_new(case)}
    return tx.bonds.orders_bound_to(changed) - cases.keys()


def _is_new(case: Case) -> bool:
    types = {event.type for event in case.events}
    created = _CREATED in types and case.order.created_at is None
    return created or (_CANCELLED in types and not case.order.cancelled)


def add_mains(tx: Tx, cases: Mapping[str, Case]) -> None:
    """Give orders with gifts what is known of the main orders of these."""
    wanted = {no: mains for no, case in cases.items() if (mains := _mains(case))}
    if wanted:
        everything = set().union(*wanted.values())
        found = tx.journal.of_orders(everything, (_CREATED, _CANCELLED))
        for no, mains in wanted.items():
            cases[no].mains = {main: found.get(main, []) for main in mains}


def _mains(case: Case) -> set[str]:
    created = (event for event in case.events if event.type == _CREATED)
    return set().union(*(mains_of(case.order.order_no, event.data) for event in created))


def keep(case: Case, course: Course, now: datetime, out: Announcements) -> bool:
    """
    Set and end the holds of an order as the books want it at `now`; say whether any changed.

    What a person released stays released, until the cause is another one. Of several parcels those
    that are still in the house are held when others have left.
    """
    if course.created is None and not called_off(course):
        return False
    wanted = {} if _nothing_stays(course) else _wanted(case, course, now, out)
    if not (wanted or case.holds):  # as of nearly all orders
        return False
    lang = out.deps.lang
    mine = [h for h in case.holds if h.owner == SYSTEM and h.reason in KEPT and h.since <= now]
    ended = [h for h in mine if h.is_open(now) and _key(h) not in wanted]
    known = {_key(h) for h in mine if h.is_open(now) or h.released_by != SYSTEM}
    new = [] if all_left(course) else [c for key, c in wanted.items() if key not in known]
    for hold in ended:
        over = replace(hold, released_at=now, released_by=SYSTEM)
        case.holds[case.holds.index(hold)] = over
        out.end(over)
    for cause in new:
        hold = Hold(
            id=derived_id("hold", case.order.order_no, len(case.holds)),
            order_no=case.order.order_no,
            reason=cause.reason.value,
            owner=SYSTEM,
            note=cause.note(lang),
            line=cause.line,
            since=now,
            expires=ending(case, cause.reason.value, now, out),
            release_role=reason_of(cause.reason).release_role,
        )
        case.holds.append(hold)
        out.hold(hold)
    return bool(ended or new)


def _nothing_stays(course: Course) -> bool:
    """
    Say whether there is nothing to hold any more.

    What was cancelled never passes a scanner; what it goes on as would, if its holds ended.
    """
    if course.cancelled_at is not None and course.moved_on_at is None:
        return True
    return course.signed_at is not None and all_left(course)


def ending(case: Case, reason: str, now: datetime, out: Announcements) -> datetime | None:
    """Return when the installation lets a hold of this reason end by itself."""
    terms = out.deps.terms
    if reason not in terms.ends:
        return None
    until = promised(created_data(follow(case.events)).get("promised_ship_at"), out.deps.timezone)
    return terms.ending(reason, until, now)


def recall_closes(course: Course, out: Announcements) -> datetime | None:
    """Return until when goods that have left can be stopped, while that still matters."""
    if course.over_at is not None:
        return None
    return closes_at(created_data(course), course.left_at, out.deps.guard.carriers)


def _wanted(
    case: Case, course: Course, now: datetime, out: Announcements
) -> dict[tuple[str, str | None, str], Cause]:
    deps, asked = out.deps, course.by_type.get("refund.requested", ())
    books = Books(
        order_no=case.order.order_no,
        order=created_data(course),
        address=_address(course) if deps.guard.warehouses else None,
        mains={no: _stands(events) for no, events in _by(case.mains, now).items()},
        called_off=called_off(course),
        refunds=[
            (f"{happened(e).astimezone(deps.timezone):%Y-%m-%d %H:%M}", e.data)
            for e in settling.holding(out.tx, asked)
        ],
    )
    found = causes(deps.guard, books)
    return {(c.reason.value, c.line, c.note(deps.lang)): c for c in found}


def _key(hold: Hold) -> tuple[str, str | None, str]:
    return (hold.reason, hold.line, hold.note)


def _by(mains: Mapping[str, list[Event]], now: datetime) -> dict[str, list[Event]]:
    """Return what was known of main orders at `now`; one that nobody created is not known."""
    known = {no: [e for e in events if e.received_at <= now] for no, events in mains.items()}
    return {no: ev for no, ev in known.items() if any(e.type == _CREATED for e in ev)}


def _stands(events: list[Event]) -> bool:
    return all(event.type != _CANCELLED for event in events)


def _address(course: Course) -> object:
    """
    Return the address in force, as it was told last.

    To tell it again with other coordinates is no change of it, and says better where it is.
    """
    in_force = created_data(course).get("address")
    changed = course.by_type.get("order.address_changed")
    if not changed:
        return in_force
    changes = address_changes(course.by_type[_CREATED], changed)
    if changes:
        in_force = changes[-1].said.data.get("address")
    told = (event.data.get("address") for event in reversed(changed))
    alike = plain_address(in_force)
    return next((one for one in told if plain_address(one) == alike), in_force)
