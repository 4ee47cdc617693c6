"""Settling: how a try to send went, what is tried again and how, and what follows from the rest."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.delivery import quota
from handlers.delivery.composing.kinds import KINDS
from handlers.deps import Deps
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.delivery.capabilities import Capabilities
from rules.delivery.policy import RED_PRIORITY
from rules.delivery.retries import wait_before, wait_for_channel
from storage.delivery.outbox import Delivery, Entry
from storage.system.audit import Attempt
from storage.tx import Tx


def report(
    tx: Tx,
    deps: Deps,
    channels: Mapping[str, Capabilities],
    out: Outgoing,
    outcome: Outcome,
    now: datetime,
    *,
    jitter: float,
) -> None:
    """
    Write down how a try went.

    What the platform refused for now is tried again. What may have arrived is not, unless a second
    one changes nothing: it waits for evidence first, and then goes out once more, marked.
    """
    entry = tx.ledger.get(out.entry_id)
    if entry is None or entry.state not in (Delivery.LEASED, Delivery.UNKNOWN):
        return  # it was written down before: the connection broke over that commit
    can = channels[entry.channel]
    if isinstance(outcome, TryLater | GaveUp):
        quota.give_back(tx, out)
    match outcome:
        case Sent() | GaveUp():
            settle(tx, deps, entry, outcome, now, out=out)
        case TryLater(code=code, error=error):
            _again(tx, deps, entry, outcome, now, can=can, jitter=jitter)
        case Unknown(code=code, error=error):
            if can.idempotent or out.message_ref is not None:
                _again(tx, deps, entry, outcome, now, can=can, jitter=jitter)
            elif not out.resent:
                tx.outbox.try_later(
                    entry.id,
                    owner=deps.worker,
                    now=now,
                    at=now + deps.delivery.verify_wait(can, red=entry.priority <= RED_PRIORITY),
                    code=code,
                    error=error,
                    state=Delivery.UNKNOWN,
                )
            else:
                _fail(tx, deps, entry, GaveUp(code=code, error=error), now, state=Delivery.UNKNOWN)


def put_back(tx: Tx, deps: Deps, outs: Sequence[Outgoing]) -> None:
    """Put back, untried, what was taken behind a message that was refused."""
    tx.queue.put_back([out.entry_id for out in outs], owner=deps.worker)
    for out in outs:
        quota.give_back(tx, out)


def _again(
    tx: Tx,
    deps: Deps,
    entry: Entry,
    outcome: TryLater | Unknown,
    now: datetime,
    *,
    can: Capabilities,
    jitter: float,
) -> None:
    # A system that is called fails as a whole, and what it is told of may leave meanwhile.
    if not can.talks or (isinstance(outcome, TryLater) and outcome.whole_channel):
        wait = wait_for_channel(entry.attempts, now - entry.created_at, jitter=jitter)
    else:
        wait = wait_before(entry.attempts, jitter=jitter)
    if wait is None:
        _fail(tx, deps, entry, GaveUp(code=outcome.code, error=outcome.error), now)
        return
    if isinstance(outcome, TryLater) and outcome.wait is not None:
        wait = max(wait, outcome.wait)
    tx.outbox.try_later(
        entry.id,
        owner=deps.worker,
        now=now,
        at=now + wait,
        code=outcome.code,
        error=outcome.error,
    )


def settle(
    tx: Tx,
    deps: Deps,
    entry: Entry,
    outcome: Sent | GaveUp,
    now: datetime,
    *,
    out: Outgoing | None = None,
) -> None:
    """Close a promise: kept, or given up."""
    match outcome:
        case Sent(code=code):
            kept = tx.outbox.settle(
                entry.id, owner=deps.worker, state=Delivery.SENT, now=now, code=code, error=None
            )
            if kept:
                _follow(tx, deps, entry, outcome, now, out)
        case GaveUp():
            _fail(tx, deps, entry, outcome, now)


def _follow(
    tx: Tx, deps: Deps, entry: Entry, outcome: Sent | GaveUp, now: datetime, out: Outgoing | None
) -> None:
    after = KINDS[entry.kind].settled
    if after is not None:
        after(tx, deps, entry, outcome, now, out=out)


def _fail(
    tx: Tx,
    deps: Deps,
    entry: Entry,
    outcome: GaveUp,
    now: datetime,
    *,
    state: Delivery = Delivery.FAILED,
) -> None:
    """Give a promise up, write it down, and let follow what follows from it."""
    code = outcome.code
    if not tx.outbox.settle(
        entry.id, owner=deps.worker, state=state, now=now, code=code, error=outcome.error
    ):
        return
    tx.audit.add(
        Attempt(
            at=now,
            actor="system",
            channel=entry.channel,
            action="deliver",
            order_no=entry.order_no,
            outcome="failed",
            detail=f"{entry.conversation}: {code}",
        )
    )
    _follow(tx, deps, entry, outcome, now, None)
