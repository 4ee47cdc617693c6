"""Judging: a score for each order at a moment, and what follows from it; one transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from handlers.alerts import reminders
from handlers.deps import Deps, derived_id
from handlers.resonance import cases, guarding
from handlers.resonance.breaker import Guarded
from handlers.resonance.cases import Case
from handlers.resonance.trials import Trials, trials_of
from rules.alerts import alert as alerts
from rules.alerts import changes
from rules.alerts.alert import Why
from rules.resonance.measure import Resonance
from rules.shipping.holds import Hold
from rules.shipping.reasons import HoldReason, reason_of
from rules.vocabulary import SYSTEM, AlertState, HardRule, Level
from storage.tx import Tx


def judge(tx: Tx, deps: Deps, order_nos: Collection[str], now: datetime) -> None:
    """Judge orders at `now` and write what follows: score, alert, hold, cards to draw, audit."""
    if order_nos:
        judge_cases(tx, deps, cases.open_cases(tx, order_nos, now), now)


def judge_cases(
    tx: Tx,
    deps: Deps,
    opened: dict[str, Case],
    now: datetime,
    *,
    points: Mapping[str, Sequence[datetime]] | None = None,
) -> None:
    """
    Judge orders that are open already.

    Live, every order is judged once, at `now`. In a replay `points` gives each order's own times of
    arrival; the times at which time alone would have changed it are visited between them, so that
    nothing is seen too early. Orders that share a burst of address changes with these are judged
    with them, and so are those in which their gifts lie.
    """
    trials = trials_of(tx, deps, now)
    policy = trials.policy
    wider = cases.add_changes_elsewhere(tx, policy, opened) | guarding.bound_to(tx, opened)
    if wider:
        # Locked in a second step: of two writers that wait for each other in a circle PostgreSQL
        # refuses one, and the database tries its whole transaction again.
        opened = opened | cases.open_cases(tx, wider, now)
        cases.add_changes_elsewhere(tx, policy, opened)
    guarding.add_mains(tx, opened)
    cases.add_measures(tx, policy, opened, now, keep=True)
    silent = cases.silent_types(tx, deps, now)
    out = Guarded(tx, deps, policy=policy)
    start = (
        None
        if points is None
        else min((times[0] for times in points.values() if times), default=now)
    )
    for no, case in opened.items():
        moments = (
            (now,)
            if points is None or start is None
            else _moments(case, points.get(no, ()), start, now)
        )
        for at in moments:
            _step(case, silent, trials, at, out, live=points is None)
    cases.save(tx, opened.values())
    trials.write(tx)
    out.write()


def _moments(
    case: Case, times: Sequence[datetime], start: datetime, now: datetime
) -> Iterator[datetime]:
    """Yield the moments of a replay to judge at: arrivals from `start`, due times up to `now`."""
    elsewhere = {change.received_at for change in case.elsewhere}
    elsewhere |= {event.received_at for told in case.mains.values() for event in told}
    for at in sorted({*times, *(at for at in elsewhere if start <= at <= now)}):
        # Each step moves `due_at` on, so the inner loop ends.
        while case.order.due_at is not None and case.order.due_at < at:
            yield case.order.due_at
        yield at
    while case.order.due_at is not None and case.order.due_at <= now:
        yield case.order.due_at


def _step(
    case: Case, silent: frozenset[str], trials: Trials, now: datetime, out: Guarded, *, live: bool
) -> None:
    """Judge one order at one moment, which is never before what is known; say what follows."""
    facts = case.facts(silent)
    now = facts.known_from(now) if live else now
    policy, found, result = trials.judge(case, facts, now, keep=live)
    if guarding.keep(case, found.course, now, out):
        policy, found, result = trials.judge(case, case.facts(silent), now, keep=live)
    out.policy = policy
    due = case.order.due_at
    cases.project(case, found, result)
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
    _offer_recall(case, guarding.recall_closes(found.course, out), due, now, out)


def _offer_recall(
    case: Case, closes: datetime | None, due: datetime | None, now: datetime, out: Guarded
) -> None:
    """Have the card drawn anew when goods that left can no longer be stopped."""
    if closes is None or case.alert is None or not case.alert.alive:
        return
    if now < closes:
        case.order.due_at = min(closes, case.order.due_at or closes)
    elif due is not None and due <= closes:
        out.redraw(case.alert, now)


def _raise(case: Case, result: Resonance, level: Level, now: datetime, out: Guarded) -> None:
    after = case.alert
    alert = changes.raised(
        result,
        level,
        alert_id=derived_id("alert", case.order.order_no, after.id if after else None),
        order_no=case.order.order_no,
        shop=case.order.shop,
        after=after,
        now=now,
        wait=out.first_wait(level, case.order),
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
    wait = out.first_wait(change.level, case.order)
    alert = changes.judged(before, result, change, now=now, wait=wait)
    case.tell(alert)
    if change.why is Why.LOUDER:
        _lock_if_red(case, result, change.level, now, out)
        out.tell_louder(alert, case.order, now)
    else:
        out.redraw(alert, now)


def _end(case: Case, state: AlertState, why: Why, now: datetime, out: Guarded) -> None:
    if case.alert is None:
        return
    ended = changes.ended(case.alert, state, now=now)
    case.tell(ended)
    out.audit(f"alert_{state.value}", case.order.order_no, why.value, now)
    out.redraw(ended, now)
    reminders.tell_ended(out, ended, case.order, now)


#: What holds an order by itself: a second hold would take the place of the one that is to go.
_BY_MISMATCH = ((HardRule.PARCEL_MISMATCH,), (HardRule.AMOUNT_MISMATCH,))


def _lock_if_red(case: Case, result: Resonance, level: Level, now: datetime, out: Guarded) -> None:
    """Set RESONANCE_RED beside a red alert, unless the goods left or a mismatch locked it."""
    if level is not Level.RED or result.left:
        return
    reasons = {hold.reason for hold in case.holds if hold.is_open(now)}
    by_mismatch_alone = result.hard in _BY_MISMATCH and result.score < out.policy.red
    needless = HoldReason.RESONANCE_RED in reasons or by_mismatch_alone
    if needless or not out.may_lock(case.order.order_no, now):
        return
    reason = HoldReason.RESONANCE_RED.value
    hold = Hold(
        id=derived_id("hold", case.order.order_no, len(case.holds)),
        order_no=case.order.order_no,
        reason=reason,
        owner=SYSTEM,
        note=", ".join(p.kind for p in result.parts) or ", ".join(result.hard),
        since=now,
        expires=guarding.ending(case, reason, now, out),
        release_role=reason_of(reason).release_role,
    )
    case.holds.append(hold)
    out.hold(hold)
