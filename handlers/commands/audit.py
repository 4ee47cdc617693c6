"""`审计 验证`: whether the audit still is what was written (M-18); `审计 证据 N`: who read it."""

from datetime import datetime

from handlers.commands.pages import page_of
from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.desk.chain import chain
from handlers.orders.evidence import READ
from handlers.orders.lookup import by_number
from rules.wording.say import clock, code_name, say
from storage.tx import Tx

#: Rows that are read in one go, the newest first: some 0.4 s, for which a scanner may wait.
STRETCH = 50_000
_LINES = 20


#: How people ask who has read the evidence of an order's refunds.
_EVIDENCE = ("证据", "evidence")


def audit(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """Say whether the audit is whole, or who opened the evidence of an order's refunds."""
    asked, _, number = question.command.rest.strip().partition(" ")
    if asked.casefold() in _EVIDENCE:
        return _readers(tx, deps, number.strip(), now)
    return verify(tx, deps, question)


def _readers(tx: Tx, deps: Deps, number: str, now: datetime) -> str:
    lang, order = deps.lang, by_number(tx, number)
    if order is None:
        return say("audit_evidence_which", lang)
    opened = [one for one in tx.audit.of_order(order.order_no) if one.action == READ]
    lines = [say("audit_evidence", lang, order_no=order.order_no)]
    for one in opened[-_LINES:]:
        at = clock(one.at, now=now, tz=deps.timezone)
        outcome = code_name("outcome", one.outcome, lang)
        lines.append(say("audit_evidence_read", lang, at=at, who=one.actor, outcome=outcome))
    return "\n".join(lines if opened else [*lines, say("audit_evidence_none", lang)])


def verify(tx: Tx, deps: Deps, question: Question) -> str:
    """Check a stretch of the audit; a later page is an older stretch."""
    return chain(tx, deps, page=page_of(question.command.rest), stretch=STRETCH)[1]
