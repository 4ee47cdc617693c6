"""
Cells of a decision table: the few forms that a condition may have, and what each lets through.

The engine knows many more, and what it cannot read it takes for a miss without a word. So a cell is
one of these, or it is refused by name: empty (anything), `'yes'` or `'yes','unknown'`, `null` (a
number that nobody knows), `< 7`, `<= 7`, `> 7`, `>= 7`, `[1..7]`.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

_WORD = r"'[^'\\\"]{1,40}'"
_WORDS = re.compile(rf"{_WORD}(?:\s*,\s*{_WORD})*")
_NUMBER = r"-?\d{1,12}(?:\.\d{1,6})?"
_COMPARED = re.compile(rf"(<=|>=|<|>)\s*({_NUMBER})")
_BETWEEN = re.compile(rf"\[({_NUMBER})\.\.({_NUMBER})\]")
_NULL = "null"

Value = str | int | float | Decimal | None
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType({
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A condition on one fact."""

    text: str
    words: frozenset[str] | None = None  #: None: it is about a number.
    bounds: tuple[tuple[str, Decimal], ...] = ()  #: All of which a number keeps; none: null.

    def passes(self, value: Value) -> bool:
        """Say whether a value passes, as the engine would."""
        if self.words is not None:
            return value in self.words
        if value is None or not self.bounds:
            return value is None and not self.bounds
        return all(_COMPARE[sign](Decimal(value), bound) for sign, bound in self.bounds)


def read_cell(text: str, *, known: tuple[str, ...] | None) -> Cell | None:
    """
    Read the cell of a fact; None where it has none of the forms, or not one for this fact.

    `known` are the words of the fact, None for a number: a word that is none of them would match
    nothing, for ever and in silence.
    """
    if known is not None:
        words = tuple(re.findall(_WORD, text)) if _WORDS.fullmatch(text) else ()
        named = frozenset(word.strip("'") for word in words)
        return Cell(text=text, words=named) if named and named <= set(known) else None
    if text == _NULL:
        return Cell(text=text)
    if compared := _COMPARED.fullmatch(text):
        return Cell(text=text, bounds=((compared[1], Decimal(compared[2])),))
    if between := _BETWEEN.fullmatch(text):
        low, high = Decimal(between[1]), Decimal(between[2])
        return Cell(text=text, bounds=((">=", low), ("<=", high))) if low <= high else None
    return None
