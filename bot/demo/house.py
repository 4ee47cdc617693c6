"""The house of the demo: what the product is configured with, and an outside that is made up."""

from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot import app as composition
from bot.app import App
from bot.channels.console.client import ConsoleClient
from bot.config.scopes import ConversationSection
from bot.config.sections.general import (
    ConsoleSection,
    DatabaseSection,
    HttpSection,
    LinkSection,
    RouteSection,
    ScheduleSection,
    SourceSection,
)
from bot.config.sections.logistics import WarehouseSection
from bot.config.sections.people import ConfirmationSection, OncallSection, PersonSection
from bot.config.sections.systems import GatewaySection, RefundsSection
from bot.config.settings import Settings
from bot.demo import outside
from bot.demo.clock import DemoClock
from bot.demo.english import english
from bot.demo.people import ADMIN, APPROVER, CREW, OPERATOR
from bot.demo.scenario.catalogue import CARRIERS, SHOPS, WAREHOUSES
from bot.demo.scenario.script import SOURCE
from bot.demo.scenario.steps import Edition
from bot.demo.wechat import WeChatPay
from rules.delivery.rooms import CHANNEL
from rules.shipping.guard import Carrier, Guard

#: Only this machine can reach the demo, so that its token need not be a secret.
TOKEN = "demo"  # noqa: S105
HOST = "127.0.0.1"
CONVERSATION, QUALITY_CONTROL = "ops", "质检组"
#: The player sweeps by itself, as time runs fast; the bot's own heartbeat keeps out of its way.
HEARTBEAT = timedelta(hours=6)
#: Every carrier stops a parcel for two hours after hand-over; no order is held for its channel.
_GUARD = Guard(
    carriers={
        code: Carrier(name=name, intercept_within=timedelta(hours=2)) for code, name in CARRIERS
    },
    requires_channel=False,
)


#: Who is there when; the owner of the route is called first all the same.
SHIFTS = (
    ("白班", [OPERATOR, APPROVER], timedelta(days=1), time(8), time(20)),
    ("晚班", [APPROVER, ADMIN], timedelta(days=7), time(20), time(8)),
)
#: Addresses that lead nowhere: what a link of a real shop looks like.
LINKS = (
    ("快递", "https://trace.example.com/?number={tracking_no}"),
    ("WMS", "https://wms.example.com/{warehouse}/{order_no}"),
)


class DemoSettings(Settings):
    """Settings that no file and no environment can change: a demo never touches anything real."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given here and nothing else."""
        return (init_settings,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The product as it is, and who of its outside acts by itself."""

    app: App
    wechat: WeChatPay
    room: str  #: In which whoever watches reads what customers are sent.
    quality_control: str


def settings(folder: Path, port: int, wechat: WeChatPay, lang: str = "zh") -> Settings:
    """Put together what the demo runs on."""
    told = english if lang == "en" else str
    return DemoSettings(
        lang="en" if lang == "en" else "zh",
        database=DatabaseSection(url=f"sqlite:///{folder / 'demo.db'}"),
        http=HttpSection(host=HOST, port=port, public_url=f"http://{HOST}:{port}"),
        sources=[SourceSection(name=SOURCE, token=SecretStr(TOKEN))],
        people=[PersonSection(name=told(m.name), role=m.role, console=m.console) for m in CREW],
        routes=[RouteSection(to=[f"console:{CONVERSATION}"], owner=told(APPROVER))],
        oncall=[
            OncallSection(
                name=told(name),
                people=[told(one) for one in crew],
                rotate=rotate,
                **{"from": start, "until": until},
            )
            for name, crew, rotate, start, until in SHIFTS
        ],
        links=[LinkSection(name=told(name), url=url) for name, url in LINKS],
        schedule=ScheduleSection(sweep_every=HEARTBEAT),
        console=ConsoleSection(enabled=True, open=True, conversation=CONVERSATION),
        conversations=[
            ConversationSection(
                name=f"{CHANNEL}:{told(outside.ROOM)}",
                shops=[told(shop.name) for shop in SHOPS],
            )
        ],
        warehouses=[
            WarehouseSection(name=told(name), lat=lat, lng=lng, gateway=outside.WAREHOUSE)
            for name, (lat, lng) in WAREHOUSES.items()
        ],
        gateways=[
            GatewaySection(
                name=name, kind="webhook", url=f"http://{HOST}/", secret=SecretStr(TOKEN)
            )
            for name in (outside.WAREHOUSE, outside.PHONES, outside.TILL)
        ],
        confirmation=ConfirmationSection(link_by=outside.PHONES),
        payments=[wechat.contracts(Edition.OLD)],
        refunds=RefundsSection(
            quality_control=[f"{CHANNEL}:{told(QUALITY_CONTROL)}"], payout_by=outside.TILL
        ),
    )


def build(folder: Path, port: int, clock: DemoClock, lang: str = "zh") -> Demo:
    """Put the demo together: the product as it is, with an outside that is made up."""
    told = english if lang == "en" else str
    phones, wechat = outside.Phones(told(outside.ROOM)), WeChatPay()
    app = composition.build(
        settings(folder, port, wechat, lang),
        clock=clock,
        gateways={
            gateway.name: gateway for gateway in (outside.Warehouse(), outside.Till(), phones)
        },
        guard=_GUARD,
    )
    console = app.channels[CHANNEL]
    if isinstance(console, ConsoleClient):
        phones.show_in(console)
    return Demo(
        app=app, wechat=wechat, room=told(outside.ROOM), quality_control=told(QUALITY_CONTROL)
    )
