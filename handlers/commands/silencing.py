"""Silencing: what a word means as something to be silenced, and which alerts that is about now."""

from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from handlers.orders.lookup import named
from handlers.people.regard import Regard
from handlers.unshipped.costs import costs_of
from rules.cards.lists.digest_card import cost_text
from rules.chat.phrases import fold, name_first
from rules.chat.words import KIND_WORDS
from rules.people.permissions import Actor
from rules.people.silences import Field, Silence, is_about
from rules.shipping.carriers import carrier_name, carrier_text, knows_carrier
from rules.unshipped.penalties import Cost
from rules.vocabulary import HardRule, Level
from rules.wording.say import kind_name, say
from storage.tx import Tx

#: Living alerts that a preview looks at; more are said to be "at least".
_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How many alerts that are open now a silence is about."""

    orange: int
    red: int


def named_first(tx: Tx, said: str) -> tuple[str, str]:
    """Return the shop or warehouse that a text begins with, or else its first word; the rest."""
    names = {name for place in tx.health_days.places() for name in place if name}
    return name_first(said, names)


def understand(tx: Tx, deps: Deps, actor: Actor, word: str) -> tuple[Field, str] | None:
    """Return what a word stands for, None where nobody knows it: a typo is no silence."""
    kind = KIND_WORDS.get(fold(word), fold(word))
    if kind in deps.policy.rules or kind in set(HardRule):
        return Field.KIND, str(kind)
    orders = tx.orders.find(named(tx, (word,)).get(word, ()))
    if len(orders) == 1 and actor.sees(next(iter(orders.values())).shop):
        return Field.ORDER, next(iter(orders))
    for field in (Field.SHOP, Field.WAREHOUSE, Field.SOURCE):
        if tx.silences.knows(field, word):
            return field, word
    if knows_carrier(fold(word)) or tx.silences.knows(Field.CARRIER, word):
        return Field.CARRIER, carrier_name(fold(word))
    if tx.silences.knows(Field.PLATFORM, word):
        return Field.PLATFORM, word
    return None


def preview(tx: Tx, deps: Deps, silence: Silence, now: datetime) -> Preview:  # noqa: ARG001 - every handler takes `now`
    """Count the living alerts that a silence is about."""
    _, alive = tx.alerts.alive(shops=None, limit=_LOOKED_AT)
    orders = tx.orders.find({alert.order_no for alert in alive})
    regard = Regard(tx, deps)
    about = [
        alert
        for alert in alive
        if is_about(silence, regard.facts(alert, orders.get(alert.order_no), (silence,)))
    ]
    red = sum(1 for alert in about if alert.level is Level.RED)
    return Preview(orange=len(about) - red, red=red)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """What a silence has kept back so far, and what of it waits for somebody."""

    messages: int
    waiting: int  #: Orders with an alert that nobody has decided.
    cost: Cost  #: What those of them cost that have not left, if they leave too late.


def kept_by(tx: Tx, deps: Deps, silence: Silence, actor: Actor | None = None) -> KeptBack:
    """Count what a silence kept back; of the orders that somebody may see, where they ask."""
    found = (tx.alerts.get(alert_id) for alert_id in tx.amends.muted_alerts(silence))
    alive = [alert for alert in found if alert is not None and alert.alive]
    waiting = {a.order_no for a in alive if actor is None or actor.sees(a.shop)}
    here = [
        one
        for one in tx.progress.these(waiting)
        if one.progress.left_at is None and one.progress.ended_at is None
    ]
    return KeptBack(
        messages=tx.amends.count_muted(silence),
        waiting=len(waiting),
        cost=costs_of(deps, here),
    )


def kept_text(kept: KeptBack, lang: str) -> str:
    """Say what waits and what it may cost; nothing where nothing does."""
    if not kept.waiting:
        return ""
    cost = cost_text(kept.cost, lang)
    risk = say("kept_risk", lang, cost=cost) if cost else ""
    return say("kept_waiting", lang, count=kept.waiting, risk=risk)


def name_of(silence: Silence, lang: str) -> str:
    """Name what is silenced, such as 承运商 顺丰."""
    value = silence.value
    if silence.field is Field.KIND:
        value = say(f"hard_{value}", lang) if value in set(HardRule) else kind_name(value, lang)
    elif silence.field is Field.CARRIER:
        value = carrier_text(value, lang)
    return say(f"field_{silence.field}", lang, value=value)
