"""The books: what the database says after the crashes, read with nothing of ours but its file."""

import sqlite3
from pathlib import Path
from typing import Any


class Books:
    """Questions to the database file; every answer should be empty unless it says otherwise."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute(
            "CREATE TEMP VIEW living AS SELECT * FROM alerts"
            " WHERE state IN ('open', 'claimed', 'snoozed', 'frozen')"
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def damage(self) -> list[str]:
        """Return what SQLite finds wrong with the file itself."""
        return [row[0] for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]

    def events(self) -> list[str]:
        """Return the ids of every journalled event of the clients, as often as they are there."""
        return [r[0] for r in self._all("SELECT event_id FROM journal WHERE source = 'crash'")]

    def scans(self) -> dict[str, str]:
        """Return the verdict written down for each scan."""
        return dict(self._all("SELECT scan_id, verdict FROM scans"))

    def holds(self) -> dict[str, bool]:
        """Return every hold with whether it is still open."""
        return {r[0]: r[1] is None for r in self._all("SELECT id, released_at FROM holds")}

    def doubled_alerts(self) -> list[Any]:
        """Return orders with two alerts that are alive."""
        return self._all("SELECT order_no FROM living GROUP BY 1 HAVING count(*) > 1")

    def doubled_holds(self) -> list[Any]:
        """Return orders with two open holds of the same owner and reason."""
        return self._all(
            "SELECT order_no, owner, reason FROM holds WHERE released_at IS NULL"
            " GROUP BY 1, 2, 3 HAVING count(*) > 1"
        )

    def red_without_hold(self) -> list[Any]:
        """Return living red alerts of orders in the house that nothing stops."""
        return self._all(
            "SELECT a.order_no FROM living a JOIN orders o USING (order_no) WHERE a.level = 'red'"
            " AND o.left_at IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM holds h WHERE h.order_no = a.order_no AND h.released_at IS NULL)"
        )

    def doubled_promises(self) -> list[Any]:
        """Return promises made twice, and cards with two copies in one conversation."""
        return self._all("SELECT key FROM outbox GROUP BY 1 HAVING count(*) > 1") + self._all(
            "SELECT subject_id FROM cards GROUP BY subject, subject_id, channel, conversation"
            " HAVING count(*) > 1"
        )

    def alerts_without_card(self) -> list[Any]:
        """Return alerts that nobody was promised to hear of."""
        return self._all(
            "SELECT id FROM alerts WHERE id NOT IN"
            " (SELECT subject_id FROM outbox WHERE kind = 'card' AND subject = 'alert')"
        )

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self._all(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - named by a test

    def _all(self, query: str) -> list[Any]:
        return self._connection.execute(query).fetchall()
