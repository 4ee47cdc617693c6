"""Signs: what of its outlook counts for an order, and from when; each counts while it is true."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from rules.events.promises import promised
from rules.orders.course import Course
from rules.resonance.facts import Occurrence
from rules.resonance.foresight.history import Outlook
from rules.resonance.foresight.odds import DOUBTS
from rules.resonance.policy import Policy
from rules.vocabulary import Foreseen, Kind

#: Days after the hand-over limit at which an order that has not been handed over counts once more.
OVERDUE = (timedelta(), timedelta(days=2), timedelta(days=4))
#: From which share, in ‱, a shop, a route or a category counts.
SHOP_BAD, SHOP_LATE, CATEGORY_BAD, ROUTE_LATE = 2_700, 1_500, 1_800, (1_200, 2_000)
BACKLOG = 3  #: Orders past their hand-over limit.
MANY = 3  #: Pieces of one order.


def signs(
    outlooks: Sequence[Outlook], course: Course, policy: Policy, before_shipping: datetime | None
) -> list[Occurrence]:
    """Return what its outlooks make of an order that is not over; the last one is the latest."""
    created_at = course.created_at
    if not (outlooks and policy.foresight) or created_at is None or course.over_at is not None:
        return []
    now, found = outlooks[-1], list(_goods(course, created_at))
    limit = hand_over(course, policy)
    if limit is not None and (before_shipping is None or limit < before_shipping):
        name = limit.isoformat()
        for late in OVERDUE:
            key = f"{name}+{late.days}"
            found.append(Occurrence(Foreseen.HANDOVER_OVERDUE, key, limit + late, before_shipping))
    if now.wait is not None:
        at = created_at + timedelta(seconds=now.wait)
        found.append(Occurrence(Foreseen.SLOW_FOR_THIS_SHOP, "wait", at, before_shipping))
    for kind, name, figure, least in _SHARES:
        if (figure(now) or 0) >= least:
            found.append(Occurrence(kind, name, _since(outlooks, figure, least)))
    for name, after in zip(_STEPS, now.doubts, strict=False):
        at = max(datetime.fromtimestamp(after, UTC), created_at)
        found.append(Occurrence(Foreseen.ROUTE_DOUBT, name, at))
    if course.left_at is not None and now.transit is not None:
        at = course.left_at + timedelta(seconds=now.transit)
        found.append(Occurrence(Foreseen.TRANSIT_SLOW_FOR_ROUTE, "transit", at))
    return found


def told_apart(
    hits: list[Occurrence], foreseen: list[Occurrence], course: Course, policy: Policy
) -> list[Occurrence]:
    """
    Return all that is found of an order, one fact once: of two that say the same, the heavier.

    By the default weights: a limit that comes near counts until it has passed by two days, which
    count twice; several parts until they are packed, then many pieces; goods of several shops
    instead of several parts. A silence that makes a route doubtful is in that doubt.
    """
    if not foreseen:
        return hits
    ends: dict[str, datetime | None] = {}
    waits: dict[str, datetime | None] = {}
    for hit in foreseen:
        if hit.kind == Foreseen.SEVERAL_SHOPS:
            ends[Kind.MULTI_PIECE] = hit.at
        elif hit.kind == Foreseen.ROUTE_DOUBT:
            ends.setdefault(Kind.TRACE_STALL, hit.at)
    limit = hand_over(course, policy)
    for hit in hits:
        if hit.kind == Kind.DEADLINE_BURN and limit is not None:
            ends[hit.kind] = waits[Foreseen.HANDOVER_OVERDUE] = limit + OVERDUE[1]
        elif hit.kind == Kind.MULTI_PIECE and hit.kind not in ends:
            waits[Foreseen.MANY_PIECES] = hit.over_at
    return [
        *(_ending(hit, ends.get(hit.kind)) for hit in hits),
        *(hit for one in foreseen for hit in _waiting(one, waits)),
    ]


def _waiting(hit: Occurrence, waits: Mapping[str, datetime | None]) -> Iterator[Occurrence]:
    """Let it begin when what is heavier is over, if ever."""
    if hit.kind not in waits:
        yield hit
    elif (until := waits[hit.kind]) is not None:
        yield hit._replace(at=max(hit.at, until))


def _ending(hit: Occurrence, end: datetime | None) -> Occurrence:
    if end is None:
        return hit
    return hit._replace(over_at=end if hit.over_at is None else min(end, hit.over_at))


def stalls_after(outlooks: Sequence[Outlook], policy: Policy) -> timedelta:
    """Return how long a carrier may be silent: a day, or longer where its route is used to that."""
    if not (outlooks and policy.foresight):
        return policy.stall_after
    return max(policy.stall_after, timedelta(seconds=outlooks[-1].gap or 0))


def hand_over(course: Course, policy: Policy) -> datetime | None:
    """Return the hand-over limit: the earlier of what was promised for shipping and pick-up."""
    data = course.created.data if course.created is not None else {}
    limits = [
        promised(data.get(n), policy.timezone) for n in ("promised_ship_at", "promised_pickup_at")
    ]
    return min((limit for limit in limits if limit is not None), default=None)


def goods_of(course: Course) -> tuple[int, int]:
    """Count the shops that an order's goods come from, and its pieces."""
    data = course.created.data if course.created is not None else {}
    items = data.get("items") or ()
    shops = {item.get("shop") for item in items} - {None}
    return len(shops), sum([int(item.get("qty") or 1) for item in items])


def _goods(course: Course, at: datetime) -> Iterator[Occurrence]:
    shops, pieces = goods_of(course)
    if shops > 1:
        yield Occurrence(Foreseen.SEVERAL_SHOPS, "goods", at)
    if pieces >= MANY:
        yield Occurrence(Foreseen.MANY_PIECES, "goods", at)


#: Figures of an outlook: which kind a figure is of, and from which share on.
_SHARES = tuple(
    (kind, f"{name}|{least}", attrgetter(name), least)
    for kind, name, least in (
        (Foreseen.SHOP_BAD, "shop_bad", SHOP_BAD),
        (Foreseen.SHOP_LATE, "shop_late", SHOP_LATE),
        (Foreseen.SHOP_BACKLOG, "backlog", BACKLOG),
        (Foreseen.ROUTE_WAVE, "route_late", ROUTE_LATE[0]),
        (Foreseen.ROUTE_WAVE, "route_late", ROUTE_LATE[1]),
        (Foreseen.CATEGORY_BAD, "category_bad", CATEGORY_BAD),
    )
)
_STEPS = tuple(f"doubt|{step}" for step, _ in enumerate(DOUBTS, start=1))


def _since(
    outlooks: Sequence[Outlook], figure: Callable[[Outlook], int | None], least: int
) -> datetime:
    """Return since when a figure has been so high; that of the last outlook is."""
    at = outlooks[-1].at
    for outlook in reversed(outlooks):
        if (figure(outlook) or 0) < least:
            break
        at = outlook.at
    return at
