"""Expiries: tell people that a hold ended by itself, and bring back what was put aside."""

from datetime import datetime

from handlers.alerts import reminders
from handlers.alerts.announce import Announcements
from handlers.delivery import warehouse
from handlers.deps import Deps
from rules.alerts import changes
from rules.delivery.routes import Target
from rules.vocabulary import AlertState
from rules.wording.say import hold_name
from storage.tx import Tx

_PORTION = 100


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Handle one portion of ended holds and ended snoozes."""
    return _holds(tx, deps, now) + _snoozes(tx, deps, now)


def _holds(tx: Tx, deps: Deps, now: datetime) -> int:
    ended = tx.holds.expired(now, _PORTION)
    for hold in ended:
        tx.holds.mark_expiry_seen(hold.id)
        out = Announcements(tx, deps)
        out.audit("hold_expired", hold.order_no, hold.reason, now)
        order = tx.orders.get(hold.order_no)
        if order is not None:
            warehouse.release(out, (hold,), order, now)
        alert = tx.alerts.latest_of((hold.order_no,)).get(hold.order_no)
        if alert is not None:
            out.redraw(alert, now)
            for copy in tx.cards.of_alert(alert.id):
                target = Target(channel=copy.channel, conversation=copy.conversation)
                name = hold_name(hold.reason, deps.lang)
                out.notice(target, "hold_expired", alert, now, order_no=hold.order_no, hold=name)
        out.write()
    return len(ended)


def _snoozes(tx: Tx, deps: Deps, now: datetime) -> int:
    back = tx.alerts.past_next_step(now, _PORTION, AlertState.SNOOZED)
    for alert in back:
        order = tx.orders.lock((alert.order_no,), now)[alert.order_no]
        out = Announcements(tx, deps)
        wait = out.first_wait(alert.level, order, alert.escalated)
        opened = changes.back(alert, now=now, wait=wait)
        tx.alerts.save([opened])
        out.audit("snooze_ended", alert.order_no, alert.id, now)
        reminders.tell_again(out, opened, order, now, "alert_back")
        out.write()
    return len(back)
