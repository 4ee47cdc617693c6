"""The story of one order, from journal, ledgers and audit, for the person at 3 a.m."""

from datetime import datetime

from handlers.commands import orders, why
from handlers.deps import Deps
from handlers.orders.lookup import by_number
from rules.chat.help import action_name
from rules.delivery.places import place_name
from rules.delivery.routes import Target
from rules.events.tellings import happened
from rules.orders.overlay import quiet_lines, told_text
from rules.shipping.texts import hold_text
from rules.wording.say import clock, code_name, hold_name, kind_name, listing, say, who
from storage.delivery.outbox import Delivery
from storage.system.audit import Attempt
from storage.tx import Tx


def story(tx: Tx, deps: Deps, number: str, now: datetime) -> list[str] | None:
    """Return all that happened to an order, oldest first; None where we never heard of it."""
    order = by_number(tx, number)
    if order is None:
        return None
    order_no, lang = order.order_no, deps.lang
    events = tx.journal.of_order(order_no)
    entries = [(happened(event), told_text(event, lang)) for event in events]
    for alert in tx.alerts.of_order(order_no):
        kinds = [kind_name(part.kind, lang) for part in alert.parts]
        reasons = listing([*kinds, *(say(f"hard_{r}", lang) for r in alert.hard)], lang)
        level, state = (
            say(f"level_{alert.level}", lang),
            say(f"state_{alert.state}", lang),
        )
        entries.append((alert.opened_at, f"{level} {alert.score} [{reasons}] → {state}"))
    for hold in tx.holds.of_order(order_no):
        entries.append((hold.since, f"+ {hold_text(hold, lang)}"))
        if hold.released_at is not None:
            entries.append(
                (
                    hold.released_at,
                    f"- {hold_name(hold.reason, lang)} {who(hold.released_by or '', lang)}",
                )
            )
    scanned = say("event_scan.checked", lang)
    entries.extend(
        (
            scan.at,
            f"{scanned} {scan.station} {scan.code} → {code_name('verdict', scan.verdict, lang)}",
        )
        for scan in tx.scans.of_order(order_no)
    )
    entries.extend((one.at, _attempt(one, lang)) for one in tx.audit.of_order(order_no))
    for sent in tx.ledger.about("order", order_no):
        target = Target(channel=sent.channel, conversation=sent.conversation)
        place = place_name(target, deps.directory, lang)
        state = "sending" if sent.state is Delivery.LEASED else sent.state.value
        ended = say(f"delivery_{state}", lang)
        what = code_name("kind", sent.kind, lang)
        entries.append((sent.settled_at or sent.created_at, f"✉ {what} {place} → {ended}"))
    entries.sort(key=lambda entry: entry[0])
    lines = [orders.order(tx, deps, order, now), "", why.why(tx, deps, order, now), ""]
    lines.extend(f"{clock(at, now=now, tz=deps.timezone)}  {text}" for at, text in entries)
    lines.extend(quiet_lines((event.type for event in events), lang))
    return lines


def _attempt(one: Attempt, lang: str) -> str:
    did, came = action_name(one.action, lang), code_name("outcome", one.outcome, lang)
    detail = code_name("why", hold_name(one.detail, lang), lang)
    return f"{who(one.actor, lang)} {did} → {came} {detail}".rstrip()
