"""What the page of the refund rules shows, as JSON: rules in their order, what may be set."""

from typing import Any

from rules.people.permissions import Actor, may
from rules.refunds.book.book import Row, RuleBook
from rules.refunds.reading import step_of
from rules.refunds.row_texts import conditions, gives
from rules.refunds.texts import fact_name, rule_name
from rules.refunds.words import Action
from rules.wording.say import say

_PAYS = frozenset({Action.REFUND, Action.PARTIAL})


def refund_rules(book: RuleBook, actor: Actor, lang: str) -> dict[str, Any]:
    """Return the page's content, with what this person may do."""
    return {
        "version": say("refund_rules_version", lang, version=book.version, count=len(book.rules)),
        "rules": [
            {
                "rule": rule,
                "name": rule_name(rule, lang),
                "priority": rows[0].priority,
                "action": say(f"refund_action_{rows[0].action}", lang),
                "rows": [_row(row, lang) for row in rows],
            }
            for rule, rows in book.rules.items()
        ],
        "document": book.text,
        "actions": [
            {"code": action.value, "name": say(f"refund_action_{action}", lang)}
            for action in Action
        ],
        "may_edit": may(actor, "edit_refund_rules") and actor.sees(None),
    }


def _row(row: Row, lang: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "note": row.note,
        "when": conditions(row, lang),
        "gives": gives(row, lang),
        "action": row.action.value,
        "rate": float(row.rate * 100) if row.action in _PAYS else None,
        "voucher": float(row.voucher * 100),
        "numbers": [
            {
                "fact": fact,
                "name": fact_name(fact, lang),
                "sign": cell.bounds[0][0],
                "number": float(cell.bounds[0][1]),
                "step": float(step_of(fact)[0]),
            }
            for fact, cell in row.when.items()
            if len(cell.bounds) == 1
        ],
    }
