"""Card lines: what a card says about an alert, its order and its holds."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rules.alerts.alert import Alert
from rules.alerts.similar import Similar
from rules.cards.card import Line, Reader
from rules.cards.similar import similar_text
from rules.masking import mask_phones
from rules.resonance.measure import Part, decimal_text
from rules.resonance.policy import Policy
from rules.shipping.holds import Hold
from rules.shipping.texts import hold_text
from rules.shipping.warehouse import AtWarehouse, at_warehouse
from rules.vocabulary import Action, AlertState, Level
from rules.wording.say import clock, kind_name, listing, money, say, time_left


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBrief:
    """What a card shows of the order itself."""

    order_no: str
    shop: str | None = None
    warehouse: str | None = None
    amount: Decimal | str | None = None
    promised_ship_at: datetime | None = None
    high_value: bool = False
    left: bool = False  #: Goods are on their way; a lock comes too late.


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a card is drawn from."""

    card_id: str
    alert: Alert
    order: OrderBrief
    holds: tuple[Hold, ...] = ()  #: The open ones.
    denied_scans: int = 0  #: Scans denied since the lock.
    relief: tuple[str, ...] = ()  #: From `resonance.smallest_relief`.
    similar: Similar | None = None  #: Past cases of the same pattern.
    paused: bool = False  #: Red, and the machine did not lock it by itself.


def lines_of(scene: Scene, policy: Policy, reader: Reader) -> tuple[Line, ...]:
    """Return the labelled lines; what does not apply is left out."""
    alert, order, lang = scene.alert, scene.order, reader.lang
    level = f"{say(f'level_{alert.level}', lang)} · {say(f'state_{alert.state}', lang)}"
    place = [mask_phones(word) for word in (order.shop, order.warehouse) if word]
    texts = {
        "level": level,
        "score": _score(alert, policy, lang),
        "parts": say("semicolon", lang).join(part_text(part, lang) for part in alert.parts)
        or say("card_no_parts", lang),
        "hard": listing((say(f"hard_{rule}", lang) for rule in alert.hard), lang),
        "relief": _relief(scene, policy, lang),
        "policy": say(
            "card_policy",
            lang,
            season=alert.season or say("season_none", lang),
            version=alert.policy_version,
        ),
        "holds": _holds(scene, lang),
        "autolock": say("card_paused", lang) if scene.paused else "",
        "order": " · ".join([money(order.amount, lang), *place]),
        "deadline": _deadline(order, reader),
        "proof": say("card_proof", lang, count=scene.denied_scans)
        if scene.holds or scene.denied_scans
        else "",
        "similar": similar_text(scene.similar, alert, lang) if scene.similar else "",
    }
    return tuple(
        Line(label=say(f"label_{name}", lang), text=text) for name, text in texts.items() if text
    )


def part_text(part: Part, lang: str = "zh") -> str:
    """Show the arithmetic of one signal: 地址修改 0.8×2＝1.6."""
    return say(
        "card_part",
        lang,
        name=kind_name(part.kind, lang),
        weight=decimal_text(part.weight),
        count=part.count,
        sum=decimal_text(part.contribution),
    )


def incomplete_mark(missing: tuple[str, ...], policy: Policy, lang: str = "zh") -> str:
    """Say that sources are silent and the score may be too low: 不完整（缺 3/12）."""
    return say("card_incomplete", lang, missing=len(missing), all=len(policy.rules))


def _score(alert: Alert, policy: Policy, lang: str) -> str:
    score = say(
        "card_score",
        lang,
        score=decimal_text(alert.score),
        orange=decimal_text(policy.orange),
        red=decimal_text(policy.red),
    )
    if not alert.missing:
        return score
    mark = incomplete_mark(alert.missing, policy, lang)
    kinds = listing((kind_name(kind, lang) for kind in alert.missing), lang)
    return f"{score} {say('card_missing', lang, mark=mark, kinds=kinds)}"


def _relief(scene: Scene, policy: Policy, lang: str) -> str:
    alert = scene.alert
    threshold = policy.red if alert.level is Level.RED else policy.orange
    if not scene.relief or alert.score < threshold:
        return ""
    kinds = listing((kind_name(kind, lang) for kind in scene.relief), lang)
    return say("card_relief", lang, kinds=kinds, level=say(f"threshold_{alert.level}", lang))


def _holds(scene: Scene, lang: str) -> str:
    if scene.holds:
        at = at_warehouse(hold.gateway for hold in scene.holds)
        there = at in (None, AtWarehouse.CONFIRMED)
        locked = "card_locked" if there else f"card_warehouse_{at}"
        locked = "card_left" if scene.order.left else locked
        texts = say("semicolon", lang).join(hold_text(hold, lang) for hold in scene.holds)
        return f"{say(locked, lang)} · {texts}"
    return say("card_left" if scene.order.left else "card_not_locked", lang)


def _deadline(order: OrderBrief, reader: Reader) -> str:
    if order.promised_ship_at is None or order.left:
        return ""
    return say(
        "card_deadline",
        reader.lang,
        at=clock(order.promised_ship_at, now=reader.now, tz=reader.tz),
        left=time_left(order.promised_ship_at, now=reader.now, lang=reader.lang),
    )


def footer_of(alert: Alert, reader: Reader) -> str:
    """Say who did what, and when."""
    lang = reader.lang

    def at(moment: datetime) -> str:
        return clock(moment, now=reader.now, tz=reader.tz)

    def did(by: str, moment: datetime, action: Action) -> str:
        named = say(f"action_{action}", lang)
        return say("card_footer_action", lang, by=by, at=at(moment), action=named)

    said = [say("card_footer_opened", lang, at=at(alert.opened_at))]
    if alert.claimed_by and alert.claimed_at:
        said.append(did(alert.claimed_by, alert.claimed_at, Action.CLAIM))
    aside = alert.decision is Action.SNOOZE
    over = aside and alert.state is not AlertState.SNOOZED  # it came back, or somebody took it
    if (
        alert.decided_by
        and alert.decided_at
        and alert.decision not in (None, Action.CLAIM)
        and not over
    ):
        done = did(alert.decided_by, alert.decided_at, alert.decision)
        if alert.snoozed_until and aside:
            done = say("card_footer_until", lang, done=done, until=at(alert.snoozed_until))
        said.append(done)
    ended = {AlertState.RESOLVED: "card_footer_resolved", AlertState.EXPIRED: "card_footer_expired"}
    if alert.state in ended:
        said.append(say(ended[alert.state], lang, at=at(alert.ended_at or alert.updated_at)))
    return " · ".join(said)
