"""Wiring of the guard: from warehouses, carriers and gifts to what orders are held for."""

from importlib import resources
from types import MappingProxyType

from bot.config.sections.systems import GiftSection
from bot.config.settings import Settings
from rules.shipping.gifts import Gift
from rules.shipping.guard import Carrier, Guard, Warehouse
from rules.shipping.places import Districts, Place, read_districts


def build_guard(settings: Settings) -> Guard:
    """Return what the installation says of where goods leave from, how, and with what."""
    radii = [*(w.radius_km for w in settings.warehouses), *(c.radius_km for c in settings.carriers)]
    measures = any(radius is not None for radius in radii)
    return Guard(
        warehouses=MappingProxyType({
            w.name: Warehouse(place=Place(lat=w.lat, lng=w.lng), radius_km=w.radius_km)
            for w in settings.warehouses
        }),
        carriers=MappingProxyType({
            c.code: Carrier(
                name=c.name,
                enabled=c.enabled,
                warehouses=None if c.warehouses is None else frozenset(c.warehouses),
                radius_km=c.radius_km,
                intercept_within=c.intercept_within,
            )
            for c in settings.carriers
        }),
        gifts=tuple(_gift(section) for section in settings.gifts),
        # Reading 3,000 places takes longer than all the rest of the wiring.
        districts=load_districts() if measures else Districts(),
    )  # fmt: skip


def load_districts() -> Districts:
    """Read the table of districts that is shipped with the product."""
    table = resources.files("rules").joinpath("presets", "districts.csv")
    return read_districts(table.read_text(encoding="utf-8").splitlines())


def _gift(section: GiftSection) -> Gift:
    match = section.match
    return Gift(
        sku=section.sku,
        qty=section.qty,
        min_amount=match.min_amount,
        shop=match.shop,
        platform=match.platform,
        bought=match.sku,
        category=match.category,
        first=section.first,
        last=section.last,
    )
