"""Applying: what is asked back is decided by the rules in force, once, and kept for good."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from handlers.deps import Deps
from handlers.refunds import appealing
from handlers.refunds.naming import application_id, name_of
from handlers.refunds.published import published
from handlers.statuses.published import published as published_statuses
from rules.events.event import Event
from rules.events.types import EVENT_TYPES
from rules.orders.course import Course, amount_of, created_data, follow
from rules.orders.returns import known_facts
from rules.refunds.application import (
    WHERE,
    Application,
    Cause,
    Decided,
    address_of,
    said_facts,
)
from rules.refunds.book.book import OTHERWISE
from rules.refunds.decide import decide, to_a_person
from rules.refunds.facts import NotRead, RefundFacts
from rules.refunds.reading import read_facts
from rules.refunds.velocity import Buyer, at_least, buyer_of, rate_of
from storage.tx import Tx

#: What reaches us so late is history that a shop brings along: it pays nobody and calls nobody.
HISTORY = timedelta(days=1)

#: Orders by their buyer, each with when it was placed.
Bought = Mapping[Buyer, Mapping[str, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What would be decided about an application now."""

    application: Application
    decided: Decided


def take(tx: Tx, deps: Deps, asked: Sequence[Event], placed: Iterable[Event]) -> Iterable[str]:
    """
    Keep and decide new applications, each once, whoever tells it again.

    An event is never refused for its facts: where one of them cannot be read, a person decides.
    `placed` are the orders that came with them: no table has these yet.
    """
    courses = [(event, course_of(tx, deps, event.order_no or "")) for event in asked]
    tx.refunds.queue_up(_counted_by(courses))
    bought = _bought(placed)
    for event, course in courses:
        weighed = _weigh(tx, deps, event, course, bought)
        if isinstance(weighed, NotRead):
            weighed = _unread(tx, deps, event, course, weighed)
        if not tx.refunds.keep(weighed.application):
            continue
        if event.received_at - event.at > HISTORY:
            tx.refunds.decide(weighed.decided)
        else:
            appealing.came(tx, deps, weighed.application, weighed.decided, event.received_at)
    return ()


def weigh(tx: Tx, deps: Deps, asked: Event) -> Weighed | NotRead:
    """Decide an application without keeping anything, or say which of its facts is not read."""
    return _weigh(tx, deps, asked, course_of(tx, deps, asked.order_no or ""), {})


def _weigh(tx: Tx, deps: Deps, asked: Event, course: Course, bought: Bought) -> Weighed | NotRead:
    said, ip = said_facts(asked.data), address_of(asked.data)
    if isinstance(said, NotRead):
        return said
    if isinstance(ip, NotRead):
        return ip
    application = _application(deps, asked, course, ip)
    facts = _with_known(deps, application, course, said, asked)
    if isinstance(facts, NotRead):
        return facts
    facts = at_least(facts, _counted(tx, deps, application, course, bought))
    decided = Decided(
        refund_id=application.id,
        at=application.at,
        cause=Cause.APPLIED,
        by=application.source,
        reason=application.reason,
        facts=facts,
        decision=decide(facts, published(tx, deps), deps.refunds),
    )
    return Weighed(application=application, decided=decided)


def _with_known(
    deps: Deps,
    application: Application,
    course: Course,
    said: Mapping[str, Any],
    asked: Event,
) -> RefundFacts | NotRead:
    """
    Read what was said, and add what our own books know of the rest.

    More than was paid for the order is an amount that nobody knows: a person looks at it.
    """
    known = known_facts(course, asked.data.get("items") or (), application.at, deps.timezone)
    if not WHERE.isdisjoint(said):
        known = {name: value for name, value in known.items() if name not in WHERE}
    facts = read_facts({**known, **said})
    if isinstance(facts, RefundFacts) and is_too_much(course, facts.amount):
        return read_facts({**known, **said, "amount": None})
    return facts


def _counted(
    tx: Tx, deps: Deps, application: Application, course: Course, bought: Bought
) -> RefundFacts:
    """Return how often its address and its buyer ask money back, this time included."""
    terms, buyer, at = deps.refunds, buyer_of(created_data(course)), application.at
    times, rate = 0, Decimal()
    if application.ip is not None and not terms.is_shared(application.ip):
        times = 1 + tx.refunds.from_address(application.ip, application.day, but=application.id)
    if buyer is not None:
        since = at - terms.rate_window
        also = [no for no, placed in bought.get(buyer, {}).items() if since < placed <= at]
        no = application.order_no
        orders, asked = tx.refunds.of_buyer(buyer, since, at, also=also, but=no)
        rate = rate_of(asked + 1, orders + 1, terms.rate_after)
    return RefundFacts(same_ip_refunds_1d=times, buyer_refund_rate=rate)


def _counted_by(courses: Iterable[tuple[Event, Course]]) -> Iterator[str]:
    """Yield by what these applications are counted, for those that come at the same moment."""
    for event, course in courses:
        if isinstance(ip := address_of(event.data), str):
            yield ip
        if buyer := buyer_of(created_data(course)):
            yield "\n".join(buyer)


def _bought(placed: Iterable[Event]) -> Bought:
    found: defaultdict[Buyer, dict[str, datetime]] = defaultdict(dict)
    for event in placed:
        if event.order_no and (buyer := buyer_of(event.data)):
            found[buyer][event.order_no] = event.at
    return found


def is_too_much(course: Course, amount: Decimal | None) -> bool:
    """Say whether more is asked back than was paid for the whole order."""
    paid = amount_of(course)
    return paid is not None and amount is not None and amount > paid


def course_of(tx: Tx, deps: Deps, order_no: str) -> Course:
    """Return the course of the order that an application is about."""
    events = tx.journal.of_orders((order_no,), tuple(EVENT_TYPES)).get(order_no, [])
    return follow(events, published_statuses(tx, deps))


def _application(deps: Deps, asked: Event, course: Course, ip: str | None) -> Application:
    created = created_data(course)
    return Application(
        id=application_id(asked),
        source=asked.source,
        named=name_of(asked),
        order_no=asked.order_no or "",
        at=asked.at,
        day=asked.at.astimezone(deps.timezone).date().isoformat(),
        shop=created.get("shop"),
        customer_id=None if (buyer := buyer_of(created)) is None else buyer.customer_id,
        ip=ip,
        reason=asked.data.get("reason") or "",
    )


def _unread(tx: Tx, deps: Deps, asked: Event, course: Course, why: NotRead) -> Weighed:
    ip, at = address_of(asked.data), asked.at
    application = _application(deps, asked, course, None if isinstance(ip, NotRead) else ip)
    version = published(tx, deps).version
    decided = Decided(
        refund_id=application.id,
        at=at,
        cause=Cause.APPLIED,
        by=application.source,
        reason=f"{why.why}: {why.fact}",
        facts=RefundFacts(),
        decision=to_a_person(OTHERWISE, OTHERWISE, version, ()),
    )
    return Weighed(application=application, decided=decided)
