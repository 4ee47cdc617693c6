"""Usuals: what was learned of each partner."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.engine import Connection

from rules.contracts.usual import Usual, as_json, from_json
from storage.contracts.tables import ContractUsualRow
from storage.mapping import from_json as read_json
from storage.mapping import table, to_json, upsert

_usuals = table(ContractUsualRow)


class Usuals:
    """Reads and keeps what is usual."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, Usual]:
        """Return what is known of every partner."""
        rows = self._connection.execute(select(_usuals.c.partner, _usuals.c.learned))
        return {partner: from_json(read_json(learned)) for partner, learned in rows}

    def save(self, usuals: Mapping[str, Usual]) -> None:
        """Keep what was learned, over what was known before."""
        rows = [
            {"partner": partner, "learned": to_json(as_json(usual))}
            for partner, usual in usuals.items()
        ]
        if rows:
            self._connection.execute(upsert(self._connection, _usuals, keys=("partner",)), rows)
