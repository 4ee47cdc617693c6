"""On the way: which parcels of an order wait longer than their carrier and region allow."""

from datetime import datetime

from handlers.deps import Deps
from handlers.orders.look import OrderCase
from rules.health.legs import Late, Parcel, late_legs
from rules.orders.addresses import address_changes, town
from storage.tx import Tx


def late_parcels(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> list[Late]:
    """Return them; of an order that is over, none."""
    course = seen.course
    if course.over_at is not None:
        return []
    parcels = [
        Parcel(
            tracking_no=code.code,
            carrier=code.carrier or "",
            handed_over_at=course.left_at or course.label_at,
        )
        for code in tx.parcels.of_order(seen.case.order.order_no)
        if code.kind == "tracking"
    ]
    traces = course.by_type.get("carrier.trace", [])
    created = course.by_type.get("order.created", [])
    moved = address_changes(created, course.by_type.get("order.address_changed", []))
    told = [*(event.data for event in created), *(fact.said.data for fact in moved)]
    addresses = [data["address"] for data in told if data.get("address")]
    region = deps.legs.region_of(town(addresses[-1]) if addresses else "")
    statuses = seen.policy.statuses
    return late_legs(parcels, traces, region, statuses, deps.legs, now=now, tz=deps.timezone)
