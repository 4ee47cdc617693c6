"""Links out: other systems' pages of an order, by templates that the installation configures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

#: What a template may name; a link that needs what is not known is left out.
PLACES = ("order_no", "tracking_no", "parcel_id", "platform", "shop", "warehouse", "carrier")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutLink:
    """A page elsewhere, and on which orders it is offered."""

    name: str
    url: str
    platform: str | None = None  #: Of these alone; None: of all.
    carrier: str | None = None
    warehouse: str | None = None
    shop: str | None = None

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Say whether an order, or one of its parcels, has such a page."""
        asked = {
            "platform": self.platform,
            "carrier": self.carrier,
            "warehouse": self.warehouse,
            "shop": self.shop,
        }
        named = [place for place in PLACES if f"{{{place}}}" in self.url]
        return all(facts.get(name) == value for name, value in asked.items() if value) and all(
            facts.get(name) for name in named
        )

    def fill(self, facts: Mapping[str, str]) -> str:
        """Return the address; what is put into it cannot become another part of it."""
        url = self.url
        for place in PLACES:
            url = url.replace(f"{{{place}}}", quote(facts.get(place, ""), safe=""))
        return url


def links_of(
    links: Iterable[OutLink], parcels: Iterable[Mapping[str, str]]
) -> list[tuple[str, str]]:
    """Return every page of an order, each once; `parcels` are its facts, for each parcel anew."""
    each = list(parcels)
    found = {link.fill(facts): link.name for link in links for facts in each if link.fits(facts)}
    return [(name, url) for url, name in found.items()]
