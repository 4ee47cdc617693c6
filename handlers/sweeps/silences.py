"""Silences: their end is announced, and what they kept back is sent where it still matters."""

from collections.abc import Iterable
from datetime import datetime

from handlers.alerts import reminders
from handlers.alerts.announce import Announcements
from handlers.commands.silencing import KeptBack, kept_by, name_of
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.people.rota import mention_ids
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.cards.lists.digest_card import cost_text
from rules.delivery.routes import Target
from rules.people.silences import Field, Silence
from rules.vocabulary import AlertState, Level
from rules.wording.say import clock, say
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Announce ends that are near; send what was kept back by silences that are over."""
    near = tx.silences.ending(now)
    for silence in near:
        _say(tx, deps, silence, "silence_ending", now)
    red_again = tx.silences.red_again(now)
    for silence in red_again:
        reds = [a for a in _alerts(tx, silence) if a.level is Level.RED]
        resend(tx, deps, reds, now)
    ended = tx.silences.ended(now)
    for silence in ended:
        kept = kept_by(tx, deps, silence)
        alive = resend(tx, deps, _alerts(tx, silence), now)
        _say(tx, deps, silence, "silence_ended", now, kept=_kept(kept, alive, deps.lang))
    return len(near) + len(red_again) + len(ended)


def _kept(kept: KeptBack, alive: int, lang: str) -> str:
    """Say what was not sent meanwhile and what is sent now; nothing of what there was none of."""
    if not kept.messages:
        return say("kept_nothing", lang)
    if not alive:
        return say("kept_over", lang, kept=kept.messages)
    cost = cost_text(kept.cost, lang)
    risk = say("kept_risk", lang, cost=cost) if cost else ""
    return say("kept_alive", lang, kept=kept.messages, alive=alive, risk=risk)


def _alerts(tx: Tx, silence: Silence) -> list[Alert]:
    found = (tx.alerts.get(alert_id) for alert_id in tx.amends.muted_alerts(silence))
    return [alert for alert in found if alert is not None]


def resend(tx: Tx, deps: Deps, alerts: Iterable[Alert], now: datetime) -> int:
    """Send alerts that are still alive once; pictures of those that are over are drawn anew."""
    alerts = list(alerts)
    orders = tx.orders.lock({alert.order_no for alert in alerts}, now)
    out = Announcements(tx, deps)
    alive = 0
    for alert in alerts:
        if not alert.alive or alert.state is AlertState.SNOOZED:
            out.redraw(alert, now)
            continue
        alive += 1
        order = orders[alert.order_no]
        if alert.state is AlertState.OPEN:
            wait = out.first_wait(alert.level, order, alert.escalated)
            tx.alerts.save([changes.waiting(alert, now + wait)])
        reminders.tell_again(out, alert, order, now, "alert_again")
    out.write()
    return alive


def _say(tx: Tx, deps: Deps, silence: Silence, wording: str, now: datetime, **facts: str) -> None:
    if silence.field is Field.DEBUG:
        wording = wording.replace("silence", "debug")
    until = clock(silence.until, now=now, tz=deps.timezone)
    facts |= {"what": name_of(silence, deps.lang), "id": str(silence.id), "until": until}
    facts |= {"by": silence.by, "reason": silence.reason}
    door = Promises(tx, deps)
    door.say(
        Target(channel=silence.channel, conversation=silence.conversation),
        wording,
        facts,
        now,
        about=str(silence.id),
        mentions=mention_ids(deps, (silence.by,), silence.channel),
    )
    door.write()
