"""What the card of a contract says: which figure is beyond its limit, or what means what now."""

from decimal import ROUND_HALF_UP, Decimal

from rules.cards.card import Line
from rules.contracts.rates import Metric
from rules.contracts.reach import reach_of
from rules.health.troubles import Trouble, Wrong
from rules.orders.timeline import event_name
from rules.wording.say import kind_name, listing, say
from rules.wording.sentences import SENTENCES

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


def what_of(trouble: Trouble, lang: str) -> str:
    """Name a partner with what of its contract is wrong."""
    facts = trouble.facts
    if trouble.wrong is Wrong.CONTRACT:
        what = say(f"contract_{facts['metric']}", lang)
    else:
        change = say(f"contract_change_{facts['change']}", lang)
        what = say("contract_field", lang, field=field_name(trouble, lang), change=change)
    return say("contract_of", lang, name=partner_name(trouble.source, lang), what=what)


def partner_name(partner: str, lang: str) -> str:
    """Name a partner as people do; a source is called as it was configured."""
    key = f"provider_{partner}"
    return say(key, lang) if key in SENTENCES else partner


def reason_name(reason: str, lang: str) -> str:
    """Say why messages could not be read: a call-back, an event, a scan or a push."""
    keys = (f"call_back_{reason}", f"unread_{reason}")
    return say(next((key for key in keys if key in SENTENCES), "unread_other"), lang)


def contract_headline(trouble: Trouble, since: str, lang: str) -> str:
    """Say what is wrong, how much of it, and since when."""
    facts = dict(trouble.facts)
    if trouble.wrong is Wrong.CONTRACT:
        metric = Metric(facts["metric"])
        facts |= {key: figure(metric, facts[key], lang) for key in ("value", "limit")}
        fields = facts["fields"]
        facts["fields"] = say("contract_fields", lang, fields=fields) if fields else ""
        return say(f"contract_over_{metric}", lang, since=since, **facts)
    facts["kind"] = event_name(facts["kind"], lang) if facts["kind"] else trouble.source
    key = f"contract_drift_{facts['change']}"
    for side in ("was", "now"):
        if f"contract_type_{facts[side]}" in SENTENCES:
            facts[side] = say(f"contract_type_{facts[side]}", lang)
    return say(key, lang, since=since, **facts)


def contract_lines(trouble: Trouble, lang: str) -> tuple[Line, ...]:
    """Say of a drift how many messages show it, which order was the first, and who reads it."""
    facts = trouble.facts
    if trouble.behind:
        line = say("contract_behind_ghost", lang, badge=say("trouble_badge_ghost_unread", lang))
        return (Line(label=say("contract_behind", lang), text=line),)
    if trouble.wrong is not Wrong.DRIFT:
        return ()
    part, whole = int(facts["messages"]), int(facts["of"])
    share = percent(Decimal(part) / Decimal(whole))
    reach = reach_of(facts["kind"], facts["field"])
    readers = [kind_name(signal, lang) for signal in reach.signals]
    readers += [_rule_name(rule, lang) for rule in reach.rules]
    told = {
        "contract_share": say("contract_share_of", lang, share=share, messages=part, of=whole),
        "contract_first": facts["order"],
        "contract_reach": listing(dict.fromkeys(readers), lang) or say("contract_no_reach", lang),
    }
    return tuple(Line(label=say(key, lang), text=text) for key, text in told.items() if text)


def field_name(trouble: Trouble, lang: str) -> str:
    """Name the field of a drift; the time of a message is called so."""
    name = trouble.facts["field"]
    return say("contract_time", lang) if name == "time" and not trouble.facts["kind"] else name


def figure(metric: Metric, value: str, lang: str) -> str:
    """Write a figure as people read it."""
    if metric is Metric.SKEW:
        return say("contract_seconds", lang, seconds=value)
    return percent(Decimal(value))


def percent(share: Decimal) -> str:
    """Write a share in percent with two decimals."""
    return f"{(share * _HUNDRED).quantize(_CENT, ROUND_HALF_UP)}%"


def _rule_name(rule: str, lang: str) -> str:
    key = f"hold_{rule}" if f"hold_{rule}" in SENTENCES else f"hard_{rule}"
    return say(key, lang)
