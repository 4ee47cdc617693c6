"""Scoring: load what is known of some orders, judge them, write what follows; one transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from handlers.alerts import reminders
from handlers.deps import Deps, derived_id
from handlers.resonance import elsewhere, measuring
from handlers.resonance.breaker import Guarded
from rules.alerts import alert as alerts
from rules.alerts.alert import Alert, Why
from rules.events.event import Event
from rules.events.tellings import event_key
from rules.orders.course import SCORED, Course, amount_of
from rules.resonance.facts import Change, Detection, Facts
from rules.resonance.measure import Resonance, decimal_text, measure
from rules.resonance.policy import Policy
from rules.resonance.signals import detect
from rules.shipping.holds import Hold
from rules.vocabulary import AlertState, HardRule, HoldReason, Level, Role
from storage.orders.orders import Order
from storage.tx import Tx

#: Last digits of a phone number that are kept to find an order by.
_PHONE_TAIL = 4


@dataclass(slots=True)
class Case:
    """Everything known about one order while it is judged."""

    order: Order
    stored: tuple[object, ...]  #: The order's values as they are in the database.
    described: tuple[object, ...]  #: Those of them that `order.created` gave.
    events: list[Event]
    holds: list[Hold] = field(default_factory=list)
    alert: Alert | None = None
    elsewhere: tuple[Change, ...] = ()
    baselines: dict[str, Decimal] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    #: Alerts that judging raised or changed, by id.
    told: dict[str, Alert] = field(default_factory=dict)

    def tell(self, alert: Alert) -> None:
        """Make this the order's alert; in a replay one may end and the next begin together."""
        self.alert = self.told[alert.id] = alert

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
        )


def current_policy(tx: Tx, deps: Deps) -> Policy:
    """Return the policy with the urgent words as people edited them in chat."""
    added, removed = tx.policies.urgent_words()
    return deps.policy.with_urgent_words(added, removed) if added or removed else deps.policy


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
    _add_changes_elsewhere(tx, policy, cases)
    _add_baselines(tx, policy, cases, now, keep=False)
    _add_lists(tx, cases, now)
    return cases


def open_cases(tx: Tx, order_nos: Collection[str], now: datetime) -> dict[str, Case]:
    """Lock orders, known or not, and read what is known of them so far."""
    return _read(tx, tx.orders.lock(order_nos, now))


def _read(tx: Tx, orders: Mapping[str, Order]) -> dict[str, Case]:
    known = [no for no, order in orders.items() if not order.fresh]
    events = tx.journal.of_orders(known, SCORED)
    holds = tx.holds.of_orders(known)
    latest = tx.alerts.latest_of(known)
    return {
        no: Case(
            order=order,
            stored=order.values(),
            described=order.description(),
            events=events.get(no, []),
            holds=holds.get(no, []),
            alert=latest.get(no),
        )
        for no, order in orders.items()
    }


def _add_changes_elsewhere(tx: Tx, policy: Policy, cases: Mapping[str, Case]) -> set[str]:
    """Give each order its customer's changes elsewhere; return orders in a burst with ours."""
    customers = {no: case.order.customer_id for no, case in cases.items()}
    found = elsewhere.look(tx, policy, {no: c.events for no, c in cases.items()}, customers)
    for no, changes in found.changes.items():
        cases[no].elsewhere = changes
    return found.near


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
        case.listed = frozenset(entry.name for entry in listed if entry.value in text)


def judge(tx: Tx, deps: Deps, order_nos: Collection[str], now: datetime) -> None:
    """Judge orders at `now` and write what follows: score, alert, hold, cards to draw, audit."""
    if order_nos:
        judge_cases(tx, deps, open_cases(tx, order_nos, now), now)


def judge_cases(
    tx: Tx,
    deps: Deps,
    cases: dict[str, Case],
    now: datetime,
    *,
    points: Mapping[str, Sequence[datetime]] | None = None,
) -> None:
    """
    Judge orders that are open already.

    Live, every order is judged once, at `now`. In a replay `points` gives each order's own times of
    arrival; the times at which time alone would have changed it are visited between them, so that
    nothing is seen too early. Orders that share a burst of address changes with these are judged
    with them.
    """
    policy = current_policy(tx, deps)
    wider = _add_changes_elsewhere(tx, policy, cases)
    if wider:
        cases = cases | open_cases(tx, wider, now)
        _add_changes_elsewhere(tx, policy, cases)
    _add_baselines(tx, policy, cases, now, keep=True)
    _add_lists(tx, cases, now)
    silent = silent_types(tx, deps, now)
    out = Guarded(tx, deps, policy=policy)
    changed: list[tuple[Alert, str | None]] = []
    start = (
        None
        if points is None
        else min((times[0] for times in points.values() if times), default=now)
    )
    for no, case in cases.items():
        facts = case.facts(silent)
        moments = (
            (now,)
            if points is None or start is None
            else _moments(case, points.get(no, ()), start, now)
        )
        for at in moments:
            _step(case, facts, policy, at, out)
        changed.extend((alert, case.order.shop) for alert in case.told.values())
    _save_orders(tx, cases.values())
    tx.alerts.save(changed)
    out.write()


def _save_orders(tx: Tx, cases: Iterable[Case]) -> None:
    changed = [c for c in cases if c.order.fresh or c.order.values() != c.stored]
    described = [c for c in changed if c.order.fresh or c.order.description() != c.described]
    tx.orders.save(case.order for case in described)
    if len(described) < len(changed):
        told = {case.order.order_no for case in described}
        tx.orders.save_judgement(c.order for c in changed if c.order.order_no not in told)


def _moments(
    case: Case, times: Sequence[datetime], start: datetime, now: datetime
) -> Iterator[datetime]:
    """Yield the moments of a replay to judge at: arrivals from `start`, due times up to `now`."""
    elsewhere = {c.received_at for c in case.elsewhere if start <= c.received_at <= now}
    for at in sorted({*times, *elsewhere}):
        # Each step moves `due_at` on, so the inner loop ends.
        while case.order.due_at is not None and case.order.due_at < at:
            yield case.order.due_at
        yield at
    while case.order.due_at is not None and case.order.due_at <= now:
        yield case.order.due_at


def _step(case: Case, facts: Facts, policy: Policy, now: datetime, out: Guarded) -> None:
    """Judge one order at one moment and say what follows."""
    found = detect(facts.until(now), policy)
    result = measure(found, facts, policy, now=now, rebased_at=case.order.rebased_at)
    _project(case, found, result)
    trusted = "trusted" in case.listed
    match alerts.decide(case.alert, result, policy, now=now, trusted=trusted):
        case alerts.Raise(level=level):
            _raise(case, result, level, now, out)
        case alerts.Update() as change:
            _update(case, result, change, now, out)
        case alerts.End(state=state, why=why):
            _end(case, state, why, now, out)
        case alerts.Quiet():
            pass


def _raise(case: Case, result: Resonance, level: Level, now: datetime, out: Guarded) -> None:
    after = case.alert
    alert = Alert(
        id=derived_id("alert", case.order.order_no, after.id if after else None),
        order_no=case.order.order_no,
        level=level,
        state=AlertState.OPEN,
        opened_at=now,
        updated_at=now,
        score=result.score,
        parts=result.parts,
        hard=result.hard,
        season=result.season,
        policy_version=result.policy_version,
        evidence=result.evidence,
        missing=result.missing,
        # A card may be handed over to this alert: what its buttons carried is outdated then.
        revision=after.revision + 1 if after else 1,
        next_step_at=now + out.first_wait(level, case.order),
    )
    case.tell(alert)
    _lock_if_red(case, result, level, now, out)
    out.tell(alert, case.order, now, after=after)


def _update(
    case: Case, result: Resonance, change: alerts.Update, now: datetime, out: Guarded
) -> None:
    before = case.alert
    if before is None:
        return
    louder = change.why is Why.LOUDER
    wakes = louder and before.state is AlertState.SNOOZED
    restarts = wakes or (louder and before.state is AlertState.OPEN)
    alert = replace(
        before,
        level=change.level,
        updated_at=now,
        score=result.score,
        parts=result.parts,
        hard=result.hard,
        season=result.season,
        policy_version=result.policy_version,
        missing=result.missing,
        evidence=before.evidence | result.evidence,
        state=AlertState.OPEN if wakes else before.state,
        snoozed_until=None if wakes else before.snoozed_until,
        escalated=0 if louder else before.escalated,
        next_step_at=now + out.first_wait(change.level, case.order)
        if restarts
        else before.next_step_at,
    )
    case.tell(alert)
    if louder:
        _lock_if_red(case, result, change.level, now, out)
        out.tell_louder(alert, case.order, now)
    else:
        out.redraw(alert, now)


def _end(case: Case, state: AlertState, why: Why, now: datetime, out: Guarded) -> None:
    if case.alert is None:
        return
    ended = replace(case.alert, state=state, ended_at=now, updated_at=now, next_step_at=None)
    case.tell(ended)
    out.audit(f"alert_{state.value}", case.order.order_no, why.value, now)
    out.redraw(ended, now)
    reminders.tell_ended(out, ended, case.order, now)


def _lock_if_red(case: Case, result: Resonance, level: Level, now: datetime, out: Guarded) -> None:
    """Set RESONANCE_RED beside a red alert, unless the goods left or a mismatch locked it."""
    if level is not Level.RED or result.left:
        return
    reasons = {hold.reason for hold in case.holds if hold.is_open(now)}
    by_mismatch_alone = result.hard == (HardRule.PARCEL_MISMATCH,) and result.score < out.policy.red
    needless = HoldReason.RESONANCE_RED in reasons or by_mismatch_alone
    if needless or not out.may_lock(case.order.order_no, now):
        return
    hold = Hold(
        id=derived_id("hold", case.order.order_no, len(case.holds)),
        order_no=case.order.order_no,
        reason=HoldReason.RESONANCE_RED.value,
        owner="system",
        note=", ".join(p.kind for p in result.parts) or ", ".join(result.hard),
        since=now,
        release_role=Role.APPROVER,
    )
    case.holds.append(hold)
    out.hold(hold)


def _project(case: Case, found: Detection, result: Resonance) -> None:
    """Write what must be searchable; all of it follows from the journal."""
    order, course = case.order, found.course
    if course.created is not None:
        _project_created(order, course.created, course)
    order.score = decimal_text(result.score)
    order.level = result.level.value
    order.cancelled = course.cancelled_at is not None
    order.over = result.over
    order.left_at = course.left_at
    order.due_at = result.next_at


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
