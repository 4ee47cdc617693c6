"""The chain of the audit: each row is sealed with the seal of the one before (M-18)."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: What the first row is sealed on top of.
START = "0" * 64
Value = str | int | None


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
class Break:
    """The first row that is not what was written."""

    number: int  #: Its place; of an added row that of the row before.
    how: Broken
    id: int | None = None  #: Of the row that lies there, if one does.


def seal(before: str, number: int, values: Sequence[Value]) -> str:
    """Return the seal of a row: SHA-256, in hex, of the one before and of all that it says."""
    text = json.dumps([before, number, *values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def first_break(links: Iterable[Link], after: Head, head: Head) -> Break | None:
    """
    Return the first break of a stretch of the chain, None where it is as it was written.

    `links` are the rows behind `after` in the order of their numbers, those without one last.
    """
    number, before = after.number, after.seal
    for link in links:
        if link.number is None or link.number <= number:
            return Break(number=number, how=Broken.ADDED, id=link.id)
        number += 1
        if link.number != number:
            return Break(number=number, how=Broken.MISSING)
        if link.seal != seal(before, number, link.values):
            return Break(number=number, how=Broken.CHANGED, id=link.id)
        before = link.seal
    if number < head.number:
        return Break(number=number + 1, how=Broken.CUT)
    if number > head.number:
        return Break(number=head.number, how=Broken.ADDED)
    # The last row, or what is known of it, was sealed anew.
    return None if before == head.seal else Break(number=number, how=Broken.CHANGED)
