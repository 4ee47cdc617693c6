"""Versions: what was published, under numbers that count up; none ever changes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.drafts.tables import VersionRow
from storage.lane import Lane, Statement
from storage.mapping import insert_or_skip, row_of, table

_versions = table(VersionRow)
_LATEST = Statement.of(
    "SELECT version, draft, same_as FROM versions WHERE kind = ? ORDER BY version DESC LIMIT 1"
)
_CONTENT = Statement.of("SELECT content FROM versions WHERE kind = ? AND version = ?")
_READ = "versions in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of one kind."""

    kind: str
    version: int
    content: str
    at: datetime
    author: str
    approved_by: str
    draft: int | None = None  #: None: it was brought back.
    same_as: int | None = None


_COLUMNS = tuple(_versions.c[name] for name in Version.__dataclass_fields__)


class Versions:
    """Adds and reads versions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)
        self._found: dict[str, tuple[int, str] | None] = {}
        self._publishes = False

    def in_force(self, kind: str) -> tuple[int, str] | None:
        """
        Return the newest version with its content, None where nothing was published yet.

        Every batch of events asks for it several times. A transaction that publishes none itself
        looks once.
        """
        if self._publishes:
            return self._latest(kind)
        if kind not in self._found:
            self._found[kind] = self._latest(kind)
        return self._found[kind]

    def _latest(self, kind: str) -> tuple[int, str] | None:
        for version, *made_of in self._lane.rows(_LATEST, kind):
            # Its draft, or the version it brings back, decides what a version says: a connection
            # that has read it need not read fifty kilobytes again.
            read = self._connection.info.setdefault(_READ, {})
            known, content = read.get(kind, (None, ""))
            if known != (version, *made_of):
                ((content,),) = self._lane.rows(_CONTENT, kind, version)
                read[kind] = (version, *made_of), content
            return version, content
        return None

    def get(self, kind: str, version: int) -> Version | None:
        """Return one version."""
        query = select(*_COLUMNS).where(_versions.c.kind == kind, _versions.c.version == version)
        row = self._connection.execute(query).first()
        return Version(**row._mapping) if row else None

    def of_kind(self, kind: str) -> list[Version]:
        """Return all versions of a kind, the newest first."""
        query = (
            select(*_COLUMNS).where(_versions.c.kind == kind).order_by(_versions.c.version.desc())
        )
        return [Version(**row._mapping) for row in self._connection.execute(query)]

    def add(self, version: Version) -> bool:
        """Publish; False where somebody else was faster and the number is taken."""
        self._publishes = True
        statement = insert_or_skip(self._connection, _versions, returning=(_versions.c.version,))
        return self._connection.execute(statement, [row_of(version)]).first() is not None
