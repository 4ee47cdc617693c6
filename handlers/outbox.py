"""The outbox at work: claim what is due, draw the present state, write down how sending went."""

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers import drawing
from handlers.deps import Deps
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.cards import as_text
from rules.delivery import FALLBACK, wait_before
from rules.wording import say
from storage.audit import Attempt
from storage.outbox import Delivery, Entry, Promise
from storage.tx import Tx

#: How long one try may take before another process may take the promise over.
LEASE = timedelta(seconds=60)


def claim(
    tx: Tx, deps: Deps, channels: Collection[str], now: datetime, *, limit: int = 20
) -> list[Outgoing]:
    """Take what is due, red first, and draw it. What cannot be sent at all is settled here."""
    drawn = []
    for entry in tx.outbox.claim(owner=deps.worker, now=now, until=now + LEASE, limit=limit):
        if entry.channel not in channels:
            settle(
                tx,
                deps,
                entry,
                GaveUp(code="channel_off", error=f"channel {entry.channel} is off"),
                now,
            )
            continue
        out = _draw(tx, deps, entry, now)
        if out is not None:
            drawn.append(out)
    return drawn


def _draw(tx: Tx, deps: Deps, entry: Entry, now: datetime) -> Outgoing | None:
    if entry.kind == "notice":
        return _outgoing(entry, text=say(entry.body["wording"], deps.lang, **entry.body["facts"]))
    copy = tx.cards.get(entry.card_id) if entry.card_id else None
    alert = tx.alerts.get(entry.alert_id) if entry.alert_id else None
    if copy is None or alert is None:
        settle(tx, deps, entry, GaveUp(code="card_gone", error="no such card"), now)
        return None
    if entry.kind == "redraw" and copy.message_ref is None:
        # The first picture is still on its way; it is drawn with the present state when it leaves.
        tx.outbox.try_later(
            entry.id,
            owner=deps.worker,
            at=now + timedelta(seconds=1),
            code="not_sent_yet",
            error="first picture pending",
        )
        return None
    card = drawing.draw(tx, deps, copy.id, alert, now)
    return Outgoing(
        entry_id=entry.id,
        key=entry.key,
        channel=entry.channel,
        conversation=entry.conversation,
        attempt=entry.attempts,
        text=as_text(card, deps.lang),
        picture=drawing.picture(deps, card, now),
        message_ref=copy.message_ref,
        mentions=tuple(entry.body.get("mentions", ())),
    )


def _outgoing(entry: Entry, *, text: str) -> Outgoing:
    return Outgoing(
        entry_id=entry.id,
        key=entry.key,
        channel=entry.channel,
        conversation=entry.conversation,
        attempt=entry.attempts,
        text=text,
        mentions=tuple(entry.body.get("mentions", ())),
    )


def report(
    tx: Tx,
    deps: Deps,
    entry_id: int,
    outcome: Outcome,
    now: datetime,
    *,
    jitter: float,
) -> None:
    """Write down how a try went; a failure that may pass is tried again, another told elsewhere."""
    entry = tx.outbox.get(entry_id)
    if entry is None:
        return
    if isinstance(outcome, TryLater | Unknown):
        wait = wait_before(entry.attempts, jitter=jitter)
        if wait is not None:
            tx.outbox.try_later(
                entry.id, owner=deps.worker, at=now + wait, code=outcome.code, error=outcome.error
            )
            return
        outcome = GaveUp(code=outcome.code, error=outcome.error)
    settle(tx, deps, entry, outcome, now)


def settle(tx: Tx, deps: Deps, entry: Entry, outcome: Sent | GaveUp, now: datetime) -> None:
    """Close a promise: kept, or failed and told to the fallback conversation."""
    match outcome:
        case Sent(message_ref=ref, code=code):
            kept = tx.outbox.settle(
                entry.id, owner=deps.worker, state=Delivery.SENT, now=now, code=code, error=None
            )
            if kept and entry.card_id is not None:
                tx.cards.mark_drawn(entry.card_id, message_ref=ref, now=now)
        case GaveUp(code=code, error=error):
            tx.outbox.settle(
                entry.id, owner=deps.worker, state=Delivery.FAILED, now=now, code=code, error=error
            )
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
            if entry.kind == "card" and entry.channel != FALLBACK.channel:
                _tell_fallback(tx, entry, code, now)


def _tell_fallback(tx: Tx, entry: Entry, code: str, now: datetime) -> None:
    facts = {
        "order_no": entry.order_no or "",
        "target": f"{entry.channel}:{entry.conversation}",
        "code": code,
    }
    tx.outbox.promise(
        [
            Promise(
                key=f"undelivered:{entry.key}",
                kind="notice",
                channel=FALLBACK.channel,
                conversation=FALLBACK.conversation,
                order_no=entry.order_no,
                alert_id=entry.alert_id,
                priority=0,
                next_at=now,
                created_at=now,
                body={"wording": "undelivered", "facts": facts},
            )
        ]
    )
