"""Legs: which part of a parcel's way takes longer than its carrier and region allow (A-54)."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from rules.events.event import Event
from rules.events.tellings import happened
from rules.people.calendar import public_holidays
from rules.shipping.carriers import carrier_name
from rules.statuses.status_map import StatusMap
from rules.statuses.voices import CARRIER
from rules.statuses.words import Business
from rules.wording.say import clock, limit, say, span


class Leg(StrEnum):
    """What a parcel waits for."""

    PICKUP = "pickup"  #: The carrier has nothing of it yet.
    DEPARTURE = "departure"
    ARRIVAL = "arrival"
    TRANSIT = "transit"  #: To leave a place that it only passes.
    STALL = "stall"  #: Anything new: what its last trace means is not known.
    DELIVERY = "delivery"
    SIGNING = "signing"


class Region(StrEnum):
    """How far away it goes."""

    NEAR = "near"
    REMOTE = "remote"


#: Of addresses, by which they begin.
PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川",
    "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门",
)  # fmt: skip
#: Provinces that carriers themselves promise more time for.
REMOTE = ("新疆", "西藏", "青海", "内蒙古", "宁夏", "甘肃", "海南")
ANY = "*"
_Key = tuple[Leg, str, str]


def limit_key(leg: Leg, carrier: str, region: str) -> _Key:
    """Return what a limit is kept under; all codes of one carrier are one carrier."""
    return leg, carrier_name(carrier), region


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRules:
    """How long each leg may take, and which provinces are far away."""

    limits: Mapping[_Key, timedelta]  #: By `limit_key`.
    remote: tuple[str, ...] = REMOTE

    def region_of(self, province: str) -> Region:
        """Return the region of a province, or of an address that begins with one."""
        return Region.REMOTE if province.startswith(self.remote) else Region.NEAR

    def limit_of(self, leg: Leg, carrier: str, region: Region) -> timedelta:
        """Return how long a leg may take on an ordinary day: the row that names most holds."""
        rows = ((carrier, region), (carrier, ANY), (ANY, region), (ANY, ANY))
        keys = (limit_key(leg, *row) for row in rows)
        return next(self.limits[key] for key in keys if key in self.limits)


@cache
def shipped_legs() -> LegRules:
    """
    Return the limits of the package.

    House figures: no platform publishes any but those for the pick-up.
    """
    text = resources.files("rules").joinpath("presets", "legs.csv").read_text(encoding="utf-8")
    return LegRules(
        limits=MappingProxyType({
            limit_key(Leg(row["leg"]), row["carrier"], row["region"]): timedelta(
                hours=int(row["hours"])
            )
            for row in csv.DictReader(text.splitlines())
        })
    )  # fmt: skip


_DAY = timedelta(days=1)
#: What a trace tells by its code, and else by its text; the first that fits.
_TOLD: Sequence[tuple[Leg, frozenset[str], re.Pattern[str]]] = (
    (Leg.TRANSIT, frozenset({"TMS_STATION_IN", "ARRIVAL"}), re.compile("到达|抵达|进站")),
    (
        Leg.ARRIVAL,
        frozenset({"1002", "TMS_STATION_OUT", "DEPARTURE", "SENT_SCAN"}),
        re.compile("发往|发出|离开|出站"),
    ),
    (
        Leg.DEPARTURE,
        frozenset({
            "1", "103", "PICKED_UP", "GOT", "ACCEPT", "TMS_ACCEPT", "COLLECT", "COLLECTED",
            "SC_ORDER_COLLECT", "已揽收", "揽收", "揽件",
        }),
        re.compile("揽收|揽件|收件"),
    ),
)  # fmt: skip
#: By where the map says that it is; there nothing more is waited for.
_BY_STATUS: Mapping[str, Leg] = {
    Business.OUT_FOR_DELIVERY: Leg.SIGNING,
    Business.LABEL_CREATED: Leg.PICKUP,
    Business.EXCEPTION: Leg.STALL,
}
_AT_DESTINATION = "1001"
_MOVES = Business.ON_THE_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A parcel that waits for longer than it should."""

    tracking_no: str
    leg: Leg
    carrier: str
    region: Region
    since: datetime
    limit: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel as the house knows it."""

    tracking_no: str
    carrier: str
    handed_over_at: datetime | None  #: When it left the house, as far as is known.


def late_legs(
    parcels: Iterable[Parcel],
    traces: Sequence[Event],
    region: Region,
    statuses: StatusMap,
    rules: LegRules,
    *,
    now: datetime,
    tz: tzinfo,
) -> list[Late]:
    """
    Return what each parcel waits for too long, in the order of the parcels; most wait well.

    A limit grows by a day for each public holiday in between.
    """
    found = []
    for parcel in parcels:
        told = [e for e in traces if e.data.get("tracking_no") == parcel.tracking_no]
        leg, since = _waits(told, parcel, statuses)
        if leg is None or since is None:
            continue
        allowed = rules.limit_of(leg, parcel.carrier, region)
        allowed += _DAY * public_holidays(since, now, tz)
        if now - since > allowed:
            found.append(
                Late(
                    tracking_no=parcel.tracking_no, leg=leg, carrier=parcel.carrier,
                    region=region, since=since, limit=allowed,
                )
            )  # fmt: skip
    return found


def _waits(
    told: Sequence[Event], parcel: Parcel, statuses: StatusMap
) -> tuple[Leg | None, datetime | None]:
    """Return what a parcel waits for, and since when."""
    last = max(told, key=lambda e: (e.at, e.source, e.id), default=None)
    if last is None:
        return Leg.PICKUP, parcel.handed_over_at
    leg = _after(last, statuses)
    if leg is Leg.PICKUP:
        return leg, parcel.handed_over_at or happened(last)
    return leg, happened(last)


def _after(trace: Event, statuses: StatusMap) -> Leg | None:
    """Return what comes after a trace, None where nothing does."""
    code, text = str(trace.data.get("state") or "").strip(), str(trace.data.get("text") or "")
    row = statuses.row(CARRIER, code)
    if row is not None and row.business in _BY_STATUS:
        return _BY_STATUS[row.business]
    if row is not None and row.business != _MOVES:
        return None
    if code == _AT_DESTINATION:
        return Leg.DELIVERY
    by_code = (leg for leg, codes, _ in _TOLD if code.upper() in codes)
    by_text = (leg for leg, _, words in _TOLD if words.search(text))
    return next(by_code, None) or next(by_text, Leg.STALL)


def late_text(late: Late, *, now: datetime, tz: tzinfo, lang: str = "zh") -> str:
    """Say what a parcel waits for, since when, and what its limit is."""
    return say(
        "leg_late",
        lang,
        parcel=late.tracking_no,
        leg=say(f"leg_{late.leg}", lang),
        since=clock(late.since, now=now, tz=tz),
        span=span(now - late.since, lang),
        limit=limit(late.limit, lang),
        region=say(f"region_{late.region}", lang),
    )
