"""The map as people read it: every word, and of how many orders unknown words were said."""

from dataclasses import dataclass

from handlers.deps import Deps
from handlers.statuses.published import published
from rules.statuses.status_map import StatusMap
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """A word of a system that nobody knows."""

    system: str
    word: str
    orders: int  #: Of which it was said.


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """All that the page of the map shows."""

    statuses: StatusMap
    unmapped: list[Unmapped]


def map_page(tx: Tx, deps: Deps) -> MapPage:
    """Return everything that the page of the map shows."""
    statuses = published(tx, deps)
    return MapPage(
        statuses=statuses,
        unmapped=[
            Unmapped(system=system, word=word, orders=tx.status_words.count(system, word))
            for system, word in tx.status_words.distinct()
            if statuses.row(system, word) is None
        ],
    )
