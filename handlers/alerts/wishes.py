"""Wishes: what a person wants done about one order, and the ways in which it is answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.alerts.announce import Announcements
from handlers.deps import Deps
from handlers.ports import Reply
from rules.alerts.alert import Alert
from rules.people.permissions import Actor, Denied
from rules.people.refusals import denied
from rules.vocabulary import Action
from rules.wording.say import clock, say
from storage.orders.orders import Order
from storage.system.audit import Attempt
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants done about one order."""

    actor: Actor
    action: Action
    order: Order
    alert: Alert | None
    reason: str = ""
    hold: str | None = None  #: release: the id or reason code of the hold that is meant
    duration: timedelta | None = None
    private: bool = False  #: Asked where nobody else reads.


def refuse(
    tx: Tx,
    deps: Deps,
    actor: Actor,
    why: Denied,
    *,
    action: str,
    order_no: str | None,
    now: datetime,
    private: bool,
) -> Reply:
    """Say no, to this person alone, and write it down."""
    note(tx, actor, action, order_no, "refused", now=now, detail=why.reason)
    return Reply(text=denied(why, deps.lang, private=private), private=True)


def note(
    tx: Tx,
    actor: Actor,
    action: str,
    order_no: str | None,
    outcome: str,
    *,
    now: datetime,
    detail: str = "",
) -> None:
    """Write an attempt down."""
    tx.audit.add(
        Attempt(
            at=now,
            actor=actor.name,
            role=actor.role.value,
            channel=actor.channel,
            action=action,
            order_no=order_no,
            outcome=outcome,
            detail=detail,
        )
    )


def when(deps: Deps, at: datetime, now: datetime) -> str:
    """Write a time for the reader."""
    return clock(at, now=now, tz=deps.timezone)


def done(deps: Deps, key: str, wish: Wish, now: datetime, **facts: str) -> Reply:
    """Say to everybody what was done, by whom and when."""
    text = say(
        key,
        deps.lang,
        order_no=wish.order.order_no,
        by=wish.actor.name,
        at=when(deps, now, now),
        **facts,
    )
    return Reply(text=text, changed=True)


def already(tx: Tx, deps: Deps, wish: Wish, text: str, now: datetime) -> Reply:
    """Write down that there was nothing left to do, and tell whoever asked."""
    note(tx, wish.actor, wish.action.value, wish.order.order_no, "already", now=now)
    return too_late(deps, wish, text)


def too_late(deps: Deps, wish: Wish, text: str) -> Reply:
    """Say why nothing was done: to whoever asked alone, and by name, in case all can read it."""
    if not wish.private:
        text = say("to_person", deps.lang, name=wish.actor.name, text=text)
    return Reply(text=text, private=True)


def save(tx: Tx, deps: Deps, alert: Alert, now: datetime) -> None:
    """Write an alert as it is now and have its cards drawn anew."""
    tx.alerts.save([alert])
    out = Announcements(tx, deps)
    out.redraw(alert, now, at_once=True)
    out.write()
