"""Alerts as rows: at most one alive for an order."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.engine import Connection

from rules.alerts.alert import Alert
from rules.alerts.similar import pattern_of
from rules.resonance.measure import Part
from rules.vocabulary import ALIVE, Action, AlertState, HardRule, Level
from storage.alerts.tables import AlertRow
from storage.lane import Columns, Lane, Statement, instant, micros
from storage.mapping import from_json, portions, table, to_json
from storage.orders.tables import OrderRow

_alerts = table(AlertRow)
_orders = table(OrderRow)
_COLUMNS = Columns(_alerts)
_OF_ORDERS = Statement.of(
    f"SELECT {_COLUMNS.listed} FROM alerts WHERE order_no IN ? ORDER BY opened_at, id"  # noqa: S608 - our columns
)
_ONE = Statement.of(f"SELECT {_COLUMNS.listed} FROM alerts WHERE id = ?")  # noqa: S608
_CHANGES = Statement.of(
    "SELECT order_no, opened_at, ended_at FROM alerts"
    " WHERE order_no IN ? AND (opened_at >= ? OR ended_at >= ?)"
)
_SAVE = Statement.insert("alerts", _COLUMNS.names, keys=("id",))
_ALIVE = tuple(state.value for state in ALIVE)
_PLAIN = (
    "id",
    "order_no",
    "shop",
    "opened_at",
    "updated_at",
    "revision",
    "claimed_by",
    "claimed_at",
    "decided_by",
    "decided_at",
    "snoozed_until",
    "next_step_at",
    "ended_at",
)


def _row(alert: Alert) -> tuple[Any, ...]:
    body = {
        "parts": [
            {
                "kind": str(p.kind),
                "weight": str(p.weight),
                "count": p.count,
                "contribution": str(p.contribution),
                "at": [t.isoformat() for t in p.at],
            }
            for p in alert.parts
        ],
        "hard": [str(rule) for rule in alert.hard],
        "season": alert.season,
        "policy": alert.policy_version,
        "evidence": sorted(alert.evidence),
        "missing": [str(kind) for kind in alert.missing],
        "escalated": alert.escalated,
        "reminded": alert.reminded_at.isoformat() if alert.reminded_at else None,
        "because": alert.because,
    }
    values = {
        **{name: getattr(alert, name) for name in _PLAIN},
        "level": alert.level.value,
        "state": alert.state.value,
        "score": str(alert.score),
        "decision": alert.decision.value if alert.decision else None,
        "body": to_json(body),
        "pattern": pattern_of(alert),
    }
    return _COLUMNS.row(values[name] for name in _COLUMNS.names)


def alert_of(values: dict[str, Any]) -> Alert:
    """Read a row."""
    body = from_json(values["body"])
    reminded = body.get("reminded")
    return Alert(
        **{name: values[name] for name in _PLAIN},
        level=Level(values["level"]),
        state=AlertState(values["state"]),
        score=Decimal(values["score"]),
        decision=Action(values["decision"]) if values["decision"] else None,
        parts=tuple(
            Part(
                kind=p["kind"],
                weight=Decimal(p["weight"]),
                count=p["count"],
                contribution=Decimal(p["contribution"]),
                at=tuple(datetime.fromisoformat(t) for t in p["at"]),
            )
            for p in body["parts"]
        ),
        hard=tuple(HardRule(rule) for rule in body["hard"]),
        season=body["season"],
        policy_version=body["policy"],
        evidence=frozenset(body["evidence"]),
        missing=tuple(body["missing"]),
        escalated=body.get("escalated", 0),
        reminded_at=datetime.fromisoformat(reminded) if reminded else None,
        because=body.get("because", ""),
    )


class Alerts:
    """Reads and saves alerts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def latest_of(self, order_nos: Collection[str]) -> dict[str, Alert]:
        """Return the latest alert, alive or over, of each order that had one."""
        if not order_nos:
            return {}
        rows = map(_COLUMNS.read, self._lane.rows(_OF_ORDERS, self._lane.listed(order_nos)))
        latest = {values["order_no"]: values for values in rows}
        return {no: alert_of(values) for no, values in latest.items()}

    def get(self, alert_id: str) -> Alert | None:
        """Return one alert."""
        rows = self._lane.rows(_ONE, alert_id)
        return alert_of(_COLUMNS.read(rows[0])) if rows else None

    def of_order(self, order_no: str) -> list[Alert]:
        """Return all alerts of an order, oldest first."""
        query = (
            select(_alerts)
            .where(_alerts.c.order_no == order_no)
            .order_by(_alerts.c.opened_at, _alerts.c.id)
        )
        return [alert_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def save(self, alerts: Iterable[Alert]) -> None:
        """Write alerts."""
        rows = [_row(alert) for alert in alerts]
        if rows:
            self._lane.write(_SAVE, rows)

    def alive(
        self, *, shops: Collection[str] | None, limit: int, skip: int = 0
    ) -> tuple[dict[str, int], list[Alert]]:
        """
        Return the living alerts of these shops (None is all).

        First how many there are of each level, then the alerts themselves: red, then oldest,
        `limit` of them behind the first `skip`.
        """
        condition = _living(shops)
        counts = select(_alerts.c.level, func.count()).where(condition).group_by(_alerts.c.level)
        query = (
            select(_alerts)
            .where(condition)
            .order_by(_alerts.c.level.desc(), _alerts.c.opened_at, _alerts.c.id)
            .offset(skip)
            .limit(limit)
        )
        return (
            {row[0]: int(row[1]) for row in self._connection.execute(counts)},
            [alert_of(dict(row._mapping)) for row in self._connection.execute(query)],
        )

    def pulse(self, *, shops: Collection[str] | None) -> tuple[object, ...]:
        """Return what differs as soon as any of the living alerts of these shops has changed."""
        query = select(
            func.count(), func.sum(_alerts.c.revision), func.max(_alerts.c.updated_at)
        ).where(_living(shops))
        return tuple(self._connection.execute(query).one())

    def past_next_step(self, now: datetime, limit: int, *states: AlertState) -> list[Alert]:
        """Return alerts in these states (else all living) whose next step is due or missing."""
        query = (
            select(_alerts)
            .where(
                _alerts.c.state.in_([state.value for state in states] or _ALIVE),
                (_alerts.c.next_step_at <= now) | _alerts.c.next_step_at.is_(None),
            )
            .order_by(_alerts.c.opened_at)
            .limit(limit)
        )
        return [alert_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def undone_no_more(self, now: datetime, limit: int) -> list[Alert]:
        """Return releases that could be undone until now, the oldest first."""
        query = (
            select(_alerts)
            .where(_alerts.c.state == AlertState.RELEASED.value, _alerts.c.next_step_at <= now)
            .order_by(_alerts.c.next_step_at)
            .limit(limit)
        )
        return [alert_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many alerts there are by (level, state)."""
        query = select(_alerts.c.level, _alerts.c.state, func.count()).group_by(
            _alerts.c.level, _alerts.c.state
        )
        return {(row[0], row[1]): int(row[2]) for row in self._connection.execute(query)}

    def changes(self, order_nos: Collection[str], since: datetime) -> dict[str, list[datetime]]:
        """Return when alerts of each order were raised or ended since then."""
        found: dict[str, list[datetime]] = {}
        start = micros(since)
        where = self._lane.listed(order_nos), start, start
        for order_no, *times in self._lane.rows(_CHANGES, *where):
            real = [instant(time) for time in times if time is not None and time >= start]
            found.setdefault(order_no, []).extend(real)
        return found

    def first_opened(self, order_nos: Collection[str]) -> dict[str, datetime]:
        """Return when each order first had an alert."""
        found: dict[str, datetime] = {}
        for portion in portions(list(order_nos)):
            query = (
                select(
                    _alerts.c.order_no,
                    func.min(_alerts.c.opened_at, type_=_alerts.c.opened_at.type),
                )
                .where(_alerts.c.order_no.in_(portion))
                .group_by(_alerts.c.order_no)
            )
            found.update((row[0], row[1]) for row in self._connection.execute(query))
        return found


def _living(shops: Collection[str] | None) -> ColumnElement[bool]:
    """Living alerts of orders of these shops: an order may have told its shop after its alert."""
    condition: ColumnElement[bool] = _alerts.c.state.in_(_ALIVE)
    if shops is None:
        return condition
    theirs = (_orders.c.order_no == _alerts.c.order_no) & _orders.c.shop.in_(list(shops))
    return condition & exists().where(theirs)
