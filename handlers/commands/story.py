"""The story of one order, from journal, ledgers and audit, for the person at 3 a.m."""

from datetime import datetime

from handlers.commands import orders, why
from handlers.deps import Deps
from handlers.orders.lookup import by_number
from rules.events.tellings import happened
from rules.orders.timeline import event_text
from rules.shipping.texts import hold_text
from rules.wording.say import clock, say
from storage.tx import Tx


def story(tx: Tx, deps: Deps, number: str, now: datetime) -> list[str] | None:
    """Return all that happened to an order, oldest first; None where we never heard of it."""
    order = by_number(tx, number)
    if order is None:
        return None
    order_no = order.order_no
    entries: list[tuple[datetime, str]] = []
    for event in tx.journal.of_order(order_no):
        text = event_text(event.type, event.data, deps.lang)
        entries.append(
            (happened(event), say("trace_from", deps.lang, text=text, source=event.source))
        )
    for alert in tx.alerts.of_order(order_no):
        reasons = ", ".join([str(p.kind) for p in alert.parts] + [str(r) for r in alert.hard])
        level, state = (
            say(f"level_{alert.level}", deps.lang),
            say(f"state_{alert.state}", deps.lang),
        )
        entries.append((alert.opened_at, f"{level} {alert.score} [{reasons}] → {state}"))
    for hold in tx.holds.of_order(order_no):
        entries.append((hold.since, f"+ {hold_text(hold, deps.lang)}"))
        if hold.released_at is not None:
            entries.append((hold.released_at, f"- {hold.reason} {hold.released_by}"))
    scanned = say("event_scan.checked", deps.lang)
    entries.extend(
        (scan.at, f"{scanned} {scan.station} {scan.code} → {scan.verdict}")
        for scan in tx.scans.of_order(order_no)
    )
    entries.extend(
        (one.at, f"{one.actor}@{one.channel} {one.action} → {one.outcome} {one.detail}")
        for one in tx.audit.of_order(order_no)
    )
    for sent in tx.ledger.about("order", order_no):
        at = sent.settled_at or sent.created_at
        target = f"{sent.channel}:{sent.conversation}"
        ended = f"{sent.state} ({sent.attempts}) {sent.last_code or ''}".rstrip()
        entries.append((at, f"✉ {sent.kind} {target} → {ended}"))
    entries.sort(key=lambda entry: entry[0])
    lines = [orders.order(tx, deps, order, now), "", why.why(tx, deps, order, now), ""]
    lines.extend(f"{clock(at, now=now, tz=deps.timezone)}  {text}" for at, text in entries)
    return lines
