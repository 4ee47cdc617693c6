"""Views: what an order looks like from outside, read from the journal and ledgers only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from handlers.deps import Deps
from handlers.resonance import judging
from rules.cards.suggestions import Suggestion, suggest
from rules.events.event import Event
from rules.orders.course import Course, created_data, moment
from rules.orders.statuses import Stage
from rules.orders.timeline import event_text
from rules.resonance.facts import Facts
from rules.resonance.measure import Resonance, decimal_text, evaluate, measure
from rules.resonance.policy import Policy
from rules.resonance.signals import detect
from rules.shipping.holds import Hold
from rules.vocabulary import AlertState
from storage.delivery.outbox import Entry
from storage.shipping.scans import Scan
from storage.system.audit import Attempt
from storage.tx import Tx

#: Points of a score curve; a busier order is thinned out to its newest changes.
CURVE_POINTS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCase:
    """An order with everything that explains it, judged at one moment."""

    case: judging.Case
    facts: Facts
    policy: Policy
    resonance: Resonance
    course: Course
    events: tuple[Event, ...]  #: All of them, also those that are not scored.


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """All that the order page shows."""

    view: dict[str, Any]
    curve: list[tuple[datetime, Decimal]]
    orange: Decimal
    red: Decimal
    audit: list[Attempt]
    deliveries: list[Entry]
    scans: list[Scan]


def look_at(tx: Tx, deps: Deps, order_no: str, now: datetime) -> OrderCase | None:
    """Read one order and judge it at `now`, None where we never heard of it."""
    order = tx.orders.get(order_no)
    if order is None:
        return None
    policy = judging.current_policy(tx, deps)
    case = judging.load(tx, policy, (order_no,), now)[order_no]
    facts = case.facts(judging.silent_types(tx, deps, now))
    found = detect(facts.until(now), policy)
    result = measure(found, facts, policy, now=now, rebased_at=order.rebased_at)
    events = tuple(tx.journal.of_order(order_no))
    return OrderCase(
        case=case, facts=facts, policy=policy, resonance=result, course=found.course, events=events
    )


def order_view(tx: Tx, deps: Deps, order_no: str, now: datetime) -> dict[str, Any] | None:
    """Return an order as contract section 3 shows it; decimals as text, times in UTC."""
    seen = look_at(tx, deps, order_no, now)
    return None if seen is None else _view(tx, seen, now, deps.lang)


def _view(tx: Tx, seen: OrderCase, now: datetime, lang: str) -> dict[str, Any]:
    order, result = seen.case.order, seen.resonance
    codes = tx.parcels.of_order(order.order_no)
    created = created_data(seen.course)
    tracking = {c.parcel_id: c for c in codes if c.kind == "tracking"}
    parcel_ids = sorted({c.parcel_id for c in codes})
    return {
        "order_no": order.order_no,
        "shop": order.shop,
        "amount": order.amount,
        "level": result.level.value,
        "score": decimal_text(result.score),
        "policy": result.policy_version + (f"+{result.season}" if result.season else ""),
        "parts": [
            {
                "kind": str(p.kind),
                "weight": decimal_text(p.weight),
                "count": p.count,
                "contribution": decimal_text(p.contribution),
                "at": [utc_text(t) for t in p.at],
            }
            for p in result.parts
        ],
        "hard": [str(rule) for rule in result.hard],
        "missing": [str(kind) for kind in result.missing],
        "holds": [hold_view(h) for h in seen.case.holds],
        "alert": _alert_view(seen, lang),
        "status": {
            "base": _base_statuses(seen.events),
            "business": business_status(seen.course),
            "finance": finance_status(seen.course),
        },
        "parcels": [
            {
                "parcel_id": parcel_id,
                "tracking_no": tracking[parcel_id].code if parcel_id in tracking else None,
                "carrier": tracking[parcel_id].carrier if parcel_id in tracking else None,
            }
            for parcel_id in parcel_ids
        ],
        "deadlines": {
            name: _utc_or_none(created.get(f"promised_{name}_at"))
            for name in ("ship", "pickup", "delivery")
        },
        "timeline": [
            {
                "at": utc_text(e.at),
                "received_at": utc_text(e.received_at),
                "source": e.source,
                "type": e.type,
                "text": event_text(e.type, e.data, lang),
            }
            for e in seen.events
            if e.received_at <= now
        ],
    }


def order_page(tx: Tx, deps: Deps, order_no: str, now: datetime) -> OrderPage | None:
    """Return everything the order page shows."""
    seen = look_at(tx, deps, order_no, now)
    if seen is None:
        return None
    return OrderPage(
        view=_view(tx, seen, now, deps.lang),
        curve=_curve(tx, seen, now),
        orange=seen.policy.orange,
        red=seen.policy.red,
        audit=tx.audit.of_order(order_no),
        deliveries=tx.ledger.about("order", order_no),
        scans=tx.scans.of_order(order_no),
    )


def score_curve(tx: Tx, deps: Deps, order_no: str, now: datetime) -> list[tuple[datetime, Decimal]]:
    """Return the score over time as steps: every moment it changed, by what was known then."""
    seen = look_at(tx, deps, order_no, now)
    return [] if seen is None else _curve(tx, seen, now)


def _curve(tx: Tx, seen: OrderCase, now: datetime) -> list[tuple[datetime, Decimal]]:
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


def hold_view(hold: Hold) -> dict[str, Any]:
    """Return a hold as contract section 3 shows it."""
    return {
        "id": hold.id,
        "reason": hold.reason,
        "by": hold.owner,
        "note": hold.note,
        "since": utc_text(hold.since),
        "expires": utc_text(hold.expires) if hold.expires else None,
        "released_at": utc_text(hold.released_at) if hold.released_at else None,
    }


def _alert_view(seen: OrderCase, lang: str) -> dict[str, Any] | None:
    alert = seen.case.alert
    if alert is None:
        return None
    suggestions = suggestions_for(seen, lang)
    return {
        "id": alert.id,
        "level": alert.level.value,
        "state": alert.state.value,
        "claimed_by": alert.claimed_by,
        "decided_by": alert.decided_by,
        "suggestions": [
            {"code": s.code, "text": s.text, "command": s.command} for s in suggestions
        ],
    }


def suggestions_for(seen: OrderCase, lang: str) -> tuple[Suggestion, ...]:
    """Say what to do about an order: by its living alert, or else by its score now."""
    alert = seen.case.alert
    judged = alert if alert is not None and alert.alive else seen.resonance
    return suggest(
        [part.kind for part in judged.parts],
        judged.hard,
        high_value=seen.resonance.high_value,
        level=judged.level,
        order_no=seen.facts.order_no,
        lang=lang,
    )


def _base_statuses(events: tuple[Event, ...]) -> dict[str, str]:
    """Return each system's latest raw word; a carrier's is its latest trace."""
    words: dict[str, str] = {}
    for event in events:
        if event.type == "system.status":
            words[str(event.data["system"])] = str(event.data["status"])
        elif event.type == "carrier.trace":
            words["carrier"] = str(event.data["state"])
    return words


def business_status(course: Course) -> str | None:
    """Return the customer's word for where the order is (domain paper, section a)."""
    carrier = course.systems.get("carrier")
    if course.cancelled_at is not None and course.left_at is None:
        return "cancelled"
    if carrier is not None and carrier.stage is Stage.CLOSED:
        return "returning"
    if course.signed_at is not None:
        return "delivered"
    if course.left_at is not None:
        return "on_the_way"
    wms = course.systems.get("wms")
    if course.label_at is not None or wms is not None:
        return "packed" if wms is not None else "label_created"
    if course.paid:
        return "preparing"
    return "pending_payment" if course.created is not None else None


def finance_status(course: Course) -> str | None:
    """Return finance's word: shipped is ready to accrue, signed is due (mission, section A)."""
    match business_status(course):
        case None:
            return None
        case "cancelled":
            return "void"
        case "returning":
            return "refund_liability"
        case "delivered":
            return "revenue_due"
        case "on_the_way":
            return "accrual_ready"
        case "pending_payment":
            return "unpaid"
        case _:
            return "deferred"


def utc_text(moment_: datetime) -> str:
    """Write a UTC time as RFC 3339 with Z."""
    return moment_.isoformat().replace("+00:00", "Z")


def _utc_or_none(value: object) -> str | None:
    at = moment(value)
    return None if at is None else utc_text(at)
