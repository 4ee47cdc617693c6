"""Presets: the 32 rules that the package ships, each a decision table of its own, as version 1."""

from functools import cache
from importlib import resources
from types import MappingProxyType

from rules.refunds.book.book import RuleBook, book_text, kept_book

#: Version 1 of every installation.
_FIRST = 1


@cache
def presets() -> MappingProxyType[str, RuleBook]:
    """Return the presets by their number; each file opens in the GoRules editor by itself."""
    found = {}
    for file in (resources.files("rules") / "presets" / "refunds").iterdir():
        book = kept_book(file.read_text("utf-8"), _FIRST)
        found[book.rows[0].rule] = book
    return MappingProxyType(dict(sorted(found.items(), key=lambda one: int(one[0]))))


@cache
def shipped_book() -> RuleBook:
    """Return version 1: the rows of all presets by priority, with all their cases."""
    books = presets().values()
    text = book_text(
        [row for book in books for row in book.rows],
        [case for book in books for case in book.cases],
    )
    return kept_book(text, _FIRST)
