"""A table in no program's own form: what a file that people open in a spreadsheet says."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file with one table, and beside it what was counted."""

    name: str  #: Of the file, without an ending.
    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    marked: Sequence[frozenset[int]]  #: Of each row, the places of the cells that are red.
    counted: tuple[tuple[str, str], ...] = ()  #: Label and figure.
