"""Wiring: from settings to what rules and handlers are given."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot import workers
from bot.config.scopes import place_of
from bot.config.sections import RouteSection
from bot.config.settings import Settings
from bot.config.wiring_people import build_people_rules, build_steps, build_target
from bot.signing import Signer
from handlers.calls import CALLS
from handlers.cards import CARDS
from handlers.deps import Deps
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.rooms import Rooms, rooms_of
from rules.delivery.routes import Route
from rules.people.permissions import Directory, Person, Scopes
from rules.resonance.breaker import Limits
from rules.resonance.policy import BUILT_IN, Policy, Season, SignalRule


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
        silence=MappingProxyType(
            {s.name: s.silent_after for s in settings.sources if s.silent_after is not None}
        ),
        people=build_people_rules(settings),
        limits=Limits(
            per_hour=settings.resonance.max_locks_per_hour,
            share=settings.resonance.max_lock_share,
        ),
        scopes=build_scopes(settings),
        delivery=DeliveryPolicy(**settings.delivery.as_rules()),
        cards=CARDS,
        digest=settings.schedule.digest,
        calls=CALLS,
        gateways=MappingProxyType(
            {w.name: w.gateway for w in settings.warehouses if w.gateway is not None}
        ),
        worker=workers.fresh_name(),
    )


def build_policy(settings: Settings) -> Policy:
    """Lay the configured signals and seasons over the built-in twelve."""
    section = settings.resonance
    rules = {rule.kind: replace(rule, window=section.window) for rule in BUILT_IN}
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
        )
    return Policy(
        orange=section.orange,
        red=section.red,
        rules=MappingProxyType(rules),
        seasons=tuple(
            Season(
                name=s.name, first=s.first, last=s.last, timeliness=s.timeliness, quality=s.quality
            )
            for s in section.seasons
        ),
        timezone=ZoneInfo(settings.schedule.timezone),
        high_value=Decimal(section.high_value),
        unshipped_after=section.unshipped_after,
        unshipped_alerts=section.unshipped_alerts,
        suppress_for=section.suppress_for,
    )


def build_people(settings: Settings) -> tuple[Person, ...]:
    """Return the configured people with the id each platform knows them by."""
    return tuple(
        Person(
            name=p.name,
            role=p.role,
            ids=MappingProxyType(
                {
                    c: i
                    for c in ("dingtalk", "wecom", "slack", "console")
                    if (i := getattr(p, c)) is not None
                }
            ),
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
