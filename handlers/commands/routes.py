"""`路由`: the routes as configured, and who would be told about an order or an imagined alert."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.people.rota import Rota, route_facts, routing_of
from rules.chat.help import example
from rules.chat.phrases import name_first
from rules.chat.words import LEVEL_WORDS
from rules.delivery.places import place_name
from rules.delivery.routes import FALLBACK, Route, Stage, Step, Target
from rules.people.permissions import Actor
from rules.vocabulary import Level
from rules.wording.say import listing, say, span
from storage.orders.orders import Order
from storage.tx import Tx

_MATCHABLE = ("shop", "warehouse", "platform")


def routes(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """List the routes, or walk them for an order or for the words given."""
    if question.order is not None:
        return _of_order(tx, deps, question.order, now)
    if question.command.rest:
        return _of_words(tx, deps, question, now)
    return _all(deps, question.actor)


def _all(deps: Deps, actor: Actor) -> str:
    lang = deps.lang
    visible = [(n, r) for n, r in enumerate(deps.routes) if _may_see(actor, r)]
    fallback = say("routes_fallback", lang, target=place_name(FALLBACK, deps.directory, lang))
    if not visible:
        return "\n".join([say("routes_none", lang), fallback] if deps.routes else [fallback])
    lines = [say("routes_title", lang, count=len(visible))]
    for number, route in visible:
        lines.append(
            say(
                "routes_line",
                lang,
                number=number + 1,
                match=_match_text(route.match, lang),
                targets=targets_text(deps, route.to),
                owner=say("routes_owner", lang, owner=route.owner) if route.owner else "",
                go_on=say("routes_go_on", lang) if route.go_on else "",
            )
        )
        lines.extend(_escalation(deps, route.escalate))
    return "\n".join([*lines, fallback])


def _of_order(tx: Tx, deps: Deps, order: Order, now: datetime) -> str:
    """Walk the routes for an order: at the level of its alert, or for red while it is calm."""
    lang = deps.lang
    alert = tx.alerts.latest_of((order.order_no,)).get(order.order_no)
    alive = alert is not None and alert.alive
    level = alert.level if alert is not None and alive else Level(order.level)
    shown = level if level is not Level.CALM else Level.RED
    facts = route_facts(order)
    lines = [
        say("routes_order", lang, order_no=order.order_no, facts=_facts_text(facts, shown, lang))
    ]
    if level is Level.CALM:
        lines.append(say("routes_calm", lang))
    return "\n".join([*lines, *_walk(tx, deps, shown, order, now)])


def _of_words(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """Walk the routes for an imagined alert."""
    lang, level = deps.lang, Level.RED
    facts: dict[str, str | None] = dict.fromkeys(_MATCHABLE)
    rest = question.command.rest
    while rest:
        word, _, after = rest.partition(" ")
        name, equals, value = word.partition("=")
        if word.lower() in LEVEL_WORDS:
            level, rest = LEVEL_WORDS[word.lower()], after
        elif equals and name in facts and value:
            facts[name], rest = name_first(rest[len(f"{name}=") :], _names(tx, deps, name))
        else:
            shown = example(question.command.name, lang)
            return say("routes_unknown_word", lang, word=word, example=shown)
    if facts["shop"] is not None and not question.actor.sees(facts["shop"]):
        return say("denied_shop", lang)
    title = say("routes_asked", lang, facts=_facts_text(facts, level, lang))
    imagined = Order(
        order_no="",
        received_at=now,
        shop=facts["shop"],
        warehouse=facts["warehouse"],
        platform=facts["platform"],
    )
    return "\n".join([title, *_walk(tx, deps, level, imagined, now)])


def _names(tx: Tx, deps: Deps, what: str) -> set[str]:
    """Return what shops, warehouses or platforms are called in the routes and of late."""
    routed = {route.match[what] for route in deps.routes if what in route.match}
    return routed | {getattr(place, what, "") for place in tx.health_days.places()} - {""}


def _walk(tx: Tx, deps: Deps, level: Level, order: Order, now: datetime) -> list[str]:
    """Say what an alert's promises would do now: the same walk, the same rota."""
    lang, rota, routing = deps.lang, Rota(tx, deps), routing_of(deps, level, order)
    numbers = listing((str(number + 1) for number in routing.numbers), lang)
    names = rota.answers_for(order, routing, now)
    lines = [
        say("routes_match", lang, numbers=numbers)
        if routing.numbers
        else say("routes_no_match", lang),
        say("routes_told_now", lang, targets=targets_text(deps, rota.targets(level, order, now))),
    ]
    if routing.owner:
        known = "routes_owner_is" if routing.owner in names else "routes_owner_unknown"
        lines.append(say(known, lang, owner=routing.owner))
    called = say("routes_called", lang, names=listing(names, lang))
    lines.append(called if names else say("routes_nobody", lang))
    lines.extend(
        say("routes_out_of_scope", lang, target=place_name(target, deps.directory, lang))
        for target in routing.out_of_scope
    )
    lines.extend(_escalation(deps, routing.steps))
    return [*lines, say("routes_fallback", lang, target=place_name(FALLBACK, deps.directory, lang))]


def _escalation(deps: Deps, steps: Iterable[Step]) -> list[str]:
    """Say whom a chain tells later."""
    lang = deps.lang
    return [
        say(
            "routes_escalation",
            lang,
            after=span(step.after, lang),
            targets=targets_text(deps, step.to)
            or say(f"routes_stage_{step.stage or Stage.BACKUP}", lang),
        )
        for step in steps
    ]


def _may_see(actor: Actor, route: Route) -> bool:
    shop = route.match.get("shop")
    return shop is None or actor.sees(shop)


def _match_text(match: Mapping[str, str], lang: str) -> str:
    words = [say(f"level_{v}", lang) if k == "level" else f"{k}={v}" for k, v in match.items()]
    return listing(words, lang) or say("routes_any", lang)


def _facts_text(facts: Mapping[str, str | None], level: Level, lang: str) -> str:
    known = {name: value for name, value in facts.items() if value}
    return _match_text({"level": level.value, **known}, lang)


def targets_text(deps: Deps, targets: Iterable[Target]) -> str:
    """Name several conversations."""
    return listing((place_name(one, deps.directory, deps.lang) for one in targets), deps.lang)
