"""Cases: what is known of an order while it is judged, and what of that must be searchable."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from handlers.deps import Deps
from handlers.resonance import elsewhere, measuring
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.events.event import Event
from rules.events.tellings import event_key
from rules.orders.course import SCORED, Course, amount_of
from rules.resonance.facts import Change, Detection, Facts
from rules.resonance.foresight.history import Watched
from rules.resonance.measure import Resonance, decimal_text
from rules.resonance.policy import Policy
from rules.shipping.holds import Hold
from storage.orders.orders import Order, description
from storage.tx import Tx

#: Last digits of a phone number that are kept to find an order by.
_PHONE_TAIL = 4
_NOBODY = Watched()


@dataclass(slots=True)
class Case:
    """Everything known about one order while it is judged."""

    order: Order
    stored: tuple[object, ...]  #: The order's values as they are in the database.
    events: list[Event]
    #: What this batch tells of it, until what was known before has been compared with it.
    news: list[Event] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    alert: Alert | None = None
    elsewhere: tuple[Change, ...] = ()
    baselines: dict[str, Decimal] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    snoozed: dict[str, datetime] = field(default_factory=dict)
    watched: Watched = _NOBODY  #: What is kept of it for foresight.
    #: What is known of the main orders of its gifts: created and cancelled.
    mains: dict[str, list[Event]] = field(default_factory=dict)
    #: Alerts that judging raised or changed, by id.
    told: dict[str, Alert] = field(default_factory=dict)

    def tell(self, alert: Alert) -> None:
        """Make this the order's alert; in a replay one may end and the next begin together."""
        self.alert = self.told[alert.id] = alert

    def take_in(self) -> None:
        """Make the news part of what is known."""
        self.events += self.news
        self.news = []

    def facts(self, silent: frozenset[str]) -> Facts:
        """Return what the evaluator may know."""
        return Facts(
            order_no=self.order.order_no,
            events=tuple(self.events),
            holds=tuple(self.holds),
            elsewhere=self.elsewhere,
            baselines=self.baselines,
            listed=self.listed,
            silent_types=silent,
            snoozed=self.snoozed,
            outlooks=self.watched.outlooks,
        )


def silent_types(tx: Tx, deps: Deps, now: datetime) -> frozenset[str]:
    """Return the event types of sources that have been silent for longer than allowed (A-41)."""
    if not deps.silence:
        return frozenset()
    heard: dict[str, datetime] = {}
    for feed in tx.feeds.all():
        heard[feed.source] = max(feed.received_at, heard.get(feed.source, feed.received_at))
    return frozenset(
        feed.type
        for feed in tx.feeds.all()
        if feed.source in deps.silence and now - heard[feed.source] > deps.silence[feed.source]
    )


def load(tx: Tx, policy: Policy, order_nos: Collection[str], now: datetime) -> dict[str, Case]:
    """Read orders with everything that explains them, changing and locking nothing."""
    cases = _read(tx, tx.orders.find(order_nos))
    add_changes_elsewhere(tx, policy, cases)
    add_measures(tx, policy, cases, now, keep=False)
    return cases


def open_cases(tx: Tx, order_nos: Collection[str], now: datetime) -> dict[str, Case]:
    """Lock orders, known or not, and read what is known of them so far."""
    return _read(tx, tx.orders.lock(order_nos, now))


def _read(tx: Tx, orders: Mapping[str, Order]) -> dict[str, Case]:
    known = [no for no, order in orders.items() if not order.fresh]
    events = tx.journal.of_orders(known, SCORED)
    holds = tx.holds.of_orders(known)
    latest = tx.alerts.latest_of(known)
    watched = tx.histories.watched(known)
    return {
        no: Case(
            order=order,
            stored=order.values(),
            events=events.get(no, []),
            holds=holds.get(no, []),
            alert=latest.get(no),
            watched=watched.get(no, _NOBODY),
        )
        for no, order in orders.items()
    }


def add_changes_elsewhere(tx: Tx, policy: Policy, cases: Mapping[str, Case]) -> set[str]:
    """Give each order its customer's changes elsewhere; return orders in a burst with ours."""
    customers = {no: case.order.customer_id for no, case in cases.items()}
    found = elsewhere.look(tx, policy, {no: c.events for no, c in cases.items()}, customers)
    for no, theirs in found.changes.items():
        cases[no].elsewhere = theirs
    return found.near


def add_measures(
    tx: Tx, policy: Policy, cases: Mapping[str, Case], now: datetime, *, keep: bool
) -> None:
    """Give orders the baselines they are measured by, and the lists that they are on."""
    _add_baselines(tx, policy, cases, now, keep=keep)
    _add_lists(tx, cases, now)


def _add_baselines(
    tx: Tx, policy: Policy, cases: Mapping[str, Case], now: datetime, *, keep: bool
) -> None:
    measured = [
        no for no, c in cases.items() if any(e.type in measuring.MEASURED for e in c.events)
    ]
    if measured:
        for no, found in measuring.baselines_of(tx, policy, measured, now, keep=keep).items():
            for event in cases[no].events:
                baseline = found.get(measuring.measured(event) or "")
                if baseline is not None:
                    cases[no].baselines[event_key(event)] = baseline


def _add_lists(tx: Tx, cases: Mapping[str, Case], now: datetime) -> None:
    listed = tx.policies.listed(now)
    if not listed:
        return
    for case in cases.values():
        text = " ".join(
            str(e.data) for e in case.events if e.type in ("order.created", "order.address_changed")
        )
        snoozed = {
            entry.snoozed: entry
            for entry in listed
            if entry.snoozed is not None and entry.value == case.order.customer_id
        }
        case.snoozed = {kind: entry.expires for kind, entry in snoozed.items()}
        case.listed = frozenset(
            entry.name for entry in listed if entry.snoozed is None and entry.value in text
        )


def save(tx: Tx, cases: Collection[Case]) -> None:
    """Write the orders that judging changed, and the alerts it told."""
    changed = [c for c in cases if c.order.fresh or c.order.values() != c.stored]
    described = [
        c
        for c in changed
        if c.order.fresh or description(c.order.values()) != description(c.stored)
    ]
    tx.orders.save(case.order for case in described)
    if len(described) < len(changed):
        told = {case.order.order_no for case in described}
        tx.orders.save_judgement(c.order for c in changed if c.order.order_no not in told)
    tx.alerts.save(alert for case in cases for alert in case.told.values())


def project(case: Case, found: Detection, result: Resonance) -> None:
    """Write what must be searchable; all of it follows from the journal."""
    order, course = case.order, found.course
    if course.created is not None:
        _project_created(order, course.created, course)
    elif paid := course.by_type.get("order.paid"):  # all that is known of what it costs
        order.amount = str(Decimal(str(paid[0].data["amount"])))
    order.score = decimal_text(result.score)
    order.level = result.level.value
    order.cancelled = course.cancelled_at is not None
    order.over = result.over
    order.left_at = course.left_at
    order.due_at = result.next_at
    if case.alert is not None and case.alert.alive and case.alert.shop != order.shop:
        case.tell(changes.in_shop(case.alert, order.shop))


def _project_created(order: Order, created: Event, course: Course) -> None:
    data, customer = created.data, created.data.get("customer") or {}
    phone = "".join(filter(str.isdigit, str(customer.get("phone") or "")))
    order.shop = data.get("shop")
    order.warehouse = data.get("warehouse")
    order.platform = data.get("platform")
    order.amount = str(amount_of(course))
    order.customer_id = str(customer["id"]) if customer.get("id") else None
    order.phone_tail = phone[-_PHONE_TAIL:] if len(phone) >= _PHONE_TAIL else None
    order.created_at = course.created_at
