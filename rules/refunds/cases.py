"""Cases: given and expected rows that have to hold before a rule book is published (A-44)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.refunds.book.book import RuleBook, book_text, kept_book
from rules.refunds.decide import Decision, RefundTerms, decide
from rules.refunds.facts import NotRead, RefundFacts
from rules.refunds.reading import read_facts

#: Cases are about rules, not about what one shop charges: they are decided by these.
TERMS = RefundTerms()
#: What a case expects of a decision.
EXPECTED = ("action", "row", "freight_by", "amount", "voucher")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A case that a book does not decide as it is expected."""

    case: str
    expected: Mapping[str, str]
    got: Mapping[str, str]


def given_cases(book: RuleBook) -> Iterator[tuple[Mapping[str, Any], RefundFacts]]:
    """Yield the cases of a book with their facts; one that cannot be read is left to `failed`."""
    for case in book.cases:
        facts = read_facts(case["given"])
        if isinstance(facts, RefundFacts):
            yield case, facts


def failed(book: RuleBook) -> list[Failed]:
    """Return the cases that a book decides otherwise than expected, in their order."""
    found = []
    for case in book.cases:
        facts = read_facts(case["given"])
        got = (
            {"action": f"{facts.fact}: {facts.why}"}
            if isinstance(facts, NotRead)
            else outcome(decide(facts, book, TERMS))
        )
        if {name: got.get(name) for name in case["expected"]} != dict(case["expected"]):
            found.append(Failed(case=case["id"], expected=case["expected"], got=got))
    return found


def untested(book: RuleBook) -> list[str]:
    """Return the rules of which no case expects a row: nobody said what they are meant to do."""
    rows = {case["expected"].get("row") for case in book.cases}
    return [rule for rule in book.rules if not any(row.id in rows for row in book.rules[rule])]


def outcome(decision: Decision) -> dict[str, str]:
    """Return what a case would expect of a decision."""
    return {name: str(getattr(decision, name)) for name in EXPECTED}


def with_new_expectations(book: RuleBook) -> RuleBook:
    """Return the book with its cases expecting what it decides, which whoever approves it reads."""
    cases = [
        {**case, "expected": outcome(decide(facts, book, TERMS))}
        for case, facts in given_cases(book)
    ]
    return kept_book(book_text(book.rows, cases), book.version)
