"""The house of a played day: what the product is configured with, whatever the environment says."""

from pathlib import Path

from pydantic import SecretStr

from bot.config.sections.general import (
    ConsoleSection,
    DatabaseSection,
    HttpSection,
    RouteSection,
    ScheduleSection,
    SourceSection,
)
from bot.config.sections.logistics import CarrierSection, WarehouseSection
from bot.config.sections.people import ConfirmationSection, PersonSection
from bot.config.sections.systems import GatewaySection, GiftMatchSection, GiftSection
from bot.config.settings import Settings
from bot.day import outside
from bot.day.job import GIFT, GIFT_SHOP
from bot.day.outside import HOST
from bot.day.repairs import DEAD, FAR_WAREHOUSE
from bot.demo import people
from bot.demo.house import DemoSettings
from bot.demo.scenario.catalogue import CARRIERS, WAREHOUSES
from rules.learning.search import Prices

ROOM = "ops"
#: A warehouse far from the others, and how far each of them may send: to all whom it serves.
_FAR, _RADIUS_KM = {FAR_WAREHOUSE: (43.8256, 87.6168)}, 2500


def settings(folder: Path, port: int, outside_port: int, *, asks: bool, lang: str) -> Settings:
    """
    Return the settings: a database in that folder, everybody else's systems at `outside_port`.

    `asks` says whether customers are asked how their parcels came, `lang` what the house speaks.
    """
    calls = (outside.WAREHOUSE, outside.MESSAGES, outside.VOICE)
    return DemoSettings(
        lang="en" if lang == "en" else "zh",
        database=DatabaseSection(url=f"sqlite:///{folder / 'day.db'}"),
        http=HttpSection(host=HOST, port=port, public_url=f"http://{HOST}:{port}"),
        sources=[SourceSection(name=outside.VOICE, token=SecretStr(outside.SECRET))],
        people=[PersonSection(name=m.name, role=m.role, console=m.console) for m in people.CREW],
        routes=[RouteSection(to=[f"console:{ROOM}"], owner=people.APPROVER)],
        schedule=ScheduleSection(),
        warehouses=[
            WarehouseSection(
                name=name, lat=lat, lng=lng, radius_km=_RADIUS_KM, gateway=outside.WAREHOUSE
            )
            for name, (lat, lng) in (WAREHOUSES | _FAR).items()
        ],
        carriers=[
            *(CarrierSection(code=code, name=name) for code, name in CARRIERS),
            CarrierSection(code=DEAD, name="圆通速递", enabled=False),
        ],
        gifts=[GiftSection(sku=GIFT.sku, match=GiftMatchSection(shop=GIFT_SHOP.name))],
        gateways=[
            GatewaySection(
                name=name,
                kind="webhook",
                url=f"http://{HOST}:{outside_port}/{name}",
                secret=SecretStr(outside.SECRET),
            )
            for name in calls
        ],
        confirmation=ConfirmationSection(link_by=outside.MESSAGES, call_by=outside.VOICE)
        if asks
        else ConfirmationSection(),
        console=ConsoleSection(enabled=True, open=True, conversation=ROOM),
    )


def prices(settings: Settings) -> Prices:
    """Return what a tap and a miss cost in this house."""
    section = settings.resonance
    return Prices(tap=section.tap_cost, miss=section.miss_cost)
