"""Pressed: quality control decides an application by its card; nobody overrides what is decided."""

from datetime import datetime

from handlers.alerts.wishes import note, refuse
from handlers.deps import Deps, Pressed
from handlers.ports import Reply
from handlers.refunds import appealing
from rules.cards.review_card import DECIDE
from rules.people.permissions import Denied, authorize
from rules.refunds.appeals import CHOICES
from rules.refunds.words import Action
from rules.wording.say import say
from storage.tx import Tx

#: As permissions and the audit call it.
_ACTION = "decide_refund"


def press(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Write the decision of the first who presses; whoever comes later hears that it is made."""
    lang, application = deps.lang, tx.refunds.get(tap.copy.subject_id)
    found = {f"{DECIDE}:{choice}": choice for choice in CHOICES}.get(tap.action)
    if application is None or found is None:
        return Reply(text=say("card_unknown", lang), private=True)
    order_no = application.order_no
    gate = authorize(tap.actor, _ACTION, shop=application.shop)
    if isinstance(gate, Denied):
        return refuse(
            tx, deps, tap.actor, gate, action=_ACTION, order_no=order_no, now=now, private=False
        )
    tx.orders.lock((order_no,), now)  # of two who press at once one is the first
    decided = appealing.decide_by_person(tx, deps, application, Action(found), tap.actor.name, now)
    outcome = "refused" if decided is None else "done"
    note(tx, tap.actor, _ACTION, order_no, outcome, now=now, detail=f"{application.id} {found}")
    if decided is None:
        return Reply(text=say("review_no_override", lang), private=True)
    action = say(f"refund_action_{found}", lang)
    text = say("review_headline_person", lang, by=tap.actor.name, action=action)
    return Reply(text=text, changed=True)
