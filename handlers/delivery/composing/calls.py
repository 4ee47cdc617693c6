"""Calls: what a system outside is told to do, and what follows its answer."""

from dataclasses import replace
from datetime import datetime

from handlers.delivery.composing.outgoing import KeptBack, Needless, outgoing
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.ports import GaveUp, Outgoing, Sent
from rules.delivery.calls import call_of
from rules.delivery.capabilities import Capabilities
from storage.delivery.outbox import Entry
from storage.tx import Tx


def compose(
    door: Promises, entry: Entry, _can: Capabilities, now: datetime
) -> Outgoing | Needless | KeptBack:
    """Have it say what was promised, while that is still meant: no wish of people holds it back."""
    about = door.deps.calls.get(entry.subject or "")
    call = (
        about.leaving(door.tx, door.deps, entry, now)
        if about is not None
        else call_of(entry.body["call"])
    )
    match call:
        case None:
            return Needless(code="superseded")
        case datetime():
            door.tx.queue.put_back([entry.id], owner=door.deps.worker, until=call)
            return KeptBack()
        case _:
            return replace(outgoing(door.deps, entry, text=""), call=call)


def settled(
    tx: Tx,
    deps: Deps,
    entry: Entry,
    outcome: Sent | GaveUp,
    now: datetime,
    *,
    out: Outgoing | None,  # noqa: ARG001 - what every kind is told
) -> None:
    """Hand the answer to what the call was about."""
    about = deps.calls.get(entry.subject or "")
    if about is not None:
        about.settled(tx, deps, entry, outcome, now)
