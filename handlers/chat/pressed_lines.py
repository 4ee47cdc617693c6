"""Pressed lines: a tap on a line of a card is the command that it says, given by whoever tapped."""

from dataclasses import replace
from datetime import datetime

from handlers.chat.dispatch import obey
from handlers.delivery import redraws
from handlers.deps import Deps, Pressed
from handlers.ports import ChatMessage, Reply
from rules.vocabulary import Action
from storage.tx import Tx


def press(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Do it as things are now, and have the card drawn anew; its command ends with its order."""
    if tap.action == Action.REFRESH:
        return redraws.look_again(tx, deps, tap, now)
    typed = ChatMessage(
        channel=tap.copy.channel,
        conversation=tap.copy.conversation,
        user_id=tap.actor.user_id,
        user_name=tap.actor.name,
        text=tap.action,
        message_id=f"{tap.copy.id}:{tap.action}",
        at=now,
        addressed=True,
    )
    reply = obey(typed, tx, deps, now)
    redraws.at_once(tx, deps, tap.copy, now)
    return replace(reply, about=reply.about or (tap.action.rpartition(" ")[2],))
