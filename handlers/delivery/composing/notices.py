"""Notices: one sentence that nobody asked for, counted right before it leaves."""

from collections.abc import Callable
from datetime import datetime

from handlers.delivery.composing.outgoing import KeptBack, Needless, outgoing
from handlers.delivery.leaving import may_leave
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.ports import Outgoing
from rules.cards.archive import File
from rules.delivery.capabilities import Capabilities
from rules.wording.say import say
from storage.delivery.outbox import Entry
from storage.tx import Tx


def compose(
    door: Promises, entry: Entry, can: Capabilities, now: datetime
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
    brings = entry.body.get("brings")
    if (brings and not can.files) or (entry.body.get("only_shown") and not can.images):
        return Needless(code="no_files")
    if not may_leave(door, entry, now):
        return KeptBack()
    text = say(entry.body["wording"], deps.lang, **facts)
    named = brings or (can.images and entry.body.get("shows"))
    read_file = _file(deps, tuple(named), now) if named else None
    return outgoing(deps, entry, text=text, read_file=read_file, needs_file=bool(brings))


def _file(deps: Deps, brings: tuple[str, str], now: datetime) -> Callable[[Tx], File | None]:
    purpose, about = brings
    return lambda tx: deps.files[purpose](tx, deps, about, now)
