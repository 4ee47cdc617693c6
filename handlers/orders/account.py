"""Accounts at work: journal, ledgers and audit of one case, as they stood at its end."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from handlers.deps import Deps
from handlers.resonance import cases
from handlers.resonance.published import current_policy
from rules.alerts.account import Account, Deed, KeptBack, Reached, merged
from rules.alerts.alert import Alert
from rules.delivery.routes import Target
from rules.insight.sooner import first_of, is_busy, lower_line, steps, told_at_once
from rules.vocabulary import SYSTEM, Action, AlertState, Level, ScanCode
from storage.delivery.outbox import Delivery, Entry
from storage.system.audit import Attempt
from storage.tx import Tx

#: What somebody does about a case; whatever else they do is looking at it.
_DECIDES = frozenset(map(str, Action)) - {Action.REFRESH}
#: What forgets what was known before.
_FORGETS = (AlertState.RELEASED, AlertState.FALSE_ALARM)


def account_of(tx: Tx, deps: Deps, alert: Alert, now: datetime) -> Account:
    """Tell of a case from its first signal to its end, or to `now` while it lasts."""
    until = alert.ended_at or now
    audit = [a for a in tx.audit.of_order(alert.order_no) if alert.opened_at <= a.at <= until]
    said = {a.action: a for a in reversed(audit) if a.actor == SYSTEM}
    red = said.get("alert_red") if alert.level is Level.RED else None
    orange = said.get("alert_orange")
    score = _score(orange or red)
    told = tx.ledger.about("alert", alert.id)
    scans = [s for s in tx.scans.of_order(alert.order_no) if alert.opened_at <= s.at <= until]
    return Account(
        alert=alert,
        until=until,
        score=score,
        red_at=red.at if red is not None else None,
        reached=_reached(tx, deps, told, alert, until),
        deeds=_deeds(audit, alert),
        denied=sum(scan.verdict != ScanCode.OK for scan in scans),
        kept_back=_kept_back(told, until),
        **_judged_anew(tx, deps, alert, score),
    )


def _judged_anew(tx: Tx, deps: Deps, alert: Alert, score: Decimal | None) -> dict[str, Any]:
    """Judge the order again up to its warning: its first signal, and what would warn sooner."""
    policy, warned_at = current_policy(tx, deps), alert.opened_at
    case = cases.load(tx, policy, (alert.order_no,), warned_at).get(alert.order_no)
    if case is None:
        return {"unclear": "changed"}
    facts = case.facts(frozenset())
    if is_busy(facts):
        return {"unclear": "busy"}
    rebased_at = max(
        (
            one.decided_at
            for one in tx.alerts.of_order(alert.order_no)
            if one.decided_at is not None and one.decided_at < warned_at and one.state in _FORGETS
        ),
        default=None,
    )
    walked = steps(facts, policy, until=warned_at, rebased_at=rebased_at)
    if not walked or walked[-1].result.score != score:
        return {"unclear": "changed"}  # weights, lists or words are others now
    return {
        "first": first_of(walked),
        "warned": walked[-1],
        "lower_line": lower_line(walked, policy, warned_at),
        "told_at_once": told_at_once(facts, policy, warned_at=warned_at, rebased_at=rebased_at),
    }


def _score(said: Attempt | None) -> Decimal | None:
    """Return the score that was written down with an alert: 2.6 @ the version of its policy."""
    return Decimal(said.detail.partition(" @ ")[0]) if said is not None else None


def _reached(
    tx: Tx, deps: Deps, told: Iterable[Entry], alert: Alert, until: datetime
) -> tuple[Reached, ...]:
    """Return what arrived of it where; a picture that changes calls nobody."""
    entries = [
        entry
        for entry in told
        if entry.kind in ("card", "notice") and entry.created_at < (alert.ended_at or until)
    ]
    found = [
        Reached(
            at=at,
            target=Target(channel=entry.channel, conversation=entry.conversation),
            called=() if entry.state is Delivery.GROUPED else _called(deps, entry),
            on_storm=entry.state is Delivery.GROUPED,
        )
        for entry in entries
        if (at := _arrived(tx, entry)) is not None and at <= until
    ]
    return tuple(sorted(found, key=lambda one: (one.at, str(one.target))))


def _arrived(tx: Tx, entry: Entry) -> datetime | None:
    """Return when it was there to be read: by itself, or on the picture of a storm."""
    if entry.state is Delivery.SENT:
        return entry.settled_at
    copy = tx.cards.get(entry.card_id or "") if entry.state is Delivery.GROUPED else None
    if copy is None or copy.storm_id is None or entry.settled_at is None:
        return None
    pictures = (
        one.settled_at
        for one in tx.ledger.about("storm", copy.storm_id)
        if one.kind in ("card", "redraw") and one.state is Delivery.SENT
    )
    return min((at for at in pictures if at is not None and at >= entry.settled_at), default=None)


def _called(deps: Deps, entry: Entry) -> tuple[str, ...]:
    people = (deps.directory.find(entry.channel, one) for one in entry.body.get("mentions", ()))
    return tuple(person.name for person in people if person is not None)


def _deeds(audit: Sequence[Attempt], alert: Alert) -> tuple[Deed, ...]:
    """Return who did or asked what; what ended it is told by the alert, in its own transaction."""
    found = [
        Deed(at=one.at, by=one.actor, action=one.action, decides=one.action in _DECIDES)
        for one in audit
        if one.actor != SYSTEM and one.outcome == "done" and one.at != alert.ended_at
    ]
    ends = alert.ended_at is not None and alert.ended_at == alert.decided_at
    if ends and alert.decided_by and alert.decision is not None and alert.decided_at is not None:
        found.append(
            Deed(
                at=alert.decided_at,
                by=alert.decided_by,
                action=alert.decision.value,
                decides=True,
            )
        )
    return merged(found)


def _kept_back(told: Iterable[Entry], until: datetime) -> KeptBack | None:
    """Count what a silence, quiet hours or a budget kept back, and for how long."""
    waits = []
    for entry in told:
        code = entry.last_code or ""
        muted = entry.state is Delivery.MUTED and code.startswith(("silence:", "debug"))
        if entry.created_at < until and (muted or entry.key.startswith("held:")):
            waited = entry.state is Delivery.SENT and entry.settled_at is not None
            told_at = entry.settled_at if waited else None
            waits.append(min(told_at or until, until) - entry.created_at)
    return KeptBack(count=len(waits), longest=max(waits)) if waits else None
