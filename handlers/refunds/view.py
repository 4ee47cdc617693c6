"""An application as it is told: what was decided, by which clause, with its history."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.deps import Deps
from rules.events.moments import utc_text
from rules.refunds.application import Application, Decided, standing
from rules.refunds.clauses import Clause, clause
from rules.refunds.decide import Decision
from rules.refunds.facts import RefundFacts
from rules.refunds.texts import by_clause, differences, rule_name, sentence


def clause_address(deps: Deps, decision: Decision, known: Clause) -> str:
    """Return where a clause stands in the terms that were in force."""
    return f"{deps.public_url.rstrip('/')}/terms/{decision.version}#{known.anchor}"


def decision_view(
    deps: Deps,
    application: Application,
    decided: Decided,
    other: RefundFacts | None = None,
) -> dict[str, Any]:
    """Tell a decision; `other` are the facts of an application that was decided otherwise."""
    decision, facts, lang = decided.decision, decided.facts, deps.lang
    first = clause(decision.clauses[0], lang)
    return {
        "id": application.id,
        "application_id": application.named,
        "order_no": application.order_no,
        "at": utc_text(application.at),
        "state": standing(application, decision).value,
        "action": decision.action.value,
        "rule_id": f"refund_rule_{decision.rule}",
        "rule": rule_name(decision.rule, lang),
        "row": decision.row,
        "version": decision.version,
        "clause": first.name,
        "clause_url": clause_address(deps, decision, first),
        "clauses": [
            {"name": one.name, "url": clause_address(deps, decision, one)}
            for one in (clause(known, lang) for known in decision.clauses)
        ],
        "amount": str(decision.amount),
        "freight": str(decision.freight),
        "freight_by": decision.freight_by.value,
        "voucher": str(decision.voucher),
        "goods": decision.goods.value,
        "facts": {name: told_value(facts, name) for name in decision.why},
        "notice": by_clause(decision, lang),
        "text": sentence(facts, decision, lang),
        "differs": "" if other is None else differences(facts, other, lang),
    }


def refund_view(
    deps: Deps,
    application: Application,
    history: Sequence[Decided],
    other: RefundFacts | None = None,
) -> dict[str, Any]:
    """Tell an application by its last decision, and every one before it."""
    return {
        **decision_view(deps, application, history[-1], other),
        "history": [_past(deps, application, decided) for decided in history],
    }


def told_value(facts: RefundFacts, name: str) -> object:
    """Return a fact as JSON tells it: money and shares as text."""
    value = getattr(facts, name)
    return value if value is None or isinstance(value, int) else str(value)


def _past(deps: Deps, application: Application, decided: Decided) -> Mapping[str, Any]:
    told = decision_view(deps, application, decided)
    return {
        "at": utc_text(decided.at),
        "cause": decided.cause.value,
        "by": decided.by,
        "reason": decided.reason,
        **{
            name: told[name]
            for name in (
                "action", "rule_id", "row", "version", "clause_url", "amount", "freight",
                "voucher", "facts", "text",
            )
        },
    }  # fmt: skip
