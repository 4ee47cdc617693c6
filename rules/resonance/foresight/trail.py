"""The trail of one order: the little of its life that later orders are measured by."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from rules.events.event import Event
from rules.events.promises import end_of_day, promised
from rules.events.tellings import happened
from rules.events.types import LARGEST_WEIGHT
from rules.orders.endings import OUTCOME, ended_badly_at
from rules.statuses.status_map import StatusMap
from rules.statuses.words import Stage, has_left, stage

HOUR, DAY = 3_600, 86_400
#: Times are counted in whole steps, rounded up: of a quarter day on the way, of an hour between
#: two words of a carrier. Longer ones than these are counted as these.
STEP, LONGEST = 6 * HOUR, 90 * DAY
GAP_STEP, LONGEST_GAP = HOUR, 30 * DAY
#: A promise farther away than this is a slip of somebody's pen, and is nobody's history.
FARTHEST = 400 * DAY
#: Parcels of an order that are followed; one of more is on its way until they all are signed for.
_PARCELS = 20

_CREATED, _TRACE, _STATUS = "order.created", "carrier.trace", "system.status"
_CANCELLED = frozenset({"order.cancelled", "order.merged", "order.split"})
#: Types of events that change a trail.
FOLLOWED = frozenset({_CREATED, _TRACE, _STATUS, OUTCOME}) | _CANCELLED

ONE = 1_000
#: So many values of a trail, the first ones, say what is to be expected of an order.
TOLD = 9
#: What is counted in orders that it stands for, and not in samples.
SHARED = frozenset({"owed", "kept", "ends", "bad"})
#: What a hand-over has been promised by; the earlier counts.
LIMITS = ("promised_ship_at", "promised_pickup_at")
#: Everybody's: the mean that a shop, route or category with few orders is drawn towards.
EVERY_SHOP, EVERY_ROUTE = "shop|*", "route|*"
#: A scope (whose history), what is counted there, and in which bin.
Mark = tuple[str, str, int]


class Trail(NamedTuple):
    """What is kept of an order: times in seconds of the epoch, days of the local calendar."""

    shop: str = ""
    route: str = ""  #: From where to where; empty where either is not known.
    categories: tuple[str, ...] = ()
    created: int | None = None
    ship_by: int | None = None  #: The hand-over limit.
    ship_day: int = 0
    due: int | None = None  #: The end of the day promised for delivery.
    due_day: int = 0
    left: int | None = None
    weight: int = ONE  #: For how many orders it stands, in thousandths.
    traced: int | None = None  #: The carrier's last word.
    moving: tuple[str, ...] = ()  #: Tracking numbers on their way.
    arrived: tuple[str, ...] = ()
    signed: int | None = None
    over: bool = False  #: Cancelled, or going on under another number.
    ended: bool = False  #: Somebody said how it ended.
    bad: bool = False  #: … at least once that it ended badly.

    @property
    def delivered(self) -> bool:
        """Whether all that left has been signed for."""
        return bool(self.arrived) and not self.moving


def scopes_of(trail: Trail) -> list[str]:
    """Name everything whose history this order is part of, and is measured by."""
    if not trail.shop:
        return []
    names = [f"shop|{trail.shop}", EVERY_SHOP]
    names += [f"category|{name}" for name in trail.categories]
    if trail.route:
        names += routes_of(trail.route)
    return names


@lru_cache(maxsize=4_000)
def routes_of(route: str) -> tuple[str, str, str]:
    """Name a route, all ways into the same province, and all ways."""
    return f"route|{route}", f"into|{route.rpartition('>')[2]}", EVERY_ROUTE


def marks(trail: Trail) -> set[Mark]:
    """Return what an order adds to the history as far as it has come."""
    found = set[Mark]()
    if not trail.shop:
        return found
    shop, left, over = f"shop|{trail.shop}", trail.left, trail.over
    if trail.ship_by is not None and not (over and left is None):
        _promise(found, (shop, EVERY_SHOP), trail.ship_day, left, trail.ship_by)
        if left is None:
            found.add((shop, "open", trail.ship_day))
    if left is not None and trail.created is not None:
        found.add((shop, "wait", steps(left - trail.created, STEP, LONGEST)))
    done = trail.signed if trail.delivered else None
    if trail.ended or done is not None:
        for one in (shop, EVERY_SHOP, *[f"category|{name}" for name in trail.categories]):
            found.add((one, "ends", 0))
            if trail.bad:
                found.add((one, "bad", 0))
        found.add((EVERY_SHOP, "number", 0))
    if trail.route:
        _way(found, trail, done)
    return found


def _way(found: set[Mark], trail: Trail, done: int | None) -> None:
    routes = routes_of(trail.route)
    if trail.due is not None and not (trail.over and done is None):
        _promise(found, (routes[0], routes[2]), trail.due_day, done, trail.due)
    if done is not None and trail.left is not None:
        took = steps(done - trail.left, STEP, LONGEST)
        found.update([(route, "transit", took) for route in routes])


def _promise(
    found: set[Mark], whose: tuple[str, str], day: int, done: int | None, limit: int
) -> None:
    one, every = whose
    found.add((one, "owed", day))
    found.add((every, "owed", day))
    if done is not None and done <= limit:
        found.add((one, "kept", day))
        found.add((every, "kept", day))


def steps(seconds: int, step: int, longest: int) -> int:
    """Count a time in whole steps, rounded up; one that runs backwards took none."""
    return -(-min(max(seconds, 0), longest) // step)


def seconds(moment: datetime) -> int:
    """Return a moment as trails keep it."""
    return int(moment.timestamp())


def day_of(moment: datetime, timezone: tzinfo) -> int:
    """Return the number of the local day of a moment."""
    return moment.astimezone(timezone).toordinal()


def follow_on(
    trail: Trail, event: Event, statuses: StatusMap, timezone: tzinfo
) -> tuple[Trail, int | None]:
    """Return the trail after an event; of a carrier's word also the steps since the one before."""
    if event.type == _CREATED:
        return _created(trail, event, timezone), None
    if event.type == _TRACE:
        return _traced(trail, event, statuses)
    if event.type == OUTCOME:
        return trail._replace(
            ended=True, bad=trail.bad or ended_badly_at([event]) is not None
        ), None
    if event.type in _CANCELLED:
        return trail._replace(over=True), None
    if event.type == _STATUS and str(event.data.get("system") or "").lower() == "wms":
        reached = statuses.stage("wms", str(event.data.get("status") or ""))
        if reached in (Stage.SHIPPED, Stage.SIGNED):
            return trail._replace(left=_earlier(trail.left, seconds(happened(event)))), None
    return trail, None


def _created(trail: Trail, event: Event, timezone: tzinfo) -> Trail:
    """Take in a description; what a later one leaves out stays as it was."""
    data, at = event.data, seconds(happened(event))
    limits = [promised(data.get(name), timezone) for name in LIMITS]
    limit = min((moment for moment in limits if moment is not None), default=None)
    delivery = promised(data.get("promised_delivery_at"), timezone)
    ship_by, ship_day = trail.ship_by, trail.ship_day
    if limit is not None:
        ship_by, ship_day = _limit(limit, at, timezone)
    due, due_day = trail.due, trail.due_day
    if delivery is not None:
        due, due_day = _limit(end_of_day(delivery, timezone), at, timezone)
    return trail._replace(
        shop=str(data.get("shop") or ""),
        route=route_of(data) or trail.route,
        categories=categories_of(data),
        created=_earlier(trail.created, at),
        ship_by=ship_by,
        ship_day=ship_day,
        due=due,
        due_day=due_day,
        weight=_weight(data.get("sample_weight"), trail.weight),
    )


def _weight(told: object, before: int) -> int:
    if isinstance(told, (int, float)) and not isinstance(told, bool) and told > 0:
        return max(1, round(min(told, LARGEST_WEIGHT) * ONE))
    return before


def _limit(limit: datetime, at: int, timezone: tzinfo) -> tuple[int | None, int]:
    by = seconds(limit)
    if abs(by - at) > FARTHEST:
        return None, 0
    return by, day_of(datetime.fromtimestamp(by - 1, UTC), timezone)


def _traced(trail: Trail, event: Event, statuses: StatusMap) -> tuple[Trail, int | None]:
    row = statuses.row("carrier", str(event.data.get("state") or ""))
    if row is None or not has_left(row.business, row.finance):
        return trail, None
    at, number = seconds(happened(event)), str(event.data.get("tracking_no"))
    gap = None
    if trail.traced is not None and at > trail.traced:
        gap = steps(at - trail.traced, GAP_STEP, LONGEST_GAP)
    moving, arrived, signed = trail.moving, trail.arrived, trail.signed
    if stage(row.business, row.finance) is Stage.SIGNED:
        if number not in arrived:
            arrived = (*arrived, number)[:_PARCELS]
            signed = max(signed or at, at)
        moving = tuple([one for one in moving if one != number])
    elif number not in moving and number not in arrived:
        moving = (*moving, number)[:_PARCELS]
    told = trail._replace(
        left=_earlier(trail.left, at),
        traced=max(trail.traced or at, at),
        moving=moving,
        arrived=arrived,
        signed=signed,
    )
    return told, gap


def _earlier(known: int | None, at: int) -> int:
    return at if known is None or at < known else known


def route_of(data: Mapping[str, Any]) -> str:
    """Name the way of goods: by whom, from which province or warehouse, to which province."""
    start, end = _province(data.get("warehouse_place")), _province(data.get("address"))
    start = start or str(data.get("warehouse") or "")
    return f"{data.get('channel_code') or ''}|{start}>{end}" if start and end else ""


def _province(place: object) -> str:
    return str(place.get("province") or "") if isinstance(place, dict) else ""


def categories_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the kinds of goods in an order."""
    items = data.get("items") or ()
    return tuple(sorted({str(i["category"]) for i in items if i.get("category")}))
