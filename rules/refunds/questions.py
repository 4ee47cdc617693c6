"""Questions: what a buyer is asked of goods in their hands; only what rules read and they know."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from rules.refunds.book.book import Row, RuleBook
from rules.refunds.facts import RefundFacts
from rules.refunds.words import UNKNOWN, WISHES, Tri

#: Why goods come back, as buyers put it; those two nobody needs a rule of their own for.
_ISSUES = (
    "no_reason", "quality", "missing_item", "wrong_item", "spoiled", "dead", "allergy",
    "palatability", "activation_failed",
)  # fmt: skip
_ALWAYS = frozenset({"no_reason", "quality"})
#: How goods are, where they have a standard of their own; else whether they are as they were.
_STANDARDS = (
    "seal_broken", "tag_intact", "washed", "worn_outdoor", "activated", "installed",
    "delivered_or_unsealed",
)  # fmt: skip
_OTHERWISE = "intact"
#: Of one reason alone.
_ABOUT: Mapping[str, frozenset[str]] = {
    "medical_proof": frozenset({"allergy"}),
    "spoiled_share": frozenset({"spoiled", "dead"}),
}
_TRI = (Tri.YES.value, Tri.NO.value, UNKNOWN)
_SHARES = (*(f"{tenths}0%" for tenths in range(1, 11)), UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, named by its fact, with the answers that may be chosen."""

    fact: str
    answers: tuple[str, ...]
    issues: frozenset[str] = frozenset()  #: Asked of these reasons alone; none: of every one.


def questions(book: RuleBook, categories: Collection[str]) -> tuple[Question, ...]:
    """Return what is asked of goods of these categories, `"unknown"` among them."""
    rows = [row for row in book.rows if any(_speaks_of(row, one) for one in categories)]
    used = {name for row in rows for name in row.when}
    named = _ALWAYS.union(*(_words(row) for row in rows))
    asked = [Question(fact="issue", answers=tuple(one for one in _ISSUES if one in named))]
    for name, issues in _ABOUT.items():
        if name in used and not issues.isdisjoint(asked[0].answers):
            answers = _SHARES if name == "spoiled_share" else _TRI
            asked.append(Question(fact=name, answers=answers, issues=issues))
    own = {name for one in categories for name in _standards(book.rows, one)}
    named_so = (name for name in (*_STANDARDS, _OTHERWISE) if name in own)
    asked += [Question(fact=name, answers=_TRI) for name in named_so]
    if "wants" in used:
        wishes = tuple(one for one in WISHES if one != UNKNOWN)
        asked.append(Question(fact="wants", answers=wishes))
    return tuple(asked)


def answered(asked: Iterable[Question], said: Mapping[str, str]) -> dict[str, str] | None:
    """Return the facts that a buyer states; None where a reason was asked for and none chosen."""
    facts: dict[str, str] = {}
    for one in asked:
        value = said.get(one.fact, "")
        if value not in one.answers:
            if one.fact == "issue":
                return None
            continue
        if value != UNKNOWN and (not one.issues or facts.get("issue") in one.issues):
            facts[one.fact] = value
    return facts


def left_open(asked: Iterable[Question], facts: RefundFacts) -> tuple[Question, ...]:
    """Return which of them nobody has answered yet, as whoever appeals still may."""
    plain = RefundFacts()
    return tuple(
        replace(one, issues=frozenset())
        for one in asked
        if getattr(facts, one.fact) == getattr(plain, one.fact)
        and (not one.issues or facts.issue in one.issues)
    )


def added(asked: Iterable[Question], said: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that an appeal adds; it may well add none."""
    chosen = ((one.fact, said.get(one.fact, ""), one.answers) for one in asked)
    return {fact: value for fact, value, of in chosen if value in of and value != UNKNOWN}


def _standards(rows: Iterable[Row], category: str) -> tuple[str, ...]:
    used = {name for row in rows if _speaks_of(row, category) for name in row.when}
    return tuple(name for name in _STANDARDS if name in used) or tuple({_OTHERWISE} & used)


def _speaks_of(row: Row, category: str) -> bool:
    cell = row.when.get("category")
    return cell is None or cell.passes(category)


def _words(row: Row) -> frozenset[str]:
    cell = row.when.get("issue")
    return frozenset() if cell is None or cell.words is None else cell.words
