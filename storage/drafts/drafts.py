"""Drafts as rows: proposed once, opened by people, and decided once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.engine import Connection

from rules.drafts.draft import Draft, DraftState
from storage.drafts.tables import DraftOpeningRow, DraftRow
from storage.mapping import insert_or_skip, row_of, table

_drafts, _openings = table(DraftRow), table(DraftOpeningRow)
_COLUMNS = tuple(_drafts.c[name] for name in Draft.__dataclass_fields__ if name != "opened_by")
_OF_NUMBER = select(*_COLUMNS).where(_drafts.c.number == bindparam("number"))


class Drafts:
    """Reads and writes drafts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, draft: Draft) -> int:
        """Keep a new draft; return its number."""
        values = {k: v for k, v in row_of(draft).items() if k not in ("number", "opened_by")}
        statement = _drafts.insert().values(values).returning(_drafts.c.number)
        return int(self._connection.execute(statement).scalar_one())

    def get(self, number: int) -> Draft | None:
        """Return one draft with whoever opened it."""
        return self._one(_OF_NUMBER, number)

    def lock(self, number: int) -> Draft | None:
        """Return it as it is now; nobody else decides it until the transaction ends."""
        return self._one(_OF_NUMBER.with_for_update(), number)

    def _one(self, query: Select[Any], number: int) -> Draft | None:
        row = self._connection.execute(query, {"number": number}).first()
        return None if row is None else self._read([row._mapping])[0]

    def open(self) -> list[Draft]:
        """Return the drafts that wait, the oldest first; some of them may have expired."""
        query = (
            select(*_COLUMNS)
            .where(_drafts.c.state == DraftState.OPEN.value)
            .order_by(_drafts.c.number)
        )
        return self._read([row._mapping for row in self._connection.execute(query)])

    def expired(self, now: datetime, limit: int) -> list[Draft]:
        """Return the first drafts that wait still though their time is over."""
        query = (
            select(*_COLUMNS)
            .where(_drafts.c.state == DraftState.OPEN.value, _drafts.c.expires <= now)
            .order_by(_drafts.c.number)
            .limit(limit)
        )
        return self._read([row._mapping for row in self._connection.execute(query)])

    def opened(self, number: int, person: str, now: datetime) -> None:
        """Remember that somebody has opened it."""
        statement = insert_or_skip(self._connection, _openings)
        values = {"number": number, "person": person, "at": now}
        self._connection.execute(statement, [values])

    def adopt(self, number: int, machine: str, person: str) -> bool:
        """Make a draft of the machine a person's; False where somebody was faster."""
        done = self._connection.execute(
            _drafts.update()
            .where(
                _drafts.c.number == number,
                _drafts.c.state == DraftState.OPEN.value,
                _drafts.c.author == machine,
            )
            .values(author=person)
        )
        return done.rowcount == 1

    def decide(self, draft: Draft) -> bool:
        """Write what became of a draft that waits; False where somebody was faster."""
        done = self._connection.execute(
            _drafts.update()
            .where(_drafts.c.number == draft.number, _drafts.c.state == DraftState.OPEN.value)
            .values(
                state=draft.state.value,
                closed_by=draft.closed_by,
                closed_at=draft.closed_at,
                version=draft.version,
                rejected_for=draft.rejected_for,
            )
        )
        return done.rowcount == 1

    def _read(self, rows: list[Any]) -> list[Draft]:
        numbers = [row["number"] for row in rows]
        query = (
            select(_openings.c.number, _openings.c.person)
            .where(_openings.c.number.in_(numbers))
            .order_by(_openings.c.at, _openings.c.person)
        )
        opened: dict[int, list[str]] = {}
        for number, person in self._connection.execute(query):
            opened.setdefault(number, []).append(person)
        return [
            Draft(
                **{
                    **row,
                    "state": DraftState(row["state"]),
                    "opened_by": tuple(opened.get(row["number"], ())),
                }
            )
            for row in rows
        ]
