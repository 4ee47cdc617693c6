"""Checks of a rule book: over its whole space, against looking at every point there is."""

from collections import Counter
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.refunds.book.book import Row, RuleBook, book_text, kept_book
from rules.refunds.book.cells import Value, read_cell
from rules.refunds.book.checks import Wrong, checked, edges, first_of, masked
from rules.refunds.book.presets import shipped_book
from rules.refunds.book.space import NOBODY, parts, space_of
from rules.refunds.engine import first_row
from rules.refunds.facts import FACTS, RefundFacts, changed
from rules.refunds.reading import known_words
from rules.refunds.words import Action, Bearer, Goods

pytestmark = pytest.mark.timeless

_SAMPLE, _FULL = 500, 100_000


def _row(number: int, priority: int, **when: str) -> Row:
    cells = {fact: read_cell(text, known=known_words(fact)) for fact, text in when.items()}
    return Row(
        id=f"{number}",
        rule=str(number),
        priority=priority,
        note="",
        when={fact: cell for fact, cell in cells.items() if cell is not None},
        action=(Action.REFUND, Action.REFUSE)[number % 2],
        goods=Goods.BACK,
        freight_by=Bearer.SELLER,
        clause=("A24",),
    )


def _book(*rows: Row) -> RuleBook:
    return kept_book(book_text(rows), 1)


def _engine(book: RuleBook, point: dict[str, Value]) -> str | None:
    row = first_row(book.text, changed(RefundFacts(), point).context()).get("row")
    return None if row is None else str(row)


def test_every_application_there_is_goes_to_exactly_one_row_and_no_row_is_idle() -> None:
    found = checked(shipped_book())

    assert found.faults == ()
    assert found.points > 10**20
    assert sum(found.decided.values()) == found.points
    assert all(found.decided.values())


@pytest.mark.proof
def test_the_engine_reads_every_application_as_the_checks_do(*, full_proof: bool) -> None:
    book, rng = shipped_book(), Random(1)  # noqa: S311 - the same applications each time
    values = space_of(book).values
    for _ in range(_FULL if full_proof else _SAMPLE):
        point = {name: rng.choice(values[name]) for name in FACTS}
        row = first_of(book, point)
        assert row
        assert _engine(book, point) == row, point


def test_an_application_that_is_shown_for_a_row_is_decided_by_it() -> None:
    book = shipped_book()
    for row, part in parts(space_of(book), book.rows).items():
        assert _engine(book, dict(part.point)) == row


def test_a_gap_is_shown_by_an_application_that_no_row_speaks_of() -> None:
    book = shipped_book()
    for left_out in ("1-3", "1-4", "1-5", "1-6"):
        (fault,) = checked(_book(*(row for row in book.rows if row.id != left_out))).faults
        assert fault.wrong is Wrong.GAP
        assert _engine(book, dict(fault.shown_by)) == left_out


def test_a_row_that_nothing_reaches_is_named_with_the_one_that_takes_it() -> None:
    book = shipped_book()
    moved = {"1": 0, "32": 9}
    rows = [replace(row, priority=moved.get(row.rule, row.priority)) for row in book.rows]
    faults = checked(_book(*rows)).faults
    idle = {fault.row: fault.by for fault in faults if fault.wrong is Wrong.UNREACHABLE}

    assert idle["9-2"] in {"1-1", "1-3", "1-4", "1-5", "1-6"}
    assert all(by.startswith(("1-", "2-")) for by in idle.values())


def test_two_rules_of_one_priority_that_both_speak_of_it_are_a_tie() -> None:
    rows = (_row(1, 5, category="'鞋'"), _row(2, 5, worn_outdoor="'yes'"), _row(3, 9))
    (fault,) = checked(_book(*rows)).faults

    assert (fault.wrong, fault.row, fault.by) == (Wrong.TIE, "2", "1")
    assert (fault.shown_by["category"], fault.shown_by["worn_outdoor"]) == ("鞋", "yes")


def test_what_an_earlier_rule_takes_of_a_later_one_is_shown() -> None:
    book = shipped_book()
    found = {(one.row, one.by): one.shown_by for one in masked(book)}

    taken = found["9-2", "32-3"]
    assert _engine(book, dict(taken)) == "32-3"
    assert all(book.by_id["9-2"].when[name].passes(taken[name]) for name in book.by_id["9-2"].when)


def test_edges_lie_below_at_and_above_every_number() -> None:
    found = {(one.row, one.value): one.decided_by for one in edges(shipped_book())}

    assert [found["12-1", days] for days in (29, 30)] == ["12-1", "12-1"]
    assert found["12-1", 31] != "12-1"
    assert [found["9-2", days] == "9-2" for days in (6, 7, 8)] == [True, True, False]


_CELLS = {
    "seal_broken": ("'yes'", "'no'", "'yes','unknown'"),
    "days_since_sign": ("<= 7", "> 7", "null", "[3..5]", ">= 8"),
    "shelf_days_left": ("< 0", "<= 30", "null"),
    "member_level": ("'diamond'", "'gold','silver'"),
}
_ROWS = st.lists(
    st.fixed_dictionaries({}, optional={f: st.sampled_from(c) for f, c in _CELLS.items()}),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(_ROWS)
def test_each_row_decides_as_many_as_brute_force_counts(cells: list[dict[str, str]]) -> None:
    book = _book(*(_row(n, n, **when) for n, when in enumerate(cells, 1)))
    space = space_of(book)
    found = parts(space, book.rows)
    names = list(_CELLS)
    points = [dict(zip(names, p, strict=True)) for p in product(*(space.values[n] for n in names))]
    counted = Counter(_engine(book, point) for point in points)

    assert {row: part.share * len(points) for row, part in found.items()} == counted
    gaps = [fault for fault in checked(book).faults if fault.wrong is Wrong.GAP]
    assert bool(gaps) == (NOBODY in counted)
    idle = {fault.row for fault in checked(book).faults if fault.wrong is Wrong.UNREACHABLE}
    assert idle == {row.id for row in book.rows if not counted[row.id]}
