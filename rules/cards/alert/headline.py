"""The headline: what happened and what it means, in one sentence, from the alert's evidence."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from rules.alerts.alert import Alert
from rules.cards.alert.scene import Scene
from rules.resonance.measure import Part, decimal_text
from rules.resonance.policy import Policy
from rules.shipping.warehouse import AtWarehouse
from rules.vocabulary import Foreseen, HardRule, Kind
from rules.wording.say import kind_name, listing, say, span

_Kinds = tuple[str, ...]
_Told = dict[_Kinds, list[Part]]

#: What one sentence can carry: the rules, and the heaviest of what is told of the signals.
CLAUSES = 3
#: Kinds that are told together, in the order in which a story goes: first what the customer did,
#: then what is wrong with the goods. A configured kind is told by its name, last.
_CUSTOMER: Sequence[_Kinds] = (
    (Kind.ADDRESS_CHANGED, Kind.ADDRESS_BURST),
    (Kind.PAY_DWELL,),
    (Kind.COUPON_DEPTH,),
    (Kind.CHAT_OPENED, Kind.CHAT_AFTER_PAY),
    (Kind.URGENT_WORDS,),
)
_GOODS: Sequence[_Kinds] = (
    (Kind.DEADLINE_BURN,),
    (Kind.LABEL_SLOW,),
    (Kind.MULTI_PIECE,),
    (Kind.STATUS_CONFLICT,),
    (Kind.TRACE_STALL,),
    *((kind,) for kind in Foreseen),
)
_MINUTE = timedelta(minutes=1)
_TWICE = 2


def headline(scene: Scene, policy: Policy, lang: str = "zh") -> str:
    """Say it all: 客户 13 分钟内改址两次，又找了客服 · 已锁定，扫描会拦."""
    return f"{what_happened(scene.alert, policy, lang)} · {what_it_means(scene, lang)}"


def score_or_rules(alert: Alert, lang: str = "zh") -> str:
    """Return what a list says of an alert's weight: its score, or the rules that alone made it."""
    return rules_alone(alert, lang) or decimal_text(alert.score)


def rules_alone(alert: Alert, lang: str = "zh") -> str:
    """Return the hard rules that made an alert without any signal; nothing where one counts."""
    if alert.parts:
        return ""
    return listing((say(f"hard_{rule}", lang) for rule in alert.hard), lang)


def what_happened(alert: Alert, policy: Policy, lang: str = "zh") -> str:
    """Tell the hard rules first, then what the customer did, then what is wrong with the goods."""
    clauses = [_rule(rule, policy, lang) for rule in alert.hard]
    told = _heaviest(alert.parts, CLAUSES - len(clauses))
    did = [_did(parts, policy, lang) for kinds in _CUSTOMER if (parts := told.get(kinds))]
    if did:
        clauses.append(say("did_customer", lang, did=_and(did, lang)))
    clauses += [
        say(f"did_{kinds[0]}", lang, stall=span(policy.stall_after, lang))
        for kinds in _GOODS
        if kinds in told
    ]
    clauses += [
        say("did_signal", lang, name=kind_name(kinds[0], lang))
        for kinds in told
        if kinds not in _CUSTOMER and kinds not in _GOODS
    ]
    text = say("clause", lang).join(clauses) or say("did_nothing", lang)
    return text[:1].upper() + text[1:]


def what_it_means(scene: Scene, lang: str = "zh") -> str:
    """Say whether the goods can still go, and who sees to it."""
    if scene.order.left:
        return say("means_left" if scene.recall is None else "means_recall", lang)
    if not scene.holds:
        return say("means_paused" if scene.paused else "means_free", lang)
    match scene.warehouse:
        case AtWarehouse.PENDING | AtWarehouse.PUSHED:
            return say("means_pending", lang)
        case AtWarehouse.REFUSED | AtWarehouse.UNCONFIRMED:
            return say(f"means_{scene.warehouse}", lang)
        case _ if scene.denied_scans:
            return say("means_stopped", lang, count=scene.denied_scans)
        case _:
            return say("means_locked", lang)


def _heaviest(parts: Iterable[Part], most: int) -> _Told:
    """Group what is told together, and keep the groups that add most."""
    groups: _Told = {}
    together: dict[str, _Kinds] = {kind: kinds for kinds in (*_CUSTOMER, *_GOODS) for kind in kinds}
    for part in parts:
        groups.setdefault(together.get(part.kind, (part.kind,)), []).append(part)
    ranked = sorted(groups, key=lambda kinds: -sum(p.contribution for p in groups[kinds]))
    return {kinds: groups[kinds] for kinds in ranked[: max(most, 0)]}


def _rule(rule: HardRule, policy: Policy, lang: str) -> str:
    return say(f"rule_{rule}", lang, after=span(policy.unshipped_after, lang))


def _did(told: Sequence[Part], policy: Policy, lang: str) -> str:
    """Tell one thing that the customer did, of what is told together the most."""
    parts = {part.kind: part for part in told}
    changed, asked = parts.get(Kind.ADDRESS_CHANGED), parts.get(Kind.CHAT_OPENED)
    if changed is not None and changed.count > 1:
        within = span(max(changed.at[-1] - changed.at[0], _MINUTE), lang)
        return say("did_move", lang, within=within, times=_times(changed, policy, lang))
    again = "_again" if asked is not None and asked.count > 1 else ""
    kind = next((one for one in (Kind.ADDRESS_BURST, Kind.CHAT_AFTER_PAY) if one in parts), None)
    return say(f"did_{kind or told[0].kind}{again}", lang)


def _times(part: Part, policy: Policy, lang: str) -> str:
    """Count exactly below the cap, beyond which nothing is counted."""
    rule = policy.rules.get(part.kind)
    if rule is not None and part.count >= rule.cap:
        return say("times_at_least", lang, count=part.count)
    return say("times_two" if part.count == _TWICE else "times", lang, count=part.count)


def _and(did: Sequence[str], lang: str) -> str:
    *before, last = did
    return say("did_and", lang, before=listing(before, lang), last=last) if before else last
