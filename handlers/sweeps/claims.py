"""Claims: whoever claimed an alert and does nothing is reminded once, then it is nobody's again."""

from datetime import datetime

from handlers.alerts.announce import Announcements
from handlers.alerts.claims import give_back, say_to_claimer
from handlers.deps import Deps
from handlers.sweeps import auditor
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.alerts.attention import Held, Muted
from rules.vocabulary import AlertState
from storage.orders.orders import Order
from storage.tx import Tx

_PORTION = 100
_WORKED = frozenset({"done", "already"})


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Look at one portion of claims whose time has come."""
    due = tx.alerts.past_next_step(now, _PORTION, AlertState.CLAIMED)
    orders = tx.orders.lock({a.order_no for a in due}, now)
    rest: list[Alert] = []
    for seen in due:
        alert = tx.alerts.get(seen.id)
        if alert is None or alert.state is not AlertState.CLAIMED:
            continue
        too_old = now - alert.opened_at > deps.people.forget_after
        if alert.claimed_by is None or alert.claimed_at is None or too_old:
            rest.append(alert)
        elif alert.next_step_at is None or alert.next_step_at <= now:
            _look(tx, deps, alert, orders[alert.order_no], now)
    auditor.look(tx, deps, rest, now)
    return len(due)


def _look(tx: Tx, deps: Deps, alert: Alert, order: Order, now: datetime) -> None:
    rules = deps.people
    worked = _last_work(tx, alert)
    if alert.reminded_at is None or worked > alert.reminded_at:
        remind_at = worked + rules.remind_after
        if remind_at > now:
            tx.alerts.save([changes.worked(alert, remind_at=remind_at)])
            return
        verdict = Announcements(tx, deps).regard.verdict(alert, order, now)
        if isinstance(verdict, Muted | Held):
            # A reminder that nobody hears is none, and nobody loses a claim without one.
            tx.alerts.save([changes.waiting(alert, verdict.until)])
            return
        reminded = changes.reminded(alert, now=now, unclaim_after=rules.unclaim_after)
        tx.alerts.save([reminded])
        say_to_claimer(tx, deps, reminded, order, "claim_reminder", now)
        return
    say_to_claimer(tx, deps, alert, order, "claim_lost", now)
    give_back(tx, deps, alert, order, now)


def _last_work(tx: Tx, alert: Alert) -> datetime:
    """Return when the one who claimed an alert last did anything about its order."""
    since = alert.claimed_at or alert.updated_at
    return max(
        (
            one.at
            for one in tx.audit.of_order(alert.order_no)
            if one.actor == alert.claimed_by and one.at > since and one.outcome in _WORKED
        ),
        default=since,
    )
