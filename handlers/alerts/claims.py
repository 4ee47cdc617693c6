"""Claims: alerts that somebody took, handed over, or given back, by themselves or by time."""

import re
from datetime import datetime

from handlers.alerts.announce import Announcements
from handlers.alerts.wishes import Wish, already, done, note, save, when
from handlers.deps import Deps
from handlers.people.rota import mention_ids
from handlers.ports import Reply
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.delivery.routes import Target
from rules.people.permissions import Actor
from rules.vocabulary import Role
from rules.wording.say import say, span
from storage.orders.orders import Order
from storage.tx import Tx

#: Behind `认领 1024` these words give a claim back.
_GIVING_BACK = frozenset({"取消", "放弃", "cancel", "off"})
#: These hand it to somebody.
_HANDING_OVER = re.compile(r"(?:转给|交给|给|to\s)\s*(?P<name>\S.*)", re.IGNORECASE)
_ONESELF = frozenset({"我", "me"})


def claim(tx: Tx, deps: Deps, wish: Wish, now: datetime) -> Reply:
    """Take an alert, give it back, or hand it over; another's only as an approver."""
    alert, order_no, actor = wish.alert, wish.order.order_no, wish.actor
    if alert is None or not alert.alive:
        return already(tx, deps, wish, say("no_alert", deps.lang, order_no=order_no), now)
    handed = _HANDING_OVER.fullmatch(wish.reason)
    if handed is not None:
        return _hand_over(tx, deps, wish, alert, handed["name"].strip(), now)
    if wish.reason.lower() in _GIVING_BACK:
        if alert.claimed_by is None:
            return already(tx, deps, wish, say("unclaim_nobody", deps.lang, order_no=order_no), now)
        if alert.claimed_by != actor.name:
            return already(tx, deps, wish, _is_anothers(deps, wish, alert, now), now)
        give_back(tx, deps, alert, wish.order, now)
        note(tx, actor, "unclaim", order_no, "done", now=now)
        return done(deps, "unclaim_done", wish, now)
    if alert.claimed_by is not None:
        return already(tx, deps, wish, _is_anothers(deps, wish, alert, now), now)
    save(tx, deps, _taken(deps, alert, actor.name, now), now)
    note(tx, actor, wish.action.value, order_no, "done", now=now)
    return done(deps, "claim_done", wish, now)


def _hand_over(tx: Tx, deps: Deps, wish: Wish, alert: Alert, name: str, now: datetime) -> Reply:
    actor, order = wish.actor, wish.order
    if alert.claimed_by not in {None, actor.name} and not _may_take_over(actor):
        return already(tx, deps, wish, _is_anothers(deps, wish, alert, now), now)
    to = actor.name if name.lower() in _ONESELF else name
    person = deps.directory.named(to)
    if person is None or not person.may(Role.OPERATOR, order.shop):
        key = "claim_nobody_called" if person is None else "claim_not_for"
        return already(tx, deps, wish, say(key, deps.lang, name=to, order_no=order.order_no), now)
    if alert.claimed_by == to:
        return already(tx, deps, wish, _is_anothers(deps, wish, alert, now), now)
    handed = _taken(deps, alert, to, now)
    save(tx, deps, handed, now)
    note(tx, actor, wish.action.value, order.order_no, "done", now=now, detail=to)
    if to != actor.name:
        say_to_claimer(tx, deps, handed, order, "claim_handed", now)
        return done(deps, "claim_handed_done", wish, now, to=to)
    return done(deps, "claim_done", wish, now)


def _taken(deps: Deps, alert: Alert, by: str, now: datetime) -> Alert:
    return changes.claimed(alert, by, now=now, remind_after=deps.people.remind_after)


def _may_take_over(actor: Actor) -> bool:
    return actor.role.rank >= Role.APPROVER.rank


def _is_anothers(deps: Deps, wish: Wish, alert: Alert, now: datetime) -> str:
    """Say whose it is since when, and how it can become somebody else's."""
    order_no, by = wish.order.order_no, alert.claimed_by or ""
    at = when(deps, alert.claimed_at or alert.updated_at, now)
    text = say("claim_already", deps.lang, order_no=order_no, by=by, at=at)
    if by == wish.actor.name:
        return text
    key = "claim_take_over" if _may_take_over(wish.actor) else "claim_ask_approver"
    return f"{text}{say(key, deps.lang, order_no=order_no, name=wish.actor.name)}"


def give_back(tx: Tx, deps: Deps, alert: Alert, order: Order, now: datetime) -> Announcements:
    """Make an alert nobody's again; its chain goes on at the level it had reached."""
    out = Announcements(tx, deps)
    wait = out.first_wait(alert.level, order, alert.escalated)
    given_back = changes.given_back(alert, now=now, wait=wait)
    tx.alerts.save([given_back])
    out.redraw(given_back, now)
    out.write()
    return out


def say_to_claimer(
    tx: Tx, deps: Deps, alert: Alert, order: Order, wording: str, now: datetime
) -> None:
    """Say one sentence to whoever claimed an alert, wherever its card stands."""
    out = Announcements(tx, deps)
    out.alerts[alert.id] = (alert, order)
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
