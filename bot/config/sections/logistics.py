"""Sections of logistics: where goods leave from, by which carriers, and how long that may take."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from bot.config.sections.general import Section
from bot.config.values import Duration, like
from rules.health.legs import ANY, PROVINCES, REMOTE, Leg, Region, limit_key

#: Coordinates and radii of this planet.
_POLE = 90
_DATE_LINE = 180
_HALFWAY_ROUND_KM = 20_016
#: Systems tell traces some hours apart: what is shorter would be all that is on its way; what is
#: longer than the legal time after which a parcel counts as lost is never told.
_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=30)

Kilometres = Annotated[int, Field(gt=0, le=_HALFWAY_ROUND_KM)]


class WarehouseSection(Section):
    """Where goods leave from, and who is told of locks there."""

    name: str = Field(min_length=1, max_length=64)
    lat: float = Field(ge=-_POLE, le=_POLE)
    lng: float = Field(ge=-_DATE_LINE, le=_DATE_LINE)
    radius_km: Kilometres | None = None
    gateway: str | None = None
    keeper: str | None = None


class CarrierSection(Section):
    """One logistics channel, named by its code."""

    code: Annotated[
        str,
        like(r"[A-Za-z0-9_-]{1,32}", "写编码，如 SF，不写名字 / write a code such as SF, no name"),
    ]
    name: str
    enabled: bool = True
    warehouses: list[str] | None = None  #: None is all.
    radius_km: Kilometres | None = None
    intercept_within: Duration | None = None  #: After hand-over; None is not at all.


def _province(value: str) -> str:
    if not value.startswith(PROVINCES):
        message = "写省级行政区，如 新疆 / write a province, such as 新疆"
        raise ValueError(message)
    return value


class LimitSection(Section):
    """How long one leg of a parcel's way may take; what is not named is any."""

    leg: Leg
    carrier: str = ANY
    region: Region | None = None
    within: Annotated[Duration, Field(ge=_SHORTEST, le=_LONGEST)]


class LogisticsSection(Section):
    """When a parcel waits too long, beside the rows that are shipped (rules/presets/legs.csv)."""

    remote: tuple[Annotated[str, AfterValidator(_province)], ...] = REMOTE
    limits: list[LimitSection] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> "LogisticsSection":
        seen = set()
        for row in self.limits:
            key = limit_key(row.leg, row.carrier, row.region or ANY)
            if key in seen:
                named = " ".join((row.leg, row.carrier, row.region or ANY))
                message = f"limits: {named} 写了两次 / is there twice"
                raise ValueError(message)
            seen.add(key)
        return self
