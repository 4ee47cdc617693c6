"""Notices: one sentence that nobody asked for, counted right before it leaves."""

from datetime import datetime

from handlers.delivery.composing.outgoing import KeptBack, Needless, outgoing
from handlers.delivery.leaving import may_leave
from handlers.delivery.promises import Promises
from handlers.ports import Outgoing
from rules.delivery.capabilities import Capabilities
from rules.wording.say import say
from storage.delivery.outbox import Entry


def compose(
    door: Promises, entry: Entry, _can: Capabilities, now: datetime
) -> Outgoing | Needless | KeptBack:
    """Write the sentence with the numbers of this moment."""
    tx, deps = door.tx, door.deps
    facts = dict(entry.body["facts"])
    if entry.body["wording"] == "delayed":
        waiting = tx.queue.unsent(entry.channel, entry.conversation) - 1
        if waiting <= 0:
            return Needless(code="not_late")
        facts["count"] = str(waiting)
    elif entry.body.get("storm"):
        unhandled = tx.storms.count(entry.body["storm"]).unhandled
        if not unhandled:
            return Needless(code="handled")
        facts["count"] = str(unhandled)
    if not may_leave(door, entry, now):
        return KeptBack()
    return outgoing(deps, entry, text=say(entry.body["wording"], deps.lang, **facts))
