"""
Checks of a rule book before it is published: over the whole space, each shown by an application.

A fault keeps a book from being published: a gap (no row speaks of it), a tie (two rules of one
priority both do), a row that nothing reaches. That an earlier rule takes a part of a later one and
decides it otherwise is what priorities are for; it is told, with an application, so that whoever
approves has seen it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rules.refunds.book.book import Row, RuleBook
from rules.refunds.book.cells import Value
from rules.refunds.book.space import NOBODY, Point, parts, space_of, unsaid
from rules.refunds.reading import step_of


class Wrong(StrEnum):
    """What a check finds."""

    GAP = "gap"
    TIE = "tie"
    UNREACHABLE = "unreachable"
    MASKED = "masked"  #: In part, by a rule that goes first and decides otherwise; no fault.


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found, about which row, because of which other, and an application that shows it."""

    wrong: Wrong
    row: str = ""
    by: str = ""
    shown_by: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A book over its whole space: how many points, how many each row decides, what is wrong."""

    points: int
    decided: Mapping[str, int]
    faults: Sequence[Finding]


@lru_cache(maxsize=8)
def checked(book: RuleBook) -> Checked:
    """Check a book over every application that its conditions can tell apart."""
    space, rows = space_of(book), book.rows
    found = parts(space, rows)
    faults = []
    if NOBODY in found:
        faults.append(Finding(wrong=Wrong.GAP, shown_by=found[NOBODY].point))
    for at, row in enumerate(rows):
        if row.id not in found:
            taken = parts(space, rows[:at], inside=row)
            by, part = max(taken.items(), key=lambda one: one[1].share)
            faults.append(
                Finding(wrong=Wrong.UNREACHABLE, row=row.id, by=by or "", shown_by=part.point)
            )
        equals = [r for r in rows[:at] if r.priority == row.priority and r.rule != row.rule]
        for by, part in parts(space, equals, inside=row).items():
            if by is not NOBODY:
                faults.append(Finding(wrong=Wrong.TIE, row=row.id, by=by, shown_by=part.point))
    size = space.size
    decided = {row.id: int(size * found[row.id].share) if row.id in found else 0 for row in rows}
    return Checked(points=size, decided=decided, faults=tuple(faults))


# It asks a question for each row, which takes a second or two.
@lru_cache(maxsize=4)
def masked(book: RuleBook) -> Sequence[Finding]:
    """Find which part of each row an earlier rule takes and decides otherwise."""
    space, found = space_of(book), []
    for at, row in enumerate(book.rows):
        for by, part in parts(space, book.rows[:at], inside=row).items():
            other = book.by_id.get(by or "")
            if other is None or other.rule == row.rule:
                continue
            if _differ(row, other):
                found.append(
                    Finding(wrong=Wrong.MASKED, row=row.id, by=other.id, shown_by=part.point)
                )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An application right at, below or above a number of a row's condition, and who decides it."""

    row: str
    fact: str
    value: Value
    point: Point
    decided_by: str  #: Empty: nobody.


@lru_cache(maxsize=4)
def edges(book: RuleBook) -> Sequence[Edge]:
    """List the boundaries of every number in every condition: below, at, above."""
    space = space_of(book)
    found = parts(space, book.rows)
    listed = []
    for row in (row for row in book.rows if row.id in found):
        for name, cell in row.when.items():
            for _, bound in cell.bounds:
                step, least, most = step_of(name)
                for number in (bound - step, bound, bound + step):
                    if not least <= number <= most:
                        continue
                    value: Value = number if step < 1 else int(number)
                    point = {**found[row.id].point, name: value}
                    listed.append(
                        Edge(
                            row=row.id,
                            fact=name,
                            value=value,
                            point=point,
                            decided_by=first_of(book, point),
                        )
                    )
    return listed


def first_of(book: RuleBook, point: Point) -> str:
    """Return the first row that a point passes, read without the engine; empty where none."""
    for row in book.rows:
        if all(cell.passes(point.get(name, unsaid(name))) for name, cell in row.when.items()):
            return row.id
    return ""


# A draft's card is drawn several times, and its page looks every few seconds.
@lru_cache(maxsize=8)
def newly_masked(before: RuleBook, after: RuleBook) -> Sequence[Finding]:
    """Find what a changed book masks that was not; pairs that cannot meet are not asked about."""
    had, have = _pairs(before), _pairs(after)
    space, found = space_of(after), []
    for row, others in have.items():
        fresh = others - had.get(row, frozenset())
        if not fresh:
            continue
        at = after.rows.index(after.by_id[row])
        for by, part in parts(space, after.rows[:at], inside=after.by_id[row]).items():
            if by in fresh:
                found.append(Finding(wrong=Wrong.MASKED, row=row, by=by, shown_by=part.point))
    return found


def _pairs(book: RuleBook) -> Mapping[str, frozenset[str]]:
    """Return for each row the earlier ones, of other rules, that decide otherwise and may meet."""
    space = space_of(book)
    passing = {
        row.id: {
            name: {v for v in space.values[name] if cell.passes(v)}
            for name, cell in row.when.items()
        }
        for row in book.rows
    }

    def meet(one: Row, other: Row) -> bool:
        mine, theirs = passing[one.id], passing[other.id]
        return all(mine[name] & theirs[name] for name in mine.keys() & theirs.keys())

    return {
        row.id: frozenset(
            other.id
            for other in book.rows[:at]
            if other.rule != row.rule and _differ(row, other) and meet(row, other)
        )
        for at, row in enumerate(book.rows)
    }


def _differ(one: Row, other: Row) -> bool:
    return (one.action, one.freight_by) != (other.action, other.freight_by)
