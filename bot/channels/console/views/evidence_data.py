"""What the page of evidence shows, as JSON: facts by name, every decision, who has read it."""

from typing import Any

from bot.channels.console.labels import label
from bot.channels.console.views import order_data
from bot.channels.console.views.order_data import Reading
from handlers.deps import Deps
from handlers.orders.evidence import Evidence
from handlers.refunds.view import clause_address
from rules.masking import mask_phones
from rules.refunds.application import Decided, standing
from rules.refunds.clauses import clause, marked
from rules.refunds.facts import FACTS, RefundFacts
from rules.refunds.texts import by_name, fact_name, rule_name, sentence, value_name
from rules.wording.say import code_name, money, say
from storage.system.audit import Attempt

#: Of the order's own page, what belongs to the evidence of a refund.
_TRAIL = ("order_no", "photos", "timeline", "quiet", "late", "holds", "scans", "audit")


def evidence(found: Evidence, deps: Deps, reading: Reading) -> dict[str, Any]:
    """Return the page's content."""
    lang, asked, last = reading.lang, found.application, found.history[-1]
    order = order_data.order(found.order, reading)
    return {
        **{name: order[name] for name in _TRAIL},
        "stand": say(f"review_{standing(asked, last.decision)}", lang),
        "facts": _about(found, reading),
        "known": _known(last.facts, last.decision.why, lang),
        "history": [_decided(one, deps, reading) for one in reversed(found.history)],
        "readers": [_reader(one, reading) for one in found.readers],
    }


def _about(found: Evidence, reading: Reading) -> list[dict[str, str]]:
    lang, asked, last = reading.lang, found.application, found.history[-1]
    goods = [f"{one.name} × {one.qty - one.left}" for one in found.goods if one.left < one.qty]
    many = label("evidence_many", lang, n=found.from_address)
    shown = {
        "evidence_goods": "\n".join(goods),
        "amount": money(last.facts.amount, lang),
        "evidence_asked": reading.at(asked.at),
        "evidence_by": by_name(asked.source, lang),
        "shop": asked.shop or "",
        "evidence_said": asked.reason,
        "evidence_ip": f"{asked.ip} · {many}" if asked.ip else "",
        "evidence_named": f"{asked.named} · {asked.id}",
    }
    return [
        {"label": label(name, lang), "text": mask_phones(text)}
        for name, text in shown.items()
        if text
    ]


def _known(facts: RefundFacts, used: tuple[str, ...], lang: str) -> list[dict[str, Any]]:
    """Return what was said or known; what the rule read comes first and is marked."""
    plain = RefundFacts()
    names = [n for n in FACTS if n in used or getattr(facts, n) != getattr(plain, n)]
    return [
        {
            "name": fact_name(name, lang),
            "value": value_name(name, getattr(facts, name), lang),
            "used": name in used,
        }
        for name in sorted(names, key=lambda name: name not in used)
    ]


def _decided(one: Decided, deps: Deps, reading: Reading) -> dict[str, Any]:
    lang, decision = reading.lang, one.decision
    return {
        "at": reading.at(one.at),
        "cause": label(f"evidence_{one.cause}", lang),
        "by": by_name(one.by, lang),
        "action": say(f"refund_action_{decision.action}", lang),
        "reason": mask_phones(one.reason),
        "text": sentence(one.facts, decision, lang),
        "rule": say(
            "review_by_rule", lang, rule=rule_name(decision.rule, lang),
            version=decision.version, clause=marked(decision.clauses[0], lang),
        ),
        "row": decision.row,
        "url": clause_address(deps, decision, clause(decision.clauses[0], lang)),
    }  # fmt: skip


def _reader(one: Attempt, reading: Reading) -> dict[str, Any]:
    return {
        "who": one.actor,
        "at": reading.at(one.at),
        "outcome": code_name("outcome", one.outcome, reading.lang),
        "bad": one.outcome != "done",
    }
