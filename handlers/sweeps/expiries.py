"""Expiries: holds that end by themselves are told before and after, what was put aside is back."""

from datetime import datetime

from handlers.alerts import reminders
from handlers.alerts.announce import Announcements
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.gateways import warehouse
from handlers.people.rota import mention_ids, routing_of
from rules.alerts import changes
from rules.delivery.routes import Target
from rules.shipping.texts import hold_text
from rules.vocabulary import AlertState, Level
from rules.wording.say import clock, hold_name, span
from storage.tx import Tx

_PORTION = 100


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Handle one portion of holds that end or have ended, and of ended snoozes."""
    return _ending(tx, deps, now) + _holds(tx, deps, now) + _snoozes(tx, deps, now)


def _ending(tx: Tx, deps: Deps, now: datetime) -> int:
    """Warn whoever set a hold, or else answers for the order, that it is about to end (A-49)."""
    soon = tx.holds.ending(now, now + deps.terms.warn_before, _PORTION)
    for hold in soon:
        tx.holds.mark_warned(hold.id)
        order, door = tx.orders.get(hold.order_no), Promises(tx, deps)
        if order is None or hold.expires is None:
            continue
        owner = deps.directory.named(hold.owner)
        duty = door.rota.present_for(order, routing_of(deps, Level.ORANGE, order), now)
        facts = {
            "order_no": hold.order_no,
            "hold": hold_text(hold, deps.lang),
            "at": clock(hold.expires, now=now, tz=deps.timezone),
            "left": span(hold.expires - now, deps.lang),
        }
        for target in door.rota.targets(Level.ORANGE, order, now):
            names = [owner.name] if owner is not None else duty
            called = mention_ids(deps, names, target.channel)
            door.say(target, "hold_ending", facts, now, about=hold.id, mentions=called)
        door.write()
    return len(soon)


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
