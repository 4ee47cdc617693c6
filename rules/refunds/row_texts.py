"""Rows as people read them: what each asks, what it gives, and what a check found about it."""

import re
from collections.abc import Mapping

from rules.refunds.book.book import OTHERWISE, Row, RuleBook, Unreadable
from rules.refunds.book.cells import Cell
from rules.refunds.book.checks import Finding, edges
from rules.refunds.book.edits import Odd
from rules.refunds.book.space import Point
from rules.refunds.cases import Failed
from rules.refunds.clauses import marked
from rules.refunds.texts import fact_name, rule_name, value_name
from rules.refunds.words import Action, Bearer
from rules.wording.say import listing, say

_APART = re.compile(r"[\s,，、。；;：:（）()]+")


def cell_text(fact: str, cell: Cell | None, lang: str = "zh") -> str:
    """Write what a row asks of a fact."""
    if cell is None:
        return say("cell_any", lang)
    if cell.words is not None:
        named = [value_name(fact, word, lang) for word in sorted(cell.words)]
        return say("cell_or", lang).join(named)
    return cell.text if cell.bounds else say("value_unknown", lang)


def conditions(row: Row, lang: str = "zh") -> str:
    """Write all that a row asks."""
    asked = (
        say("fact_told", lang, name=fact_name(name, lang), value=cell_text(name, cell, lang))
        for name, cell in row.when.items()
    )
    return listing(asked, lang) or say("cell_any", lang)


def gives(row: Row, lang: str = "zh") -> str:
    """Write what a row gives: the action, its rate, the freight, a voucher, the clause."""
    said = [say(f"refund_action_{row.action}", lang)]
    if row.action in {Action.REFUND, Action.PARTIAL} and row.rate != 1:
        said.append(say("row_rate", lang, rate=percent(row.rate)))
    if row.freight_by is not Bearer.NONE:
        said.append(say(f"row_freight_{row.freight_by}", lang))
    if row.voucher:
        said.append(say("row_voucher", lang, rate=percent(row.voucher)))
    said.append(listing((marked(one, lang) for one in row.clause), lang))
    return listing(said, lang)


def percent(share: object) -> str:
    """Write a share as a percentage."""
    return value_name("spoiled_share", share)


def row_text(row: Row, lang: str = "zh") -> str:
    """Write a row in one line."""
    facts = {"row": row.id, "when": conditions(row, lang), "gives": gives(row, lang)}
    return say("row_line", lang, **facts)


def found(book: RuleBook, said: str, lang: str = "zh") -> list[Row]:
    """
    Return the rows that speak of most of what was said, be it words or a customer's sentence.

    A row that speaks of less than the best one is not among them.
    """
    words = [word for word in _APART.split(said.lower()) if word]
    spoken = {
        row.id: f"{rule_name(row.rule, lang)} {row.note} {row_text(row, lang)}".lower()
        for row in book.rows
    }
    scores = {row.id: sum(word in spoken[row.id] for word in words) for row in book.rows}
    best = max(scores.values())
    return [row for row in book.rows if best and scores[row.id] == best]


def edge_texts(book: RuleBook, rule: str, lang: str = "zh") -> list[str]:
    """Say for each number that a rule compares who decides below, at and above it."""
    sides: dict[tuple[str, str], list[str]] = {}
    for edge in edges(book):
        if edge.row in book.by_id and book.by_id[edge.row].rule == rule:
            named = edge.decided_by or say("refund_rule_otherwise", lang)
            side = f"{value_name(edge.fact, edge.value, lang)} → {named}"
            sides.setdefault((edge.row, edge.fact), []).append(side)
    return [
        say("row_edges", lang, row=row, fact=fact_name(fact, lang), sides=listing(told, lang))
        for (row, fact), told in sides.items()
    ]


def application(point: Point, lang: str = "zh") -> str:
    """Write an application that shows something."""
    told = (
        say("fact_told", lang, name=fact_name(name, lang), value=value_name(name, value, lang))
        for name, value in point.items()
    )
    return listing(told, lang)


def finding_text(finding: Finding, book: RuleBook, lang: str = "zh") -> str:
    """Say what a check found, with the application that shows it."""
    names = {
        key: say("row_named", lang, row=one, name=rule_name(book.by_id[one].rule, lang))
        for key, one in (("row", finding.row), ("by", finding.by))
        if one in book.by_id
    }
    shown = application(finding.shown_by, lang)
    return say(f"check_{finding.wrong}", lang, shown=shown, **names)


def failed_text(failure: Failed, lang: str = "zh") -> str:
    """Say which case does not hold, in which row it was expected, and what it would be."""
    return say(
        "case_failed",
        lang,
        case=failure.case,
        row=failure.expected.get("row", ""),
        expected=outcome_text(failure.expected, lang),
        got=outcome_text(failure.got, lang),
    )


def outcome_text(outcome: Mapping[str, str], lang: str = "zh") -> str:
    """Write what a case comes to: the action, the money, the row."""
    action, row = outcome["action"], outcome.get("row", "")
    if action in set(Action):
        action = say(f"refund_action_{action}", lang)
    named = say("refund_rule_otherwise", lang) if row == OTHERWISE else row
    text = say("case_outcome", lang, action=action, amount=outcome.get("amount", ""), row=named)
    voucher = outcome.get("voucher", "0.00")
    return text if voucher == "0.00" else text + say("case_voucher", lang, amount=voucher)


def unreadable_text(found: Unreadable, lang: str = "zh") -> str:
    """Say why a text is no rule book, where."""
    facts = {"row": found.row, "column": found.column, "given": found.given}
    return say(f"book_{found.why}", lang, **facts)


def odd_text(odd: Odd, lang: str = "zh") -> str:
    """Say why an edit is none."""
    return say(f"edit_{odd.why}", lang, said=odd.said)
