"""Claims given back: by whoever took an alert, or by time; what waited then waits again."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.announce import Announcements
from handlers.deps import Deps
from handlers.rota import mention_ids
from rules.alerts import Alert
from rules.delivery import Target
from rules.escalation import NEXT_STEP
from rules.vocabulary import AlertState
from rules.wording import span
from storage.orders import Order
from storage.tx import Tx

#: Behind `认领 1024` these words give a claim back.
GIVING_BACK = frozenset({"取消", "放弃", "cancel", "off"})


def gives_back(alert: Alert, by: str, said: str) -> bool:
    """Say whether somebody gives back what they had claimed."""
    return alert.claimed_by == by and said.strip().lower() in GIVING_BACK


def next_look(deps: Deps, state: AlertState) -> timedelta:
    """Return how long an alert that somebody took waits until its claim is looked at."""
    return NEXT_STEP[state] if state is AlertState.FROZEN else deps.people.remind_after


def give_back(tx: Tx, deps: Deps, alert: Alert, order: Order, now: datetime) -> Announcements:
    """Make an alert nobody's again; its chain goes on at the level it had reached."""
    out = Announcements(tx, deps)
    frozen = alert.state is AlertState.FROZEN
    wait = (
        next_look(deps, alert.state)
        if frozen
        else out.first_wait(alert.level, order, alert.escalated)
    )
    given_back = replace(
        alert,
        state=alert.state if frozen else AlertState.OPEN,
        claimed_by=None,
        claimed_at=None,
        reminded_at=None,
        updated_at=now,
        next_step_at=now + wait,
    )
    tx.alerts.save([(given_back, order.shop)])
    out.redraw(given_back, now)
    out.write()
    return out


def say_to_claimer(
    tx: Tx, deps: Deps, alert: Alert, order: Order, wording: str, now: datetime
) -> None:
    """Say one sentence to whoever claimed an alert, wherever its card stands."""
    out = Announcements(tx, deps)
    out.subjects[alert.id] = (alert, order)
    by = alert.claimed_by or ""
    since = alert.claimed_at or now
    copies = tx.cards.of_alert(alert.id)
    places = [Target(channel=c.channel, conversation=c.conversation) for c in copies]
    for target in places or out.targets(alert, order, now):
        out.notice(
            target,
            wording,
            alert,
            now,
            once=since.isoformat(),
            mentions=mention_ids(deps, (by,), target.channel),
            order_no=alert.order_no,
            by=by,
            since=span(now - since, deps.lang),
            left=span(deps.people.unclaim_after, deps.lang),
        )
    out.audit(wording, alert.order_no, by, now)
    out.write()
