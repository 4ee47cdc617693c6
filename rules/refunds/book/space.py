"""
The product space of applications, taken apart by the rows of a table, without visiting each point.

Every fact has the values that a condition can tell apart: its words, and around each number that
a cell compares with the one below, the number and the one above. Values that all cells treat alike
are one *kind* of value. Asking row by row, and remembering what is left of a question that was
asked before, goes through a space of more points than could be listed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from rules.refunds.book.book import Row, RuleBook
from rules.refunds.book.cells import Value
from rules.refunds.facts import FACTS, RefundFacts
from rules.refunds.reading import known_words, step_of

#: Where no row is left: nobody speaks of it.
NOBODY = None
_UNSAID = RefundFacts()
Point = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the space that one row decides: its share of all points, and one of them."""

    share: Fraction
    point: Point


@dataclass(frozen=True, slots=True)
class _Kind:
    """Values of a fact that no cell tells apart."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What can be said of an application, as far as a book's conditions tell it apart."""

    values: Mapping[str, tuple[Value, ...]]
    kinds: Mapping[str, tuple[_Kind, ...]]

    @property
    def size(self) -> int:
        """Return how many points it has."""
        product = 1
        for values in self.values.values():
            product *= len(values)
        return product


def space_of(book: RuleBook) -> Space:
    """Return the values that a book's conditions can tell apart, for every fact."""
    values = {name: _values(name, book.rows) for name in FACTS}
    kinds = {name: _kinds(name, values[name], book.rows) for name in FACTS}
    return Space(values=values, kinds=kinds)


def _values(name: str, rows: Iterable[Row]) -> tuple[Value, ...]:
    words = known_words(name)
    if words is not None:
        return words
    step, least, most = step_of(name)
    bounds = {bound for row in rows if name in row.when for _, bound in row.when[name].bounds}
    around = {b + d for b in bounds or {Decimal(1)} for d in (-step, Decimal(), step)}
    numbers = sorted(number for number in around if least <= number <= most)
    return (None, *(number if step < 1 else int(number) for number in numbers))


def _kinds(name: str, values: Sequence[Value], rows: Sequence[Row]) -> tuple[_Kind, ...]:
    cells = {row.when[name].text: row.when[name] for row in rows if name in row.when}
    alike: dict[tuple[bool, ...], list[Value]] = {}
    for value in values:
        alike.setdefault(tuple(cell.passes(value) for cell in cells.values()), []).append(value)
    return tuple(_Kind(tuple(found)) for found in alike.values())


@dataclass(slots=True)
class _Walk:
    """One way through a space: what each question that was asked came to."""

    kinds: Mapping[str, Sequence[_Kind]]
    whole: Mapping[str, int]
    known: dict[tuple[object, ...], dict[str | None, Part]] = field(default_factory=dict)

    def parts(self, alive: tuple[Row, ...], fixed: frozenset[str]) -> dict[str | None, Part]:
        if not alive:
            return {NOBODY: Part(share=Fraction(1), point={})}
        first = alive[0]
        asked = next((name for name in first.when if name not in fixed), None)
        if asked is None:
            return {first.id: Part(share=Fraction(1), point={})}
        matters = fixed & {name for row in alive for name in row.when}
        key = (tuple(row.id for row in alive), matters)
        if key not in self.known:
            self.known[key] = self._ask(asked, alive, fixed)
        return self.known[key]

    def _ask(
        self, name: str, alive: tuple[Row, ...], fixed: frozenset[str]
    ) -> dict[str | None, Part]:
        found: dict[str | None, Part] = {}
        for kind in self.kinds[name]:
            value = kind.values[0]
            left = tuple(r for r in alive if name not in r.when or r.when[name].passes(value))
            weight = Fraction(len(kind.values), self.whole[name])
            for row, part in self.parts(left, fixed | {name}).items():
                had = found.get(row)
                share = weight * part.share + (had.share if had else 0)
                point = had.point if had else {name: value, **part.point}
                found[row] = Part(share=share, point=point)
        return found


def parts(
    space: Space, rows: Iterable[Row], *, inside: Row | None = None
) -> Mapping[str | None, Part]:
    """
    Return which part of a space each row decides, the first that matches; `NOBODY` what is left.

    `inside` asks only about the points that a row's conditions let through; shares are of those.
    """
    kinds = dict(space.kinds)
    if inside is not None:
        for name, cell in inside.when.items():
            kinds[name] = tuple(k for k in kinds[name] if cell.passes(k.values[0]))
    whole = {name: sum(len(kind.values) for kind in kinds[name]) for name in kinds}
    found = _Walk(kinds=kinds, whole=whole).parts(tuple(rows), frozenset())
    if inside is None:
        return found
    box = {name: kinds[name][0].values[0] for name in inside.when}
    return {row: Part(share=part.share, point={**box, **part.point}) for row, part in found.items()}


def unsaid(name: str) -> Value:
    """Return what a fact is where a point does not say it: what it is where nobody says it."""
    value: Value = getattr(_UNSAID, name)
    return value
