"""A look at an order: everything that explains it, judged at a moment, and its score over time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handlers.deps import Deps
from handlers.resonance import cases
from handlers.resonance.trials import policy_of
from handlers.statuses.standing import following
from rules.cards.alert.grounds import ground_text
from rules.cards.card import Reader
from rules.cards.suggestions import Suggestion, suggest
from rules.events.event import Event
from rules.orders.course import Course
from rules.resonance.facts import Facts
from rules.resonance.measure import Resonance, evaluate, measure
from rules.resonance.policy import Policy
from rules.resonance.signals import detect
from rules.shipping.holds import open_holds
from rules.statuses.layers import Layers
from rules.vocabulary import AlertState
from storage.tx import Tx

#: Points of a score curve; a busier order is thinned out to its newest changes.
CURVE_POINTS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCase:
    """An order with everything that explains it, judged at one moment."""

    case: cases.Case
    facts: Facts
    policy: Policy
    resonance: Resonance
    course: Course
    events: tuple[Event, ...]  #: All of them, also those that are not scored.
    layers: Layers
    successors: tuple[str, ...]  #: What it was merged or split into.


def look_at(tx: Tx, deps: Deps, order_no: str, now: datetime) -> OrderCase | None:
    """Read one order and judge it at `now`, None where we never heard of it."""
    order = tx.orders.get(order_no)
    if order is None:
        return None
    policy = policy_of(tx, deps, order_no, now)
    case = cases.load(tx, policy, (order_no,), now)[order_no]
    facts = case.facts(cases.silent_types(tx, deps, now))
    found = detect(facts.until(now), policy)
    result = measure(found, facts, policy, now=now, rebased_at=order.rebased_at)
    events = tuple(tx.journal.of_order(order_no))
    layers, successors = following(tx, order_no, events, policy.statuses)
    return OrderCase(
        case=case,
        facts=facts,
        policy=policy,
        resonance=result,
        course=found.course,
        events=events,
        layers=layers,
        successors=tuple(successors),
    )


def grounds_of(seen: OrderCase, deps: Deps, now: datetime) -> dict[str, str]:
    """Say what each foreseen sign that counts rests on, by its kind."""
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang)
    read = seen.facts.until(now).outlooks
    texts = {
        part.kind: ground_text(part, read, seen.course, seen.policy, reader)
        for part in seen.resonance.parts
    }
    return {kind: text for kind, text in texts.items() if text}


def score_curve(tx: Tx, seen: OrderCase, now: datetime) -> list[tuple[datetime, Decimal]]:
    """Return the score over time as steps: every moment it changed, by what was known then."""
    rebases = [
        a.decided_at
        for a in tx.alerts.of_order(seen.facts.order_no)
        if a.decided_at is not None and a.state in (AlertState.RELEASED, AlertState.FALSE_ALARM)
    ]
    moments = {e.received_at for e in seen.facts.events} | set(rebases)
    moments |= {c.received_at for c in seen.facts.elsewhere}
    points: list[tuple[datetime, Decimal]] = []
    pending = sorted(m for m in moments if m <= now)[-CURVE_POINTS:]
    at: datetime | None = pending[0] if pending else None
    while at is not None and at <= now and len(points) < 2 * CURVE_POINTS:
        rebased = max((r for r in rebases if r <= at), default=None)
        result = evaluate(seen.facts, seen.policy, now=at, rebased_at=rebased, watched=True)
        if not points or points[-1][1] != result.score:
            points.append((at, result.score))
        following = [m for m in pending if m > at]
        candidates = [
            m for m in (following[0] if following else None, result.next_at) if m is not None
        ]
        at = min(candidates, default=None)
    points.append((now, seen.resonance.score))
    return points


def suggestions_for(seen: OrderCase, now: datetime, lang: str) -> tuple[Suggestion, ...]:
    """Say what to do about an order: by its living alert, or else by its score now."""
    alert = seen.case.alert
    judged = alert if alert is not None and alert.alive else seen.resonance
    return suggest(
        [part.kind for part in judged.parts],
        judged.hard,
        high_value=seen.resonance.high_value,
        level=judged.level,
        held=bool(open_holds(seen.case.holds, now)),
        left=seen.case.order.left_at is not None,
        order_no=seen.facts.order_no,
        lang=lang,
    )
