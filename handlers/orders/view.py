"""Views: what an order looks like from outside, read from the journal and ledgers only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from handlers.confirmation.view import confirmation_view
from handlers.deps import Deps
from handlers.orders.account import account_of
from handlers.orders.look import OrderCase, grounds_of, look_at, score_curve, suggestions_for
from handlers.orders.on_the_way import late_parcels
from rules.alerts.account import Account
from rules.events.moments import utc_text
from rules.events.promises import promised
from rules.health.legs import Late
from rules.health.troubles import Trouble
from rules.orders.course import all_left, created_data
from rules.orders.timeline import full_text
from rules.resonance.measure import decimal_text
from rules.shipping.holds import Hold
from rules.statuses.arrival import expected_on
from rules.statuses.texts import customer_text
from storage.delivery.outbox import Entry
from storage.shipping.scans import Scan
from storage.system.audit import Attempt
from storage.tx import Tx


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
    late: list[Late]
    silent: list[Trouble]  #: Of whom less may be known than there is.
    grounds: Mapping[str, str]  #: What foreseen signs that count rest on.
    account: Account | None  #: How its latest case went, once that is over.
    ordered: bool = True  #: Somebody told of its order; the scanner knows no other.
    waits: bool = False  #: It has left in part: of its parcels one is in the house still.


def order_view(tx: Tx, deps: Deps, order_no: str, now: datetime) -> dict[str, Any] | None:
    """Return an order as contract section 3 shows it; decimals as text, times in UTC."""
    seen = look_at(tx, deps, order_no, now)
    return None if seen is None else _view(tx, deps, seen, now)


def _view(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> dict[str, Any]:
    lang = deps.lang
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
        "alert": _alert_view(seen, now, lang),
        "status": _status_view(seen, deps, now),
        "confirmation": confirmation_view(tx, deps, order.order_no, now),
        "parcels": [
            {
                "parcel_id": parcel_id,
                "tracking_no": tracking[parcel_id].code if parcel_id in tracking else None,
                "carrier": tracking[parcel_id].carrier if parcel_id in tracking else None,
            }
            for parcel_id in parcel_ids
        ],
        "deadlines": {
            name: _until(created.get(f"promised_{name}_at"), deps.timezone)
            for name in ("ship", "pickup", "delivery")
        },
        "timeline": [
            {
                "at": utc_text(e.at),
                "received_at": utc_text(e.received_at),
                "source": e.source,
                "type": e.type,
                "text": full_text(e.type, e.data, lang),
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
    alert = seen.case.alert
    return OrderPage(
        view=_view(tx, deps, seen, now),
        curve=score_curve(tx, seen, now),
        orange=seen.policy.orange,
        red=seen.policy.red,
        audit=tx.audit.of_order(order_no),
        deliveries=tx.ledger.about("order", order_no),
        scans=tx.scans.of_order(order_no),
        late=late_parcels(tx, deps, seen, now),
        silent=tx.troubles.blinding(),
        grounds=grounds_of(seen, deps, now),
        account=account_of(tx, deps, alert, now) if alert is not None and not alert.alive else None,
        ordered=seen.course.created is not None,
        waits=seen.course.left_at is not None and not all_left(seen.course),
    )


def hold_view(hold: Hold) -> dict[str, Any]:
    """Return a hold as contract section 3 shows it."""
    return {
        "id": hold.id,
        "reason": hold.reason,
        "by": hold.owner,
        "note": hold.note,
        "line": hold.line,
        "since": utc_text(hold.since),
        "expires": utc_text(hold.expires) if hold.expires else None,
        "released_at": utc_text(hold.released_at) if hold.released_at else None,
        "gateway": hold.gateway.outside if hold.gateway else None,
    }


def _alert_view(seen: OrderCase, now: datetime, lang: str) -> dict[str, Any] | None:
    alert = seen.case.alert
    if alert is None:
        return None
    return {
        "id": alert.id,
        "level": alert.level.value,
        "state": alert.state.value,
        "claimed_by": alert.claimed_by,
        "decided_by": alert.decided_by,
        "suggestions": [
            {"code": s.code, "text": s.text, "command": s.command}
            for s in suggestions_for(seen, now, lang)
        ],
    }


def _status_view(seen: OrderCase, deps: Deps, now: datetime) -> dict[str, Any]:
    layers, shipment = seen.layers, seen.layers.shipment
    expected = expected_on(seen.events, deps.timezone)
    today = now.astimezone(deps.timezone).date()
    return {
        "base": dict(layers.base),
        "business": layers.business,
        "finance": layers.finance,
        "version": seen.policy.statuses.version,
        "physical_event_id": shipment.id if shipment else None,
        "shipped_at": utc_text(shipment.at) if shipment else None,
        "shipped_by": dict(shipment.base) if shipment else {},
        "events": [
            {
                "physical_event_id": one.id,
                "kind": one.happening.value,
                "tracking_no": one.parcel or None,
                "at": utc_text(one.at),
                "base": dict(one.base),
                "business": one.business,
                "finance": one.finance,
            }
            for one in layers.happened
        ],
        "successors": list(seen.successors),
        "customer": customer_text(layers, expected, today, deps.lang) or None,
        "unmapped": [{"system": system, "word": word} for system, word in layers.unmapped],
    }


def _until(value: object, timezone: tzinfo) -> str | None:
    return utc_text(at) if (at := promised(value, timezone)) is not None else None
