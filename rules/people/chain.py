"""
The chain of the audit: each row is sealed with the seal of the one before (M-18).

A seal covers a digest of the row, not its words, and the seal of a row further behind, too. So a
stranger can follow the chain from its end to any row in some twenty steps, and reads of the rows
between nothing but digests.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: What the first row is sealed on top of.
START = "0" * 64
Value = str | int | None
#: JSON without blanks and escapes; an encoder for each row would be a third of the price.
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Broken(StrEnum):
    """In which way a row is not what was written."""

    CHANGED = "changed"  #: Another text than was sealed, or at another place.
    MISSING = "missing"
    ADDED = "added"  #: Beside the product: nobody sealed it.
    CUT = "cut"  #: The latest rows are gone.


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One row of the audit as it lies there."""

    id: int
    number: int | None  #: Its place, from 1; None: it was never sealed.
    values: Sequence[Value]  #: All that it says.
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How long the chain is, and the seal of its last row."""

    number: int = 0
    seal: str = START


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row on the way from the head to another, as a stranger may see it."""

    number: int
    before: str  #: The seal of the row before.
    far: str  #: The seal of the row `behind` it.
    digest: str  #: Of all that it says.
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first row that is not what was written."""

    number: int  #: Its place; of an added row that of the row before.
    how: Broken
    id: int | None = None  #: Of the row that lies there, if one does.


def behind(number: int) -> int:
    """
    Return which earlier row is sealed in with a row, for many the one before; 0 is the start.

    Taken apart into the greatest of 1, 3, 7, 15 … that fit, a number lacks the last of them: so
    the way from any row to any earlier one is logarithmic, which cleared bits would not make it.
    """
    left, last = number, 0
    while left:
        last = (1 << (left + 1).bit_length() - 1) - 1
        left -= last
    return number - last


def steps(row: int, head: int) -> list[int]:
    """Return the rows by which one comes from the head to a row, both among them."""
    found = [head]
    while found[-1] > row:
        far = behind(found[-1])
        found.append(far if far >= row else found[-1] - 1)
    return found


def digest(values: Sequence[Value]) -> str:
    """Return SHA-256, in hex, of all that a row says."""
    return _hashed(values)


def seal(number: int, before: str, far: str, said: str) -> str:
    """Return the seal of a row: of the seals of the row before and of `behind`, and its digest."""
    return _hashed([number, before, far, said])


def _hashed(values: Sequence[Value]) -> str:
    return hashlib.sha256(_written(values).encode(errors="surrogatepass")).hexdigest()


def first_break(
    links: Iterable[Link], after: Head, head: Head, earlier: Mapping[int, str] | None = None
) -> Break | None:
    """
    Return the first break of a stretch of the chain, None where it is as it was written.

    `links` are the rows behind `after` in the order of their numbers, those without one last;
    `earlier` are the seals before the stretch that are sealed in within it.
    """
    number, before = after.number, after.seal
    seals = {0: START, **(earlier or {}), number: before}
    for link in links:
        if link.number is None or link.number <= number:
            return Break(number=number, how=Broken.ADDED, id=link.id)
        number += 1
        if link.number != number:
            return Break(number=number, how=Broken.MISSING)
        far = seals.get(behind(number))
        if far is None:
            return Break(number=behind(number), how=Broken.MISSING)
        if link.seal != seal(number, before, far, digest(link.values)):
            return Break(number=number, how=Broken.CHANGED, id=link.id)
        seals[number] = before = link.seal
    if number < head.number:
        return Break(number=number + 1, how=Broken.CUT)
    if number > head.number:
        return Break(number=head.number, how=Broken.ADDED)
    # The last row, or what is known of it, was sealed anew.
    return None if before == head.seal else Break(number=number, how=Broken.CHANGED)
