"""The chain of the audit: whatever is done to it from outside is found, and the row is named."""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules.people.chain import (
    START,
    Break,
    Broken,
    Head,
    Link,
    Value,
    behind,
    digest,
    first_break,
    seal,
    steps,
)

BEFORE = Head()
_VALUES = st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=5)), max_size=4)


def chain(said: list[list[Value]]) -> tuple[list[Link], Head]:
    """Seal rows as the product does."""
    links, seals = [], [START]
    for number, values in enumerate(said, 1):
        seals.append(seal(number, seals[-1], seals[behind(number)], digest(values)))
        links.append(Link(id=100 + number, number=number, values=values, seal=seals[-1]))
    return links, Head(number=len(links), seal=seals[-1])


@given(st.integers(1, 10**9), st.data())
def test_from_the_head_to_any_row_is_a_short_way(head: int, data: st.DataObject) -> None:
    row = data.draw(st.integers(1, head))
    way = steps(row, head)
    assert (way[0], way[-1]) == (head, row)
    assert all(b in (a - 1, behind(a)) for a, b in itertools.pairwise(way))
    assert len(way) <= 3 * head.bit_length()


@given(st.lists(_VALUES, min_size=1, max_size=40), st.data())
def test_a_stretch_is_checked_by_itself(said: list[list[Value]], data: st.DataObject) -> None:
    links, head = chain(said)
    after = data.draw(st.integers(0, len(links) - 1))
    seals = {link.number or 0: link.seal for link in links}
    needed = {far for n in range(after + 1, len(links) + 1) if 0 < (far := behind(n)) < after}
    start = Head(number=after, seal=seals.get(after, START))
    earlier = {n: seals[n] for n in needed}
    assert first_break(links[after:], start, head, earlier) is None
    if needed:  # a row far behind that is gone, or was sealed anew, is no part of this chain
        gone = min(needed)
        found = first_break(links[after:], start, head, {n: earlier[n] for n in needed - {gone}})
        assert found == Break(number=gone, how=Broken.MISSING)
        found = first_break(links[after:], start, head, {**earlier, gone: START})
        assert found is not None


@given(st.lists(_VALUES, max_size=8))
def test_what_nobody_touched_is_whole(said: list[list[Value]]) -> None:
    links, head = chain(said)
    assert first_break(links, BEFORE, head) is None


@given(st.lists(_VALUES, min_size=1, max_size=8), st.data())
def test_a_row_that_is_gone_is_named(said: list[list[Value]], data: st.DataObject) -> None:
    links, head = chain(said)
    gone = data.draw(st.integers(1, len(links)))
    how = Broken.CUT if gone == len(links) else Broken.MISSING
    left = [link for link in links if link.number != gone]
    assert first_break(left, BEFORE, head) == Break(number=gone, how=how)


@given(st.lists(_VALUES, min_size=1, max_size=8), _VALUES, st.data())
def test_a_row_that_says_something_else_is_named(
    said: list[list[Value]], other: list[Value], data: st.DataObject
) -> None:
    links, head = chain(said)
    at = data.draw(st.integers(0, len(links) - 1))
    if list(links[at].values) == other:
        return
    links[at] = replace(links[at], values=other)
    broken = Break(number=at + 1, how=Broken.CHANGED, id=links[at].id)
    assert first_break(links, BEFORE, head) == broken
    # Sealed anew by whoever changed it, it no longer carries the next row, or is not the head's.
    before, far = (links[n - 1].seal if n else START for n in (at, behind(at + 1)))
    links[at] = replace(links[at], seal=seal(at + 1, before, far, digest(other)))
    found = first_break(links, BEFORE, head)
    assert found is not None
    assert found.number in (at + 1, at + 2)


@given(st.lists(_VALUES, min_size=2, max_size=8, unique_by=repr), st.data())
def test_rows_that_change_places_are_named(said: list[list[Value]], data: st.DataObject) -> None:
    links, head = chain(said)
    first = data.draw(st.integers(0, len(links) - 2))
    second = data.draw(st.integers(first + 1, len(links) - 1))
    moved = list(links)
    moved[first] = replace(links[second], number=first + 1)
    moved[second] = replace(links[first], number=second + 1)
    found = first_break(moved, BEFORE, head)
    assert found == Break(number=first + 1, how=Broken.CHANGED, id=links[second].id)


@given(st.lists(_VALUES, max_size=8))
def test_a_row_that_the_product_did_not_write_is_named(said: list[list[Value]]) -> None:
    links, head = chain(said)
    stranger = Link(id=9, number=None, values=["x"], seal="")
    found = first_break([*links, stranger], BEFORE, head)
    assert found == Break(number=len(links), how=Broken.ADDED, id=9)
    last = len(links) + 1
    far = links[behind(last) - 1].seal if behind(last) else START
    more = seal(last, head.seal, far, digest(["x"]))
    longer = [*links, Link(id=9, number=len(links) + 1, values=["x"], seal=more)]
    found = first_break(longer, BEFORE, head)
    assert found is not None
    assert found.how is Broken.ADDED
