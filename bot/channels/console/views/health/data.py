"""What the page of health asks for, and shows: JSON, names for codes, local times."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot.channels.console.views.order_data import Reading
from handlers.health.page import Choice, HealthPage
from rules.cards.contract_card import percent
from rules.cards.trouble_card import doubt
from rules.chat.links import order_path
from rules.health.figures import Figure, Metric
from rules.people.permissions import Actor, may
from rules.wording.say import say

_LONGEST = 64
_LABELS = (
    "title", "every_shop", "every_warehouse", "show", "day", "behind", "well", "nothing_kept",
    "places", "trends",
)  # fmt: skip


def labels(lang: str) -> dict[str, str]:
    """Return what stands on the page whatever it shows."""
    return {f"health_{name}": say(f"health_page_{name}", lang) for name in _LABELS}


def choice(raw: Mapping[str, str], today: date) -> Choice:
    """Read what an address asks for; what no page would say is as if it were absent."""
    metric, shop, warehouse = (raw.get(name, "") for name in ("metric", "shop", "warehouse"))
    try:
        day = min(date.fromisoformat(raw.get("day", "")), today)
    except ValueError:
        day = today
    return Choice(
        day=day,
        metric=Metric(metric) if metric in set(Metric) else None,
        shop=shop[:_LONGEST],
        warehouse=warehouse[:_LONGEST],
    )


def health(
    page: HealthPage, chosen: Choice, actor: Actor, reading: Reading, own: str
) -> dict[str, Any]:
    """Return the page's content."""
    lang, query = reading.lang, _query(chosen, own)
    at = reading.at(page.counted_at)
    return {
        "as_of": say("health_page_as_of", lang, at=at) if at else say("health_page_none", lang),
        "doubt": doubt(page.silent, lang) if page.silent else "",
        "own": own,
        "day": chosen.day.isoformat(),
        "first": page.days[0].isoformat(),
        "last": page.days[-1].isoformat(),
        "shop": chosen.shop,
        "warehouse": chosen.warehouse,
        "shops": list(page.shops),
        "warehouses": list(page.warehouses),
        "metric": page.metric.value,
        "called": say(f"metric_{page.metric}", lang),
        "figures": [
            {
                **_figure(figure, lang),
                "metric": metric.value,
                "called": say(f"metric_{metric}", lang),
                "chosen": metric is page.metric,
                "href": "?" + urlencode({**query, "metric": metric.value}),
            }
            for metric, figure in page.figures.items()
        ],
        "places": [
            {
                **_figure(figure, lang),
                "name": " · ".join(filter(None, place)) or say("order_unknown", lang),
                "href": "?" + urlencode({**query, "metric": page.metric.value, **_place(place)}),
            }
            for place, figure in sorted(
                page.places.items(), key=lambda one: (-one[1].blamed, one[0])
            )
        ],
        "orders": [
            {
                "no": one.order_no,
                "text": one.text,
                "command": one.command if not one.asks or may(actor, one.asks) else "",
                "href": order_path(one.order_no) + (f"?{urlencode({'as': own})}" if own else ""),
            }
            for one in page.to_do
        ],
        "more": _more(page, lang),
    }  # fmt: skip


def _query(chosen: Choice, own: str) -> dict[str, str]:
    said = {"as": own, "shop": chosen.shop, "warehouse": chosen.warehouse}
    return {**{name: text for name, text in said.items() if text}, "day": chosen.day.isoformat()}


def _place(place: tuple[str, str]) -> dict[str, str]:
    named = zip(("shop", "warehouse"), place, strict=True)
    return {name: text for name, text in named if text}


def _figure(figure: Figure, lang: str) -> dict[str, Any]:
    return {
        "value": figure.text or "–",
        "share": f"{figure.part}/{figure.whole}",
        "bound": say(f"health_{figure.bound.side}", lang, at=percent(figure.bound.at)),
        "level": "red" if figure.is_bad else "green" if figure.whole else "grey",
    }


def _more(page: HealthPage, lang: str) -> str:
    left = page.figures[page.metric].blamed - len(page.to_do)
    return say("improve_more", lang, count=left) if left > 0 and page.to_do else ""
