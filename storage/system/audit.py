"""The audit: every attempt of a person or a system, allowed or refused; rows are only added."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.people.interruptions import Response
from rules.vocabulary import SYSTEM, Action
from storage.lane import Lane, Statement, micros
from storage.mapping import table
from storage.system.tables import AuditRow

_audit = table(AuditRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Who tried what on which order, and what came of it."""

    at: datetime
    actor: str
    role: str | None = None
    channel: str
    action: str
    order_no: str | None = None
    outcome: str
    detail: str = ""


_ADD = Statement.insert("audit", tuple(Attempt.__dataclass_fields__))
_values = attrgetter(*Attempt.__dataclass_fields__)
_COLUMNS = tuple(_audit.c[name] for name in Attempt.__dataclass_fields__)


def _row(attempt: Attempt) -> tuple[object, ...]:
    at, *rest = _values(attempt)
    return (micros(at), *rest)


#: What a person does about an alert; asking or refreshing is no response.
_RESPONSES = (Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM, Action.SNOOZE)


class AuditLog:
    """Appends and reads attempts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def add(self, *attempts: Attempt) -> None:
        """Write attempts down."""
        if attempts:
            self._lane.write(_ADD, [_row(a) for a in attempts])

    def of_order(self, order_no: str) -> list[Attempt]:
        """Return every attempt on an order, oldest first."""
        query = select(*_COLUMNS).where(_audit.c.order_no == order_no).order_by(_audit.c.id)
        return [Attempt(**row._mapping) for row in self._connection.execute(query)]

    def recent(self, limit: int) -> list[Attempt]:
        """Return the latest attempts, newest first."""
        query = select(*_COLUMNS).order_by(_audit.c.id.desc()).limit(limit)
        return [Attempt(**row._mapping) for row in self._connection.execute(query)]

    def responses(self, *, since: datetime, limit: int) -> list[Response]:
        """Return what people did about orders since a time, from the newest backwards."""
        query = (
            select(
                _audit.c.actor, _audit.c.order_no, _audit.c.at, _audit.c.action, _audit.c.outcome
            )
            .order_by(_audit.c.id.desc())
            .limit(limit)
        )
        found = []
        for actor, order_no, at, action, outcome in self._connection.execute(query):
            if at < since:
                break
            if outcome == "done" and action in _RESPONSES and actor != SYSTEM and order_no:
                found.append(Response(by=actor, order_no=order_no, at=at))
        return found

    def last_said(self, order_no: str, action: str) -> datetime | None:
        """Return when the audit last says that the system did this to an order."""
        query = select(func.max(_audit.c.at, type_=_audit.c.at.type)).where(
            _audit.c.order_no == order_no, _audit.c.action == action, _audit.c.actor == SYSTEM
        )
        found: datetime | None = self._connection.execute(query).scalar_one()
        return found
