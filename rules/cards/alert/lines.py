"""Card lines: the facts of the case, what is folded behind them, and who did what."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from rules.alerts.alert import Alert
from rules.cards.alert.scene import Scene
from rules.cards.alert.similar import similar_text
from rules.cards.card import Line, Reader
from rules.clipping import clip
from rules.masking import mask_phone, mask_phones
from rules.orders.brief import Goods, OrderBrief
from rules.people.silences import Silenced
from rules.resonance.measure import Part, decimal_text
from rules.resonance.policy import Policy
from rules.shipping.holds import Hold
from rules.shipping.reasons import reason_of
from rules.shipping.recall import Recall
from rules.shipping.texts import hold_text
from rules.vocabulary import Action, AlertState
from rules.wording.say import clock, kind_name, listing, money, say, span, time_left

#: Lines of an order that are named; how many pieces there are is said.
_GOODS = 2
#: Bytes of what the customer wrote: forty Chinese characters, two rows of a phone.
_WROTE = 120
#: So much of a reason is shown beside who decided.
_BECAUSE = 40
#: Less than a minute is shown as one: people read minutes.
_MINUTE = timedelta(minutes=1)


def facts_of(scene: Scene, reader: Reader) -> tuple[Line, ...]:
    """Return what the case is about: whom, what, where to, and until when; nothing unknown."""
    order, lang = scene.order, reader.lang
    amount = money(order.amount, lang) if order.amount else ""
    place = (mask_phones(word or "") for word in (order.shop, order.warehouse))
    return _lines(
        {
            "customer": _customer(order),
            "goods": _goods(order.goods, lang),
            "moved": _moved(order.towns, lang),
            "wrote": _wrote(order.wrote, lang),
            "order": _joined(" · ", (amount, *place)),
            "deadline": _deadline(order, reader),
            "recall": recall_text(scene.recall, reader) if scene.recall is not None else "",
            "silenced": _silenced(scene.silenced, reader),
            "holds": "" if _by_score_alone(scene.holds) else _holds(scene.holds, lang),
        },
        lang,
    )


def more_of(scene: Scene, policy: Policy, reader: Reader) -> tuple[Line, ...]:
    """Return what is a tap away: the sum, the rules, the lock, its proof and similar cases."""
    alert, lang = scene.alert, reader.lang
    season = [alert.season] if alert.season else []
    version = say("card_policy", lang, version=alert.policy_version)
    similar = scene.similar
    return _lines(
        {
            "score": _score(alert, policy, lang),
            "parts": say("semicolon", lang).join(part_text(part, lang) for part in alert.parts),
            "hard": listing((say(f"hard_{rule}", lang) for rule in alert.hard), lang),
            "holds": _holds(scene.holds, lang) if _by_score_alone(scene.holds) else "",
            "proof": say("card_proof", lang, count=scene.denied_scans)
            if scene.denied_scans
            else "",
            "similar": similar_text(similar, alert, lang) if similar and similar.count else "",
            "policy": " · ".join([*season, version]),
        },
        lang,
    )


def _joined(by: str, words: Iterable[str]) -> str:
    """Join what is there."""
    return by.join(filter(None, (word.strip() for word in words)))


def _lines(texts: Mapping[str, str], lang: str) -> tuple[Line, ...]:
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
    told = sum(not rule.lasting for rule in policy.rules.values())  # by messages, not by history
    return say("card_incomplete", lang, missing=len(missing), all=told)


def _score(alert: Alert, policy: Policy, lang: str) -> str:
    """Return the score with its limits; where nothing is counted and nothing missing, none."""
    missing = ""
    if alert.missing:
        mark = incomplete_mark(alert.missing, policy, lang)
        kinds = listing((kind_name(kind, lang) for kind in alert.missing), lang)
        missing = say("card_missing", lang, mark=mark, kinds=kinds)
    if not alert.parts:
        return missing
    score = say(
        "card_score",
        lang,
        score=decimal_text(alert.score),
        orange=decimal_text(policy.orange),
        red=decimal_text(policy.red),
    )
    return f"{score} {missing}".strip()


def _silenced(kept: Silenced | None, reader: Reader) -> str:
    """Say that it comes late, since when, and who wished so."""
    if kept is None:
        return ""
    at = clock(kept.since, now=reader.now, tz=reader.tz)
    facts = {"by": kept.by, "reason": clip(mask_phones(kept.reason), _BECAUSE), "at": at}
    return say("card_silenced", reader.lang, count=kept.messages, **facts)


def _by_score_alone(holds: tuple[Hold, ...]) -> bool:
    """Say whether the first sentence has told all of the lock: the machine's own, on red."""
    return all(reason_of(hold.reason).by_score for hold in holds)


def _holds(holds: tuple[Hold, ...], lang: str) -> str:
    return say("semicolon", lang).join(hold_text(hold, lang) for hold in holds)


def _customer(order: OrderBrief) -> str:
    phone = mask_phone(order.phone) if order.phone else ""
    who = _joined(" ", (mask_phones(order.customer), phone))
    return _joined(" · ", (who, mask_phones(order.tier)))


def _goods(goods: tuple[Goods, ...], lang: str) -> str:
    named = [_one(one, lang) for one in goods if one.name.strip()]
    text = listing(named[:_GOODS], lang)
    if len(named) <= _GOODS:
        return text
    return say("card_goods", lang, named=text, count=sum(one.pieces for one in goods))


def _one(goods: Goods, lang: str) -> str:
    name = mask_phones(goods.name)
    name = f"{name} ×{goods.pieces}" if goods.pieces > 1 else name
    return say("card_gift", lang, name=name) if goods.gift else name


def _moved(towns: tuple[str, ...], lang: str) -> str:
    """Show from where to where; the street is named to nobody, only that it is another one."""
    path = [town for place, town in enumerate(towns) if place == 0 or towns[place - 1] != town]
    if len(path) < len(towns) and len(path) == 1:
        return say("card_street", lang, town=path[0])
    return " → ".join(path if len(path) > 1 else ())


def _wrote(text: str, lang: str) -> str:
    flat = clip(mask_phones(" ".join(text.split())), _WROTE)
    return say("card_wrote", lang, text=flat) if flat else ""


def _deadline(order: OrderBrief, reader: Reader) -> str:
    if order.promised_ship_at is None or order.left:
        return ""
    return say(
        "card_deadline",
        reader.lang,
        at=clock(order.promised_ship_at, now=reader.now, tz=reader.tz),
        left=time_left(order.promised_ship_at, now=reader.now, lang=reader.lang),
    )


def recall_text(recall: Recall, reader: Reader) -> str:
    """Say how long goods that have left can still be stopped, or what came of trying."""
    lang = reader.lang
    if recall.attempt is not None:
        return say(f"recall_{recall.attempt}_line", lang)
    if reader.now >= recall.until:
        return say("recall_closed", lang)
    left = span(max(recall.until - reader.now, _MINUTE), lang)
    at = clock(recall.until, now=reader.now, tz=reader.tz)
    return say("recall_open", lang, left=left, at=at)


def deeds_of(alert: Alert, reader: Reader) -> tuple[str, ...]:
    """Say who did what, and when, one after the other."""
    lang = reader.lang

    def at(moment: datetime) -> str:
        return clock(moment, now=reader.now, tz=reader.tz)

    def did(by: str, moment: datetime, action: Action) -> str:
        return say("deed_done", lang, by=by, at=at(moment), done=say(f"done_{action}", lang))

    said = [say("deed_opened", lang, at=at(alert.opened_at))]
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
            done = say("deed_until", lang, done=done, until=at(alert.snoozed_until))
        if alert.because:
            because = clip(mask_phones(alert.because), _BECAUSE)
            done = say("deed_because", lang, done=done, because=because)
        said.append(done)
    if alert.state in (AlertState.RESOLVED, AlertState.EXPIRED):
        ended = at(alert.ended_at or alert.updated_at)
        said.append(say(f"deed_{alert.state}", lang, at=ended))
    return tuple(said)
