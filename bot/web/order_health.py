"""GET /v1/health: the five figures of orders, how far each may go, and the orders behind it."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.web.modelled import Day, Silent, Word
from bot.web.parts import WebParts
from handlers.health.figures import Asked, Counted, health_of
from rules.cards.contract_card import percent
from rules.health.figures import Metric, Side

_PERCENT: Final = r"^[0-9]+\.[0-9]{2}%$"
_MOST_DAYS: Final = 92
_MOST_ORDERS: Final = 1000


class HealthQuery(BaseModel):
    """Days by the shop's calendar, and whose orders."""

    model_config = ConfigDict(extra="forbid")

    date: Day | None = Field(
        None, description="最后一天，默认今天 / the last day, by default today"
    )
    days: int = Field(
        1, ge=1, le=_MOST_DAYS, description="到那天为止几天 / how many, up to that day"
    )
    shop: Word | None = Field(None, description="默认全部 / by default every shop")
    warehouse: Word | None = Field(None, description="默认全部 / by default every warehouse")
    limit: int = Field(
        100, ge=1, le=_MOST_ORDERS, description="每个指标列多少单 / how many orders of each figure"
    )


class Share(BaseModel):
    """So many of so many; a share of nothing is null."""

    numerator: int = Field(ge=0)
    denominator: int = Field(ge=0)
    value: str | None = Field(pattern=_PERCENT)


class PlaceHealth(Share):
    """The part of a figure that one shop and warehouse have; "" is one that nobody named."""

    shop: str
    warehouse: str


class HealthFigure(Share):
    """One figure, and the orders that make it worse, by number."""

    metric: Metric
    threshold: str = Field(pattern=_PERCENT)
    direction: Side = Field(description="哪一边不好 / on which side of the threshold it is bad")
    bad: bool
    places: list[PlaceHealth]
    orders: list[str] = Field(description="拖累它的单，最多 limit 个 / the first that spoil it")


class HealthPage(BaseModel):
    """The five figures."""

    first: date
    last: date
    as_of: AwareDatetime
    figures: list[HealthFigure]
    incomplete: Silent = ()


class HealthPages:
    """Reads how healthy orders are."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def get_health(self, query: Annotated[HealthQuery, Query()]) -> HealthPage:
        """
        Say how many orders are blocked, differ, were confirmed by customers, by rules, were caught.

        这些天的五个健康指标：分子、分母、阈值、哪一边不好，以及拖累它的单。
        """
        deps, now = self._parts.deps, self._parts.clock.now()
        last = query.date or now.astimezone(deps.timezone).date()
        asked = Asked(
            first=last - timedelta(days=query.days - 1),
            last=last,
            shops=None if query.shop is None else (query.shop,),
            warehouse=query.warehouse,
        )
        found, silent = await self._parts.database.read(
            lambda tx: (
                health_of(tx, deps, asked, now, most=query.limit), tx.troubles.blinding(),
            )
        )  # fmt: skip
        return HealthPage(
            first=asked.first,
            last=asked.last,
            as_of=now,
            figures=[_figure(one) for one in found],
            incomplete=tuple(one.name for one in silent),
        )


def _figure(one: Counted) -> HealthFigure:
    figure = one.figure
    return HealthFigure(
        metric=figure.metric,
        numerator=figure.part,
        denominator=figure.whole,
        value=figure.text,
        threshold=percent(figure.bound.at),
        direction=figure.bound.side,
        bad=figure.is_bad,
        places=[
            PlaceHealth(
                shop=place.shop, warehouse=place.warehouse, value=part.text,
                numerator=part.part, denominator=part.whole,
            )
            for place, part in sorted(one.places.items())
        ],
        orders=list(one.orders),
    )  # fmt: skip
