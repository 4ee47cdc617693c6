"""Settling: how a try to send went, what is tried again and how, and who is told of the rest."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from handlers.delivery import quota
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.people.rota import Rota, private_targets, routing_of
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.delivery.capabilities import Capabilities
from rules.delivery.policy import RED_PRIORITY
from rules.delivery.retries import wait_before, wait_for_channel
from rules.delivery.routes import FALLBACK, Target
from rules.vocabulary import Level
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
    entry = tx.outbox.get(out.entry_id)
    if entry is None or entry.state not in (Delivery.LEASED, Delivery.UNKNOWN):
        return  # it was written down before: the connection broke over that commit
    can = channels[entry.channel]
    if isinstance(outcome, TryLater | GaveUp):
        quota.give_back(tx, out)
    match outcome:
        case Sent() | GaveUp():
            settle(tx, deps, entry, outcome, now, out=out)
        case TryLater(code=code, error=error):
            _again(tx, deps, entry, outcome, now, jitter=jitter)
        case Unknown(code=code, error=error):
            if can.idempotent or out.message_ref is not None:
                _again(tx, deps, entry, outcome, now, jitter=jitter)
            elif not out.resent:
                tx.outbox.try_later(
                    entry.id,
                    owner=deps.worker,
                    at=now + deps.delivery.verify_wait(can, red=entry.priority <= RED_PRIORITY),
                    code=code,
                    error=error,
                    state=Delivery.UNKNOWN,
                )
            else:
                _fail(tx, deps, entry, code, error, now, state=Delivery.UNKNOWN)


def put_back(tx: Tx, deps: Deps, outs: Sequence[Outgoing]) -> None:
    """Put back, untried, what was taken behind a message that was refused."""
    tx.taken.put_back([out.entry_id for out in outs], owner=deps.worker)
    for out in outs:
        quota.give_back(tx, out)


def _again(
    tx: Tx, deps: Deps, entry: Entry, outcome: TryLater | Unknown, now: datetime, *, jitter: float
) -> None:
    if isinstance(outcome, TryLater) and outcome.whole_channel:
        wait = wait_for_channel(entry.attempts, now - entry.created_at, jitter=jitter)
    else:
        wait = wait_before(entry.attempts, jitter=jitter)
    if wait is None:
        _fail(tx, deps, entry, outcome.code, outcome.error, now)
        return
    if isinstance(outcome, TryLater) and outcome.wait is not None:
        wait = max(wait, outcome.wait)
    tx.outbox.try_later(
        entry.id, owner=deps.worker, at=now + wait, code=outcome.code, error=outcome.error
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
    """Close a promise: kept, or failed and told elsewhere."""
    match outcome:
        case Sent(message_ref=ref, code=code):
            kept = tx.outbox.settle(
                entry.id, owner=deps.worker, state=Delivery.SENT, now=now, code=code, error=None
            )
            if kept and entry.card_id is not None:
                _shown(tx, entry, ref, now, out)
        case GaveUp(code=code, error=error):
            _fail(tx, deps, entry, code, error, now)


def _shown(tx: Tx, entry: Entry, ref: str, now: datetime, out: Outgoing | None) -> None:
    if entry.card_id is None or out is None:
        return
    if entry.kind in ("storm", "storm_redraw"):
        tx.storms.drawn(entry.card_id, message_ref=ref, now=now)
        return
    # A follow-up is a message of its own; the card keeps its name.
    named = None if entry.kind == "redraw" and out.message_ref is None else ref
    tx.cards.mark_drawn(entry.card_id, message_ref=named, shown=out.stand, now=now)


def _fail(
    tx: Tx,
    deps: Deps,
    entry: Entry,
    code: str,
    error: str,
    now: datetime,
    *,
    state: Delivery = Delivery.FAILED,
) -> None:
    """Give a promise up, write it down, and tell people elsewhere once."""
    if not tx.outbox.settle(
        entry.id, owner=deps.worker, state=state, now=now, code=code, error=error
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
    if entry.kind in ("storm", "storm_redraw") and entry.card_id:
        close_storm(tx, entry.card_id, now)
    if entry.kind == "card" and entry.card_id:
        tx.amends.mute_redraws(entry.card_id, "card_gone", now)
    place = Target(channel=entry.channel, conversation=entry.conversation)
    if entry.kind in ("card", "storm") and place != FALLBACK:
        targets = dict.fromkeys((FALLBACK, *_people(tx, deps, entry, place, now)))
        _tell(tx, deps, entry, targets, code, now)


def close_storm(tx: Tx, storm_id: str, now: datetime) -> None:
    """End a storm whose card cannot be shown; the next alerts begin another."""
    storm = tx.storms.get(storm_id)
    if storm is not None and storm.closed_at is None:
        storm.closed_at = now
        tx.storms.save(storm)


def _people(tx: Tx, deps: Deps, entry: Entry, failed: Target, now: datetime) -> tuple[Target, ...]:
    """
    Return who hears of an alert that its conversation did not get, where they are.

    Whoever answers for it in private, on another channel where they have one; of a red alert also
    the target after the failed one on its route.
    """
    alert = tx.alerts.get(entry.alert_id) if entry.alert_id else None
    order = tx.orders.get(entry.order_no) if entry.order_no else None
    if alert is None or order is None:
        return ()
    rota, routing = Rota(tx, deps), routing_of(deps, alert.level, order)
    targets = rota.targets(alert.level, order, now)
    after = targets.index(failed) + 1 if failed in targets else 0
    others = [t for t in (*targets[after:], *targets[:after]) if t != failed]
    elsewhere = [t for t in others if t.channel != failed.channel]
    names = rota.present_for(order, routing, now)
    private = private_targets(deps, names, (*elsewhere, failed))
    nearest = others[:1] if alert.level is Level.RED else []
    return tuple(t for t in (*nearest, *private) if t != failed)


def _tell(
    tx: Tx, deps: Deps, entry: Entry, targets: Iterable[Target], code: str, now: datetime
) -> None:
    storm = entry.kind == "storm" and entry.card_id is not None
    facts = {
        "order_no": entry.order_no or "",
        "target": f"{entry.channel}:{entry.conversation}",
        "code": code,
    }
    door = Promises(tx, deps)
    red = storm and tx.storms.count(entry.card_id or "").red > 0
    for target in targets:
        door.say(
            target,
            "undelivered_storm" if storm else "undelivered",
            facts,
            now,
            about=entry.key,
            level=Level.RED if red else Level.ORANGE,
            alert=tx.alerts.get(entry.alert_id) if entry.alert_id else None,
            priority=RED_PRIORITY,
        )
    door.write()
