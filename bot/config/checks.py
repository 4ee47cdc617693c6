"""Checks: what is configured, whether it can be reached, and what to do where it cannot."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.config import scopes, switchboard, wiring
from bot.config.errors import ConfigurationError
from bot.config.sections.channels import PLATFORMS
from bot.config.settings import Settings
from bot.config.wiring_payments import asker_name, build_askers, build_contracts
from bot.config.wiring_people import build_target
from bot.process import obstacles
from rules.delivery.rooms import CHANNEL, Rooms
from storage import migrate


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of `resonance check`."""

    part: str
    ok: bool
    text: str


def run(settings: Settings) -> list[Finding]:
    """Look at every configured part, and reach every endpoint it names."""
    return [
        _database(settings),
        *_sources(settings),
        *_people(settings),
        *_keepers(settings),
        *_platforms(settings),
        *_gateways(settings),
        *_payments(settings),
        *_oncall(settings),
        *_routes(settings),
        *(
            Finding(part=part, ok=ok, text=text)
            for part, ok, text in scopes.findings(settings.conversations, settings.routes)
        ),
    ]


def summary(settings: Settings) -> Iterator[str]:
    """Say in a few lines what is on, for the first lines of `resonance run`."""
    yield f"database  {obstacles.without_secrets(settings.database.url)}"
    sources = ", ".join(s.name for s in settings.sources)
    yield f"sources   {sources or 'none: nobody may post events'}"
    yield f"console   {'on' if settings.console.enabled else 'off'}"
    yield from switchboard.summary(settings)
    for gateway in settings.gateways:
        yield f"gateway   {gateway.name} ({gateway.kind})"
    for account in settings.payments:
        versions = ", ".join(contract.version for contract in account.contracts)
        yield f"payments  {account.provider} {account.merchant}: {versions or 'no contract'}"


def _database(settings: Settings) -> Finding:
    url = settings.database.url
    try:
        with obstacles.at_the_database(url):
            found = migrate.current(url)
    except obstacles.ObstacleError as error:
        return Finding(part="database.url", ok=False, text=str(error).partition(": ")[2])
    if found != migrate.newest():
        ok = url.startswith("sqlite")
        text = (
            "启动时自动升级 / migrated at start"
            if ok
            else "请先运行 resonance migrate / run resonance migrate"
        )
        return Finding(part="database.url", ok=ok, text=text)
    return Finding(part="database.url", ok=True, text=f"{found}")


def _sources(settings: Settings) -> Iterator[Finding]:
    if not settings.sources:
        yield Finding(
            part="sources",
            ok=False,
            text="没有来源，收不到事件；请加 [[sources]] / add [[sources]]",
        )
    for source in settings.sources:
        weak = len(source.token.get_secret_value()) < 16  # noqa: PLR2004 - characters
        text = "令牌太短，至少 16 个字符 / token shorter than 16 characters" if weak else "ok"
        yield Finding(part=f"sources.{source.name}", ok=not weak, text=text)


def _platforms(settings: Settings) -> Iterator[Finding]:
    """Reach every platform that is on; what is off on purpose is no mistake, and not mentioned."""
    for name in PLATFORMS:
        section = switchboard.section_of(settings, name)
        if section.half_set:
            unset = ", ".join(f"RESONANCE_{name}__{key}".upper() for key in section.unset)
            text = f"没开，还缺 {unset} / off: {unset} is missing"
            yield Finding(part=name, ok=False, text=text)
        elif section.on:
            wrong = asyncio.run(_reach(settings, name, section.url))
            yield Finding(part=name, ok=wrong is None, text=wrong or "ok")


def _gateways(settings: Settings) -> Iterator[Finding]:
    """Look whether each system can be reached; whether it takes our signature only a call tells."""
    asks, there = settings.confirmation, {gateway.name for gateway in settings.gateways}
    for key, name in (("link_by", asks.link_by), ("call_by", asks.call_by)):
        if name is not None and name not in there:
            text = f"没有叫 {name} 的网关，不会这样问客户 / no gateway {name}: nobody is asked so"
            yield Finding(part=f"confirmation.{key}", ok=False, text=text)
    told = {*(w.gateway for w in settings.warehouses), asks.link_by, asks.call_by}
    told.add(settings.refunds.payout_by)
    for gateway in settings.gateways:
        wrong = asyncio.run(obstacles.on_the_way_to(gateway.url))
        unused = "没有人用它，什么也不会告诉它 / nothing names it: it is told nothing"
        text = "ok" if gateway.name in told else unused
        yield Finding(part=f"gateways.{gateway.name}", ok=wrong is None, text=wrong or text)


def _payments(settings: Settings) -> Iterator[Finding]:
    """Say which contracts of each account judge its call-backs; keys that cannot be read are."""
    try:
        contracts = build_contracts(settings.payments)
        askers = build_askers(settings.payments, contracts)
    except ConfigurationError as error:
        part, _, text = str(error).partition(": ")
        yield Finding(part=part, ok=False, text=text)
        return
    for section in settings.payments:
        mine = [c for c in contracts.all if c.merchant == section.merchant]
        versions = ", ".join(f"{c.version}{'（演练）' * c.candidate}" for c in mine)
        unread = "没有在用的契约，回调一律 403 / no contract in force: call-backs get 403"
        ok = any(not c.candidate for c in mine)
        part = f"payments.{section.provider} {section.merchant}"
        yield Finding(part=part, ok=ok, text=versions if ok else unread)
        asker = askers.get(asker_name(section))
        if asker is not None:
            wrong = asyncio.run(obstacles.on_the_way_to(asker.base))
            yield Finding(part=f"{part} ask_base", ok=wrong is None, text=wrong or "ok")


async def _reach(settings: Settings, name: str, url: str) -> str | None:
    """Return what keeps a platform from us: the way there first, so that no token is blamed."""
    return await obstacles.on_the_way_to(url) or await switchboard.probe(settings, name)


def _people(settings: Settings) -> Iterator[Finding]:
    approvers = [p.name for p in settings.people if p.role.rank >= 2]  # noqa: PLR2004 - approver
    if not approvers:
        yield Finding(
            part="people",
            ok=False,
            text="没有审批人，红单没人能放行 / nobody may release a red order; add an approver",
        )
    else:
        yield Finding(part="people", ok=True, text=f"{len(settings.people)}")


def _oncall(settings: Settings) -> Iterator[Finding]:
    names = {p.name for p in settings.people}
    for shift in settings.oncall:
        unknown = [name for name in shift.people if name not in names]
        text = f"{', '.join(unknown)} 不在 [[people]] / is not in [[people]]"
        yield Finding(part=f"oncall.{shift.name}", ok=not unknown, text=text if unknown else "ok")


def _keepers(settings: Settings) -> Iterator[Finding]:
    names = {p.name for p in settings.people}
    for warehouse in settings.warehouses:
        if warehouse.keeper is not None and warehouse.keeper not in names:
            yield Finding(
                part=f"warehouses.{warehouse.name}",
                ok=False,
                text=f"keeper {warehouse.keeper} 不在 [[people]] / is not in [[people]]",
            )


def _routes(settings: Settings) -> Iterator[Finding]:
    names = {p.name for p in settings.people}
    if not settings.routes:
        yield Finding(
            part="routes",
            ok=True,
            text="没有路由，都发到 console:ops / none, everything goes to console:ops",
        )
    rooms = wiring.build_rooms(settings)
    for number, route in enumerate(settings.routes):
        part = f"routes[{number}]"
        steps = [target for step in route.escalate for target in step.to]
        unheard = _unheard(settings, rooms, [*route.to, *steps])
        if route.owner is not None and route.owner not in names:
            yield Finding(
                part=part,
                ok=False,
                text=f"owner {route.owner} 不在 [[people]] / is not in [[people]]",
            )
        else:
            yield Finding(part=part, ok=unheard is None, text=unheard or ", ".join(route.to))
    owner = settings.health.owner
    if owner is not None and owner not in names:
        text = f"owner {owner} 不在 [[people]] / is not in [[people]]"
        yield Finding(part="health", ok=False, text=text)
    steps = [target for step in settings.attention.escalate or () for target in step.to]
    if unheard := _unheard(settings, rooms, steps):
        yield Finding(part="attention.escalate", ok=False, text=unheard)


def _unheard(settings: Settings, rooms: Rooms, targets: Iterable[str]) -> str | None:
    """Say of conversations which of them reach nobody, None where all do."""
    places = [build_target(target) for target in targets]
    off = [str(place) for place in places if not switchboard.is_on(settings, place.channel)]
    if off:
        return f"通道未开：{', '.join(off)} / channel is off"
    unread = [
        str(place)
        for place in places
        if place.channel == CHANNEL and not rooms.is_read(place.conversation)
    ]
    if unread:
        return (
            f"没有人能打开：{', '.join(unread)}；写 console:ops、某人自己的房间，"
            "或在 [[people]] 里给审批人写上 console / nobody can open this room; write "
            "console:ops or somebody's own room, or give an approver a console id"
        )
    return None
