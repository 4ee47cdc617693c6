"""Pressed: a tap on a trouble's card accepts a contract as it is now, or resumes a source."""

from datetime import datetime

from handlers.alerts.wishes import note, refuse
from handlers.contracts import pausing
from handlers.delivery import redraws
from handlers.deps import Deps, Pressed
from handlers.health import troubles
from handlers.ports import Reply
from rules.cards.contract_card import partner_name
from rules.cards.trouble_card import ACCEPT, RESUME
from rules.contracts.accepting import accept
from rules.contracts.observation import WINDOW, window_of
from rules.contracts.window import windows_of
from rules.health.troubles import Found, Trouble, Wrong
from rules.people.permissions import Denied, authorize
from rules.wording.say import say
from storage.tx import Tx


def press(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Do what the button says, once: whoever comes later hears that it is done."""
    if tap.action not in (ACCEPT, RESUME):
        return redraws.look_again(tx, deps, tap, now)
    gate = authorize(tap.actor, tap.action, shop=None)
    if isinstance(gate, Denied):
        return refuse(
            tx, deps, tap.actor, gate, action=tap.action, order_no=None, now=now, private=False
        )
    trouble = tx.troubles.get(tap.copy.subject_id)
    if trouble is None or not trouble.lasts:
        return Reply(text=say("trouble_no_longer", deps.lang), private=True)
    if tap.action == RESUME:
        pausing.resume(tx, deps, trouble.name, now)
    else:
        _accept(tx, deps, trouble, now)
    note(tx, tap.actor, tap.action, None, "done", now=now, detail=trouble.name)
    name = trouble.source if tap.action == RESUME else partner_name(trouble.source, deps.lang)
    return Reply(
        text=say(f"trouble_done_{tap.action}", deps.lang, by=tap.actor.name, name=name),
        changed=True,
    )


def _accept(tx: Tx, deps: Deps, trouble: Trouble, now: datetime) -> None:
    """Take what the partner sends now for as usual as what it sent before; the drift is over."""
    usual = tx.usuals.all()[trouble.source]
    newest = window_of(now)
    windows = windows_of(tx.windows.between(max(trouble.since, newest - WINDOW), newest))
    accept(usual, trouble.facts, [one for one in windows if one.partner == trouble.source])
    tx.usuals.save({trouble.source: usual})
    still = {
        one.name: Found(since=one.since, facts=one.facts)
        for one in tx.troubles.lasting()
        if one.wrong is Wrong.DRIFT and one.id != trouble.id
    }
    troubles.compare(tx, deps, Wrong.DRIFT, still, now)
