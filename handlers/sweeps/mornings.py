"""Mornings: what waited for the end of quiet hours or a shift is told in one message a place."""

from collections import defaultdict
from datetime import datetime

from handlers.alerts.announce import Announcements
from handlers.deps import Deps
from handlers.people.rota import mention_ids
from rules.alerts.alert import Alert
from rules.alerts.attention import Held, Muted
from rules.cards.alert.headline import score_or_rules
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.routes import Target
from rules.wording.say import say
from storage.delivery.amends import HeldBack
from storage.tx import Tx

_PORTION = 500
#: Lines that fit a phone; `预警` lists the rest.
_LINES = 20


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Tell of one portion of what waited for this morning."""
    held = tx.amends.held_back(now, _PORTION)
    out = Announcements(tx, deps)
    places: dict[Target, list[HeldBack]] = defaultdict(list)
    for one in held:
        places[Target(channel=one.channel, conversation=one.conversation)].append(one)
    done = 0
    for target, entries in places.items():
        settled: list[int] = []
        shown: dict[str, Alert] = {}
        over = 0
        for entry in entries:
            alert = tx.alerts.get(entry.subject_id)
            verdict = out.regard.verdict(alert, None, now) if alert is not None else None
            if isinstance(verdict, Held):
                continue  # we were not running in the morning, and it is night again
            settled.append(entry.id)
            if alert is None or (entry.kind == "card" and _stands(tx, alert, target)):
                continue
            if not alert.alive:
                over += 1
            elif isinstance(verdict, Muted):
                out.send_card(alert, target, now)
                out.alerts[alert.id] = (alert, None)
            else:
                shown[alert.id] = alert
        if shown:
            facts = _facts(deps, list(shown.values()), over)
            names = dict.fromkeys(name for duty in out.rota.duties(now) for name in duty.people)
            mentions = mention_ids(deps, names, target.channel)
            about = str(max(settled))
            by_budget = any(entry.last_code == "budget" for entry in entries)
            wording = "budget_over" if by_budget else "quiet_over"
            out.say(target, wording, facts, now, about=about, mentions=mentions)
        tx.amends.told_in_digest(settled, now)
        done += len(settled)
    out.write()
    return done


def _stands(tx: Tx, alert: Alert, target: Target) -> bool:
    """Say whether the card came here since, because the alert turned red."""
    place = (target.channel, target.conversation)
    return place in {(c.channel, c.conversation) for c in tx.cards.of_alert(alert.id)}


def _facts(deps: Deps, alerts: list[Alert], over: int) -> dict[str, str]:
    lang = deps.lang
    lines = [
        say(
            "alerts_line",
            lang,
            level=say(f"level_{alert.level}", lang),
            order_no=alert.order_no,
            score=score_or_rules(alert, lang),
            state=say(f"state_{alert.state}", lang),
            who=alert.claimed_by or "",
        ).strip()
        for alert in alerts[:_LINES]
    ]
    if len(alerts) > _LINES:
        more = len(alerts) - _LINES
        lines.append(say("page_more", lang, count=more, command=command_word(Name.ALERTS, lang)))
    ended = say("digest_over", lang, count=over) if over else ""
    return {"count": str(len(alerts)), "over": ended, "lines": "\n".join(lines)}
