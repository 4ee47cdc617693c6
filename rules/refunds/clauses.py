"""
Clauses: what refunds are decided by; every one has an anchor on the page of the terms.

A clause never changes its meaning: another wording of the law is a clause of another id, which a
later version of the rules names. So `/terms/{version}#<anchor>` says the same for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.refunds.book.book import RuleBook
from rules.wording.refunds.clauses import CLAUSES
from rules.wording.say import say

_NAMED = "clause_"
_SAID = "clause_text_"
#: All that a row may name.
KNOWN: tuple[str, ...] = tuple(
    key.removeprefix(_NAMED) for key in CLAUSES if not key.startswith(_SAID)
)
#: Not seen in a source yet. Whoever works with the rules is told so; a customer reads the clause.
UNVERIFIED = frozenset({"Z18", "F148", "T15", "P1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause in the reader's language."""

    id: str
    anchor: str
    name: str  #: 《消费者权益保护法》第二十五条
    text: str


def clause(known: str, lang: str = "zh") -> Clause:
    """Return a clause by its id; an unknown one is a KeyError, which reading a book rules out."""
    return Clause(
        id=known,
        anchor=known.lower(),
        name=say(f"{_NAMED}{known}", lang),
        text=say(f"{_SAID}{known}", lang),
    )


def marked(known: str, lang: str = "zh") -> str:
    """Return the name of a clause for people who work with it: whether it was verified."""
    name = clause(known, lang).name
    return say("clause_unverified", lang, name=name) if known in UNVERIFIED else name


def terms_of(book: RuleBook, lang: str = "zh") -> Sequence[Clause]:
    """Return every clause that the rules of a version name, as they are listed."""
    named = {known for row in book.rows for known in row.clause} | {"F15"}
    return [clause(known, lang) for known in KNOWN if known in named]
