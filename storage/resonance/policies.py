"""Policies: what people or the installation set at run time: urgent words, lists, keys."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.lane import Lane, Statement, instant, micros
from storage.mapping import insert_or_skip, row_of, table, upsert
from storage.resonance.tables import ListRow, WordRow
from storage.system.tables import SecretRow

_words = table(WordRow)
_lists = table(ListRow)
_secrets = table(SecretRow)


_WORDS = Statement.of("SELECT word, added FROM urgent_words ORDER BY at, word")
_LISTED = Statement.of(
    "SELECT name, value, reason, expires, by, at FROM lists WHERE expires > ? ORDER BY at"
)


#: The list of customers for whom a kind does not count is called so, before the kind.
SNOOZED = "snoozed:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """A customer, phone number or piece of an address on a list, with reason and end."""

    name: str
    value: str
    reason: str
    expires: datetime
    by: str
    at: datetime

    @property
    def snoozed(self) -> str | None:
        """The kind that does not count for this customer, None where the list is another one."""
        return self.name.removeprefix(SNOOZED) if self.name.startswith(SNOOZED) else None


class Policies:
    """Reads and writes run-time settings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def urgent_words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words added and the words removed in chat."""
        pairs = self._lane.rows(_WORDS)
        return tuple(w for w, added in pairs if added), tuple(w for w, added in pairs if not added)

    def set_urgent_word(self, word: str, *, added: bool, by: str, now: datetime) -> None:
        """Add a word to the list or take it away."""
        statement = upsert(self._connection, _words, keys=("word",))
        self._connection.execute(statement, [{"word": word, "added": added, "by": by, "at": now}])

    def listed(self, now: datetime) -> list[ListEntry]:
        """Return the entries in force."""
        return [
            ListEntry(
                name=name, value=value, reason=reason, by=by,
                expires=instant(expires), at=instant(at),
            )
            for name, value, reason, expires, by, at in self._lane.rows(_LISTED, micros(now))
        ]  # fmt: skip

    def put_on_list(self, entry: ListEntry) -> None:
        """Put something on a list, over an earlier entry for the same value."""
        statement = upsert(self._connection, _lists, keys=("name", "value"))
        self._connection.execute(statement, [row_of(entry)])

    def take_off_list(self, name: str, value: str) -> bool:
        """Take something off a list; False where it was not on it."""
        done = self._connection.execute(
            _lists.delete().where(_lists.c.name == name, _lists.c.value == value)
        )
        return done.rowcount == 1

    def secret(self, name: str, fresh: str) -> str:
        """Return a key of this installation, keeping `fresh` where there is none yet."""
        self._connection.execute(
            insert_or_skip(self._connection, _secrets), [{"name": name, "value": fresh}]
        )
        query = select(_secrets.c.value).where(_secrets.c.name == name)
        return str(self._connection.execute(query).scalar_one())
