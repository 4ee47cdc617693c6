"""What people read of a decision: facts used, clause, what is done; in 200 letters."""

from collections.abc import Iterable
from decimal import Decimal

from rules.refunds.clauses import clause
from rules.refunds.decide import Decision
from rules.refunds.facts import NotRead, RefundFacts, differing
from rules.refunds.words import CUSTOMER, Action, Bearer, Goods
from rules.wording.say import listing, money, say
from rules.wording.sentences import SENTENCES

#: Of a customer's sentence.
LONGEST = 200
#: What others did from the same address, and how we count, is told to nobody.
_UNTOLD = frozenset({"same_ip_refunds_1d", "buyer_refund_rate"})


def fact_name(name: str, lang: str = "zh") -> str:
    """Name a fact."""
    return say(f"fact_{name}", lang)


def value_name(name: str, value: object, lang: str = "zh") -> str:
    """Write a fact's value: a word by its name, money as money, a number as it is."""
    if value is None:
        return say("value_unknown", lang)
    if name == "amount" and isinstance(value, Decimal):
        return money(value, lang)
    if name in {"spoiled_share", "buyer_refund_rate"} and isinstance(value, Decimal):
        return f"{(value * 100).normalize():f}%"
    key = f"value_{value}"
    return say(key, lang) if key in SENTENCES else str(value)


def told(facts: RefundFacts, names: Iterable[str], lang: str = "zh") -> list[str]:
    """Write facts as `name: value`, without what is told to nobody."""
    return [
        say(
            "fact_told",
            lang,
            name=fact_name(name, lang),
            value=value_name(name, getattr(facts, name), lang),
        )
        for name in names
        if name not in _UNTOLD
    ]


def rule_name(rule: str, lang: str = "zh") -> str:
    """Name a rule; one that a shop added is called by its number."""
    key = f"refund_rule_{rule}"
    return say(key, lang) if key in SENTENCES else rule


def by_name(name: str, lang: str = "zh") -> str:
    """Name whoever applied, appealed or decided."""
    return say("refund_by_customer", lang) if name == CUSTOMER else name


def by_clause(decision: Decision, lang: str = "zh") -> str:
    """Say before anything is done by which clause it will be: 您的退款将按《…》第 n 条执行."""
    return say("refund_by_clause", lang, clause=clause(decision.clauses[0], lang).name)


def sentence(facts: RefundFacts, decision: Decision, lang: str = "zh") -> str:
    """
    Say why and what, for the customer: the facts used, the clause, the action; 200 letters at most.

    Where all facts do not fit, the last ones are left out: the rows name what matters most first.
    """
    named = told(facts, decision.why, lang)
    by, what = clause(decision.clauses[0], lang).name, _what(decision, lang)
    while named:
        text = say("refund_sentence", lang, facts=listing(named, lang), clause=by, what=what)
        if len(text) <= LONGEST:
            return text
        named.pop()
    return say("refund_sentence_bare", lang, clause=by, what=what)


def _what(decision: Decision, lang: str) -> str:
    voucher = money(decision.voucher, lang)
    beside = ""
    if decision.voucher and decision.action is not Action.VOUCHER:
        beside = say("refund_with_voucher", lang, voucher=voucher)
    goods = ""
    if decision.goods is not Goods.NONE:
        goods = say(f"refund_goods_{decision.goods}", lang)
    refused = decision.action is Action.REFUSE
    text = say(
        f"refund_what_{decision.action}",
        lang,
        amount=money(decision.amount, lang),
        freight=_freight(decision, lang),
        goods=goods,
        voucher=beside if refused else voucher,
    )
    return text if refused else text + beside


def _freight(decision: Decision, lang: str) -> str:
    """Say who bears the freight, where something travels and it is not the buyer for nothing."""
    bearer = decision.freight_by
    silent = decision.goods is not Goods.BACK or bearer is Bearer.NONE
    if silent or (bearer is Bearer.BUYER and not decision.freight):
        return ""
    return say(f"refund_freight_{bearer}", lang, freight=money(decision.freight, lang))


def differences(one: RefundFacts, other: RefundFacts, lang: str = "zh") -> str:
    """Name what differs between two applications, so that somebody treated otherwise knows why."""
    lines = [
        say(
            "refund_differs_from",
            lang,
            name=fact_name(name, lang),
            one=value_name(name, getattr(one, name), lang),
            other=value_name(name, getattr(other, name), lang),
        )
        for name in differing(one, other)
        if name not in _UNTOLD
    ]
    return say("refund_differs", lang, facts=listing(lines, lang)) if lines else ""


def not_read(refusal: NotRead, lang: str = "zh") -> str:
    """Say which fact was not read, what was given, and what would be."""
    hint = refusal.hint
    if refusal.why == "unknown_fact":
        hint = say("not_read_near", lang, name=hint) if hint else ""
    return say(f"not_read_{refusal.why}", lang, fact=refusal.fact, given=refusal.given, hint=hint)
