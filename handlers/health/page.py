"""The health of orders as a page: thirty days of each figure, and what is behind one of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.deps import Deps
from handlers.health.days import counted_at, kept_of
from handlers.health.figures import Asked, behind
from handlers.health.improving import to_do
from rules.cards.lists.improve_card import ToDo
from rules.health.figures import Figure, Metric, together
from rules.health.troubles import Trouble
from storage.health.figures import Place
from storage.tx import Tx

#: So many days are drawn, of so many orders behind a figure it is said what to do.
DAYS, MOST = 30, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a reader looks at; an empty text is any."""

    day: date
    metric: Metric | None = None  #: None: the one that is worst off.
    shop: str = ""
    warehouse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPage:
    """What it shows."""

    metric: Metric
    days: Sequence[date]  #: The oldest first.
    trends: Mapping[Metric, Sequence[Figure]]  #: A figure of each of these days.
    figures: Mapping[Metric, Figure]  #: Those of the chosen day.
    places: Mapping[Place, Figure]  #: Of the chosen figure and day.
    to_do: Sequence[ToDo]
    shops: Collection[str]  #: Names to choose from.
    warehouses: Collection[str]
    counted_at: datetime | None
    silent: Sequence[Trouble]


def health_page(
    tx: Tx, deps: Deps, choice: Choice, shops: Collection[str] | None, now: datetime
) -> HealthPage:
    """Read it, as far as these shops go: figures as they are kept, orders as they are now."""
    today = now.astimezone(deps.timezone).date()
    first = today - timedelta(days=DAYS - 1)
    kept = kept_of(tx, deps, Asked(first=first, last=today, shops=shops))
    days = [first + timedelta(days=number) for number in range(DAYS)]
    names = {place for each in kept.values() for places in each.values() for place in places}
    trends = {
        metric: [_figure(deps, kept.get(day, {}).get(metric, {}), metric, choice) for day in days]
        for metric in Metric
    }
    day = min(max(choice.day, first), today)
    figures = {metric: trend[days.index(day)] for metric, trend in trends.items()}
    metric = choice.metric or max(
        Metric, key=lambda one: (figures[one].is_bad, figures[one].part > 0)
    )
    theirs = [choice.shop] if choice.shop else shops
    if choice.shop and shops is not None and choice.shop not in shops:
        theirs = []
    asked = Asked(first=day, last=day, shops=theirs, warehouse=choice.warehouse or None)
    orders = behind(tx, deps, asked, metric, now, most=MOST) if figures[metric].blamed else []
    return HealthPage(
        metric=metric,
        days=days,
        trends=trends,
        figures=figures,
        places=_chosen(kept.get(day, {}).get(metric, {}), choice),
        to_do=to_do(tx, deps, metric, list(dict.fromkeys(orders)), now),
        shops=sorted({place.shop for place in names if place.shop}),
        warehouses=sorted({place.warehouse for place in names if place.warehouse}),
        counted_at=counted_at(tx),
        silent=tx.troubles.blinding(),
    )


def _chosen(places: Mapping[Place, Figure], choice: Choice) -> dict[Place, Figure]:
    return {
        place: figure
        for place, figure in places.items()
        if choice.shop in ("", place.shop) and choice.warehouse in ("", place.warehouse)
    }


def _figure(deps: Deps, places: Mapping[Place, Figure], metric: Metric, choice: Choice) -> Figure:
    return together(metric, deps.health.bounds[metric], _chosen(places, choice).values())
