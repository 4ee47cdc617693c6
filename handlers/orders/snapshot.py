"""The snapshot 《超时根因快照》: what was known when the last step came; never changed."""

from datetime import datetime

from handlers.deps import Deps
from rules.alerts.alert import Alert
from rules.cards.alert.lines import part_text
from rules.delivery.places import place_name
from rules.delivery.routes import Target
from rules.events.tellings import happened
from rules.orders.timeline import event_text
from rules.resonance.measure import decimal_text
from rules.shipping.holds import open_holds
from rules.shipping.texts import hold_text
from rules.vocabulary import Kind
from rules.wording.say import clock, kind_name, listing, say
from storage.delivery.outbox import Delivery
from storage.tx import Tx

_EVENTS = 8
_TOLD = 12


def snapshot(tx: Tx, deps: Deps, alert: Alert, now: datetime) -> str:
    """Write down score, story, holds and who was told when, as they are at this moment."""
    lang, order_no = deps.lang, alert.order_no

    def at(moment: datetime) -> str:
        return clock(moment, now=now, tz=deps.timezone)

    holds = open_holds(tx.holds.of_order(order_no), now)
    none = say("snapshot_none", lang)
    lines = [
        say("snapshot_title", lang, order_no=order_no, at=at(now)),
        say(
            "snapshot_score",
            lang,
            level=say(f"level_{alert.level}", lang),
            score=decimal_text(alert.score),
            parts=listing((part_text(part, lang) for part in alert.parts), lang)
            or listing((say(f"hard_{rule}", lang) for rule in alert.hard), lang)
            or none,
        ),
        say("snapshot_cause", lang, cause=_cause(alert, lang) or none),
        say(
            "snapshot_holds", lang, holds=listing((hold_text(h, lang) for h in holds), lang) or none
        ),
        say("snapshot_story", lang),
    ]
    events = sorted(tx.journal.of_order(order_no), key=happened)[-_EVENTS:]
    lines += [f"  {at(happened(e))} {event_text(e.type, e.data, lang)}" for e in events]
    lines.append(say("snapshot_told", lang))
    told = [e for e in tx.ledger.about("alert", alert.id) if e.kind != "redraw"]
    for entry in told[-_TOLD:]:
        state = "sending" if entry.state is Delivery.LEASED else entry.state.value
        stands = say(f"delivery_{state}", lang)
        target = Target(channel=entry.channel, conversation=entry.conversation)
        place = place_name(target, deps.directory, lang)
        lines.append(f"  {at(entry.settled_at or entry.created_at)} {place} {stands}")
    if not told:
        lines.append(f"  {none}")
    return "\n".join(lines)


def _cause(alert: Alert, lang: str) -> str:
    """Name the signal that weighs most, or the rule that needs no score."""
    if alert.hard:
        return say(f"hard_{alert.hard[0]}", lang)
    if not alert.parts:
        return ""
    heaviest = max(alert.parts, key=lambda part: part.contribution)
    kind = heaviest.kind
    return kind_name(kind.value if isinstance(kind, Kind) else kind, lang)
