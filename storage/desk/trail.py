"""The trail: rows of the audit as people look through them, the newest first, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from storage.mapping import table
from storage.system.audit import Attempt
from storage.system.tables import AuditRow

_audit = table(AuditRow)
_FIELDS = tuple(_audit.c[name] for name in Attempt.__dataclass_fields__)
#: So far back is looked for what no index knows; the rest is found by its order, or by days.
LOOKED_BACK = 200_000
#: Of so many rows the names are offered.
_OFFERED = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which rows; an empty text is any."""

    who: str = ""
    what: str = ""
    outcome: str = ""
    order_no: str = ""
    since: datetime | None = None
    until: datetime | None = None
    without: Collection[str] = ()  #: Actions that are left out.


class Trail:
    """Reads the audit; nothing here writes it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self, sought: Sought, *, limit: int, before: int | None = None
    ) -> list[tuple[int, Attempt]]:
        """Return so many rows before one, each with its id."""
        query = select(_audit.c.id, *_FIELDS).order_by(_audit.c.id.desc()).limit(limit)
        named = {
            _audit.c.actor: sought.who,
            _audit.c.action: sought.what,
            _audit.c.outcome: sought.outcome,
            _audit.c.order_no: sought.order_no,
        }
        query = query.where(*(column == value for column, value in named.items() if value))
        if sought.without:
            query = query.where(_audit.c.action.not_in(list(sought.without)))
        if sought.since is not None:
            query = query.where(_audit.c.at >= sought.since)
        if sought.until is not None:
            query = query.where(_audit.c.at < sought.until)
        if before is not None:
            query = query.where(_audit.c.id < before)
        if not sought.order_no:
            start = before if before is not None else self._newest() + 1
            query = query.where(_audit.c.id >= start - LOOKED_BACK)
        found = []
        for row in self._connection.execute(query):
            values = dict(row._mapping)
            found.append((int(values.pop("id")), Attempt(**values)))
        return found

    def names(self) -> tuple[list[str], list[str]]:
        """Return who did something lately, and what it was."""
        lately = _audit.c.id > self._newest() - _OFFERED
        whos = select(_audit.c.actor).where(lately).distinct().order_by(_audit.c.actor)
        whats = select(_audit.c.action).where(lately).distinct().order_by(_audit.c.action)
        return (
            list(self._connection.execute(whos).scalars()),
            list(self._connection.execute(whats).scalars()),
        )

    def _newest(self) -> int:
        return int(
            self._connection.execute(select(func.coalesce(func.max(_audit.c.id), 0))).scalar_one()
        )
