"""Pressed sheets: a tap on a line of a day's sheet takes its order or says that it is done."""

from dataclasses import replace
from datetime import datetime

from handlers.delivery import redraws
from handlers.deps import Deps, Pressed
from handlers.ports import Reply
from handlers.unshipped import working
from rules.cards.sheet_card import CLAIM, pressed
from rules.vocabulary import Action
from storage.tx import Tx


def press(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Do what the button of a line says, as things are now, and have the sheet drawn anew."""
    word, order_no = pressed(tap.action)
    if word == Action.REFRESH:
        return redraws.look_again(tx, deps, tap, now)
    do = working.take if word == CLAIM else working.finish
    reply = do(tx, deps, tap.actor, (order_no,), now)
    redraws.at_once(tx, deps, tap.copy, now)
    return replace(reply, about=(order_no,))
