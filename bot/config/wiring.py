"""Wiring: from settings to what rules and handlers are given."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.config.scopes import place_of
from bot.config.sections.general import RouteSection
from bot.config.sections.logistics import LogisticsSection
from bot.config.sections.systems import EVERY_PARTNER, BoundSection, PartnerSection
from bot.config.settings import Settings
from bot.config.wiring_guard import build_guard
from bot.config.wiring_payments import build_contracts
from bot.config.wiring_people import build_people_rules, build_steps, build_target
from bot.process import workers
from bot.signing import Signer
from handlers.calls import CALLS
from handlers.cards import CARDS
from handlers.deps import Deps
from handlers.draft_kinds import DRAFT_KINDS
from handlers.files import FILES
from rules.confirmation.asking import AskingPolicy
from rules.contracts.limits import ContractRules
from rules.contracts.limits import Limits as ContractLimits
from rules.delivery.calls import CallAction
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.rooms import Rooms, rooms_of
from rules.delivery.routes import Route
from rules.desk.out_links import OutLink
from rules.health.figures import Bound, Metric, Side
from rules.health.legs import ANY, LegRules, limit_key, shipped_legs
from rules.health.troubles import HealthRules
from rules.people.permissions import Directory, Person, Scopes
from rules.refunds.decide import RefundTerms
from rules.resonance.policy import BUILT_IN, FORESEEN, Policy, Season, SignalRule
from rules.resonance.rollout import RolloutRules
from rules.shipping.terms import Terms
from rules.statuses.status_map import StatusMap, read_vocabulary, shipped
from rules.unshipped.penalties import Penalty, presets

#: Of a partner's section, what is no limit of its messages.
_NO_LIMIT = ("partner", "sign_lag")


def build_deps(settings: Settings, signer: Signer) -> Deps:
    """Turn settings into what handlers are given."""
    return Deps(
        policy=build_policy(settings),
        directory=Directory(people=build_people(settings)),
        routes=tuple(_route(section) for section in settings.routes),
        timezone=ZoneInfo(settings.schedule.timezone),
        public_url=settings.http.public_url,
        lang=settings.lang,
        sign_press=signer.sign_press,
        read_press=signer.read_press,
        sign_link=signer.sign_link,
        read_link=signer.read_link,
        asking=build_asking(settings),
        silence=MappingProxyType(
            {s.name: s.silent_after for s in settings.sources if s.silent_after is not None}
        ),
        health=_health(settings),
        legs=_legs(settings.logistics),
        people=build_people_rules(settings),
        limits=settings.resonance.as_limits(),
        rollout=settings.resonance.as_rollout(),
        contracts=_contracts(settings),
        scopes=build_scopes(settings),
        delivery=DeliveryPolicy(**settings.delivery.as_rules()),
        links=tuple(OutLink(**one.as_rules()) for one in settings.links),
        cards=CARDS,
        digest=settings.schedule.digest,
        trace_sheet=settings.schedule.trace_sheet,
        night_check=settings.schedule.night_check,
        penalties=(*presets(), *(Penalty(**p.as_rules()) for p in settings.penalties)),
        calls=CALLS,
        guard=build_guard(settings),
        drafts=DRAFT_KINDS,
        files=FILES,
        payments=build_contracts(settings.payments),
        refunds=RefundTerms(
            freight=settings.refunds.freight,
            shared=tuple(settings.refunds.nat),
            rate_window=settings.refunds.rate_window,
            rate_after=settings.refunds.rate_after,
        ),
        payout_by=settings.refunds.payout_by,
        quality_control=tuple(build_target(one) for one in settings.refunds.quality_control),
        told_of=build_told_of(settings),
        terms=Terms(**settings.holds.as_rules()),
        gateways=MappingProxyType(
            {w.name: w.gateway for w in settings.warehouses if w.gateway is not None}
        ),
        keepers=MappingProxyType({w.name: w.keeper for w in settings.warehouses if w.keeper}),
        worker=workers.fresh_name(),
    )


def _health(settings: Settings) -> HealthRules:
    lags = {c.partner: c.sign_lag for c in settings.contracts}
    every = lags.pop(EVERY_PARTNER, PartnerSection().sign_lag)
    return HealthRules(
        heartbeat=settings.schedule.heartbeat,
        sign_lag=every,
        sign_lags=MappingProxyType(lags),
        bounds=MappingProxyType({m: _bound(getattr(settings.health, m)) for m in Metric}),
        owner=settings.health.owner,
    )


def _bound(section: BoundSection) -> Bound:
    if section.above is not None:
        return Bound(Side.ABOVE, section.above)
    return Bound(Side.BELOW, section.below or Decimal(0))


def _contracts(settings: Settings) -> ContractRules:
    """Return what is normal of partners; of those not named a skew counts only where it is set."""
    limits = {c.partner: ContractLimits(**c.as_rules(but=_NO_LIMIT)) for c in settings.contracts}
    every = limits.pop(EVERY_PARTNER, None)
    if every is not None and not any(
        "skew" in c.model_fields_set for c in settings.contracts if c.partner == EVERY_PARTNER
    ):
        every = replace(every, skew=None)
    return ContractRules(partners=MappingProxyType(limits), every=every)


def _legs(section: LogisticsSection) -> LegRules:
    mine = {limit_key(r.leg, r.carrier, r.region or ANY): r.within for r in section.limits}
    return LegRules(
        limits=MappingProxyType({**shipped_legs().limits, **mine}), remote=section.remote
    )


def build_asking(settings: Settings) -> AskingPolicy:
    """Return when customers are asked; a gateway that is not there asks nobody."""
    section, there = settings.confirmation, {gateway.name for gateway in settings.gateways}
    return AskingPolicy(
        **section.as_rules(but=("link_by", "call_by")),
        link_by=section.link_by if section.link_by in there else None,
        call_by=section.call_by if section.call_by in there else None,
    )


def build_policy(settings: Settings) -> Policy:
    """Lay the configured signals and seasons over the built-in twelve."""
    section = settings.resonance
    built_in = (*BUILT_IN, *FORESEEN) if section.foresight else BUILT_IN
    rules = {r.kind: replace(r, window=section.window) for r in built_in}
    for override in section.signals:
        known = rules.get(override.kind)
        given = override.model_fields_set
        rules[override.kind] = SignalRule(
            kind=override.kind,
            weight=override.weight,
            cap=known.cap if known is not None and "cap" not in given else override.cap,
            signal_class=known.signal_class
            if known is not None and "signal_class" not in given
            else override.signal_class,
            window=override.window or section.window,
            owner=override.owner,
            lasting=known is not None and known.lasting and override.window is None,
        )
    return Policy(
        **section.as_rules(but=_NO_RULE),
        rules=MappingProxyType(rules),
        seasons=tuple(Season(**season.as_rules()) for season in section.seasons),
        statuses=build_statuses(settings),
        timezone=ZoneInfo(settings.schedule.timezone),
    )


#: Of `[resonance]`: what is laid over the rules above, and what breaker and rollout are told.
_NO_RULE = (
    "signals", "seasons", "tap_cost", "miss_cost", "max_locks_per_hour", "max_lock_share",
    *RolloutRules.__dataclass_fields__,
)  # fmt: skip


def build_statuses(settings: Settings) -> StatusMap:
    """Return the presets for systems that speak the configured vocabularies."""
    spoken = {
        system.lower(): tuple(map(read_vocabulary, names))
        for system, names in settings.statuses.items()
    }
    return shipped().speaking(spoken)


def build_told_of(settings: Settings) -> Mapping[CallAction, tuple[str, ...]]:
    """Return which gateways are told of each step of an order."""
    return MappingProxyType(
        {
            action: told
            for action in (CallAction.TRACK, CallAction.RECOGNISE)
            if (told := tuple(g.name for g in settings.gateways if action.value in g.told_of))
        }
    )


def build_people(settings: Settings) -> tuple[Person, ...]:
    """Return the configured people with the id each platform knows them by."""
    return tuple(
        Person(
            name=p.name,
            role=p.role,
            ids=MappingProxyType(p.ids),
            shops=tuple(p.shops),
        )
        for p in settings.people
    )


def build_scopes(settings: Settings) -> Scopes:
    """Return which conversations are bound to shops."""
    return MappingProxyType({place_of(c.name): tuple(c.shops) for c in settings.conversations})


def build_rooms(settings: Settings) -> Rooms:
    """Return the rooms of the console: its group, everybody's own, and what is written to."""
    steps = [step for route in settings.routes for step in route.escalate]
    named = [
        *(name for route in settings.routes for name in route.to),
        *(name for step in (*steps, *(settings.attention.escalate or ())) for name in step.to),
        *(bound.name for bound in settings.conversations),
        *settings.refunds.quality_control,
    ]
    return Rooms(
        people=build_people(settings),
        group=settings.console.conversation,
        scopes=build_scopes(settings),
        named=rooms_of(build_target(name) for name in named),
    )


def _route(section: RouteSection) -> Route:
    match = section.match.model_dump(exclude_none=True)
    return Route(
        match=MappingProxyType({name: str(value) for name, value in match.items()}),
        to=tuple(build_target(text) for text in section.to),
        owner=section.owner,
        go_on=section.go_on,
        direct=section.direct,
        escalate=build_steps(section.escalate),
    )
