"""
The audit: every attempt of a person or a system, allowed or refused; rows are only added.

Rows are sealed into a chain at the end of their transaction, when nothing else is waited for: who
has the chain's head never waits for an order that somebody waiting for the head has locked.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.people.chain import (
    START,
    Break,
    Broken,
    Head,
    Link,
    Step,
    Value,
    behind,
    digest,
    first_break,
    seal,
    steps,
)
from rules.people.interruptions import Response
from rules.vocabulary import SYSTEM, Action
from storage.lane import Lane, Statement, instant, micros
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


_FIELDS = tuple(Attempt.__dataclass_fields__)
_LISTED = ", ".join(_FIELDS)
_ADD = Statement.of(
    f"INSERT INTO audit ({_LISTED}) VALUES ({', '.join('?' * len(_FIELDS))}) RETURNING id"  # noqa: S608
)
_values = attrgetter(*_FIELDS)
_COLUMNS = tuple(_audit.c[name] for name in _FIELDS)


#: Locks the head until the commit, so that two transactions seal one after the other.
_HEAD = Statement.of("UPDATE audit_head SET number = number WHERE id = 1 RETURNING number, seal")
_LOOK = Statement.of("SELECT number, seal FROM audit_head WHERE id = 1")
_ADDED = Statement.of(
    f"SELECT id, {_LISTED} FROM audit WHERE id IN ? ORDER BY id"  # noqa: S608 - our names
)
_SEAL = Statement.of("UPDATE audit SET number = ?, seal = ? WHERE id = ?")
_GROW = Statement.of(
    "INSERT INTO audit_head (id, number, seal) VALUES (1, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET number = excluded.number, seal = excluded.seal"
)
_STRETCH = Statement.of(
    f"SELECT id, number, seal, {_LISTED} FROM audit WHERE number > ? AND number <= ?"  # noqa: S608
    " ORDER BY number, id"
)
_ODD = Statement.of(
    f"SELECT id, number, seal, {_LISTED} FROM audit"  # noqa: S608 - our names
    " WHERE number IS NULL OR number < 1 OR number > ? ORDER BY +id LIMIT ?"
)
_SEALED_AT = Statement.of("SELECT number, seal FROM audit WHERE number IN ?")
_STEPS = Statement.of(
    f"SELECT number, seal, {_LISTED} FROM audit WHERE number IN ? ORDER BY number, id"  # noqa: S608
)
_OF_ORDER_UNTIL = Statement.of(
    f"SELECT number, {_LISTED} FROM audit"  # noqa: S608 - our names
    " WHERE order_no = ? AND +number BETWEEN 1 AND ? ORDER BY +number, id"
)


_BY_PEOPLE = Statement.of(
    f"SELECT {_LISTED} FROM audit"  # noqa: S608 - our names
    " WHERE order_no IN ? AND action IN ? AND outcome IN ? AND actor <> ? ORDER BY at, id"
)


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
        self._added: set[int] = set()

    def add(self, *attempts: Attempt) -> None:
        """Write attempts down."""
        for attempt in attempts:
            ((no,),) = self._lane.rows(_ADD, *_row(attempt))
            self._added.add(no)

    def seal(self) -> None:
        """
        Seal what this transaction has added; the last that is done before its commit.

        What somebody else put there is not sealed with it: it is found as added. However much
        was done to the chain, it goes on: a shop does not stand still over it.
        """
        if not self._added:
            return
        number, before = next(iter(self._lane.rows(_HEAD)), (0, START))
        rows = self._lane.rows(_ADDED, self._lane.listed(self._added))
        seals = self._earlier(number, number + len(rows)) | {number: before}
        sealed = []
        for no, *values in rows:
            number += 1
            # A row far behind that somebody took away is found as missing; the chain goes on.
            far = seals.get(behind(number), "")
            seals[number] = before = seal(number, before, far, digest(values))
            sealed.append((number, before, no))
        if sealed:
            self._lane.write(_SEAL, sealed)
            self._lane.change(_GROW, number, before)

    def head(self) -> Head:
        """Return how long the chain is, and its last seal."""
        number, last = next(iter(self._lane.rows(_LOOK)), (0, START))
        return Head(number=number, seal=last)

    def _earlier(self, after: int, until: int) -> dict[int, str]:
        """Return the seals before a stretch that are sealed in within it, the start included."""
        wanted = {far for n in range(after + 1, until + 1) if 0 < (far := behind(n)) < after}
        found = self._lane.rows(_SEALED_AT, self._lane.listed(wanted)) if wanted else ()
        return {0: START, **dict(found)}

    def first_break(self, after: int, until: int) -> Break | None:
        """
        Return the first break of a stretch of the chain, numbers `after`+1 to `until`.

        The seal of the row before is believed: whoever reads that stretch, too, finds out.
        """
        head = self.head()
        at = self._lane.listed((after,))
        before = self._lane.rows(_SEALED_AT, at) if after else [(0, START)]
        if not before:
            return Break(number=after, how=Broken.MISSING)
        rows = list(self._lane.rows(_STRETCH, after, until))
        if until >= head.number:
            # What this transaction added is sealed when it ends.
            odd = self._lane.rows(_ODD, head.number, len(self._added) + 1)
            rows += [row for row in odd if row[0] not in self._added][:1]
            end = head
        else:
            end = Head(number=until, seal=rows[-1][2] if rows else "")
        links = (Link(id=r[0], number=r[1], seal=r[2], values=r[3:]) for r in rows)
        start = Head(number=after, seal=before[0][1])
        return first_break(links, start, end, self._earlier(after, until))

    def seal_of(self, number: int) -> str | None:
        """Return with what a row is sealed; None where there is no such row."""
        found = self._lane.rows(_SEALED_AT, self._lane.listed((number,)))
        return found[0][1] if found else None

    def sealed(self, order_no: str, until: int) -> list[tuple[int, Sequence[Value]]]:
        """Return the rows about an order up to a number, oldest first, as they were sealed."""
        rows = self._lane.rows(_OF_ORDER_UNTIL, order_no, until)
        return [(number, values) for number, *values in rows]

    def way(self, numbers: Iterable[int], head: int) -> list[Step]:
        """Return the steps from the head of the chain to each of these rows, oldest first."""
        walked = {step for number in numbers for step in steps(number, head)} | {head}
        rows = self._lane.rows(_STEPS, self._lane.listed(walked))
        beside = {n - 1 for n in walked} | {behind(n) for n in walked}
        seals = dict(self._lane.rows(_SEALED_AT, self._lane.listed(beside))) | {0: START}
        return [
            Step(
                number=number,
                before=seals.get(number - 1, ""),
                far=seals.get(behind(number), ""),
                digest=digest(values),
                seal=sealed,
            )
            for number, sealed, *values in rows
        ]

    def of_order(self, order_no: str) -> list[Attempt]:
        """Return every attempt on an order, oldest first."""
        query = select(*_COLUMNS).where(_audit.c.order_no == order_no).order_by(_audit.c.id)
        return [Attempt(**row._mapping) for row in self._connection.execute(query)]

    def attempts(
        self, order_nos: Collection[str], actions: Collection[str], outcomes: Collection[str]
    ) -> list[Attempt]:
        """Return what people tried on these orders, oldest first."""
        listed = (self._lane.listed(tuple(one)) for one in (order_nos, actions, outcomes))
        rows = self._lane.rows(_BY_PEOPLE, *listed, SYSTEM)
        return [
            Attempt(**{**dict(zip(_FIELDS, row, strict=True)), "at": instant(row[0])})
            for row in rows
        ]

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
