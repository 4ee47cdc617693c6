"""Alerts as rows: at most one alive for an order."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.engine import Connection

from rules.alerts.alert import Alert
from rules.alerts.similar import pattern_of
from rules.resonance.measure import Part
from rules.vocabulary import ALIVE, Action, AlertState, HardRule, Level
from storage.alerts.tables import AlertRow
from storage.columns import Instant
from storage.lane import Lane, Statement, maybe, names
from storage.mapping import from_json, portions, table, to_json, upsert
from storage.orders.tables import OrderRow

_alerts = table(AlertRow)
_orders = table(OrderRow)
_FIELDS = tuple(column.name for column in _alerts.columns)
_TIMES = tuple(column.name for column in _alerts.columns if isinstance(column.type, Instant))
_OF_ORDERS = Statement.of(
    f"SELECT {names(_FIELDS)} FROM alerts WHERE order_no IN ? ORDER BY opened_at, id"  # noqa: S608 - our columns
)
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


def _row(alert: Alert) -> dict[str, Any]:
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
    }
    return {
        **{name: getattr(alert, name) for name in _PLAIN},
        "level": alert.level.value,
        "state": alert.state.value,
        "score": str(alert.score),
        "decision": alert.decision.value if alert.decision else None,
        "body": to_json(body),
        "pattern": pattern_of(alert),
    }


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
    )


_ONE = select(_alerts).where(_alerts.c.id == bindparam("alert"))
_CHANGES = select(_alerts.c.order_no, _alerts.c.opened_at, _alerts.c.ended_at).where(
    _alerts.c.order_no.in_(bindparam("orders", expanding=True)),
    (_alerts.c.opened_at >= bindparam("since")) | (_alerts.c.ended_at >= bindparam("since")),
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
        rows = [
            dict(zip(_FIELDS, row, strict=True))
            for row in self._lane.rows(_OF_ORDERS, self._lane.listed(order_nos))
        ]
        latest = {values["order_no"]: values for values in rows}
        return {
            no: alert_of(values | {name: maybe(values[name]) for name in _TIMES})
            for no, values in latest.items()
        }

    def get(self, alert_id: str) -> Alert | None:
        """Return one alert."""
        row = self._connection.execute(_ONE, {"alert": alert_id}).first()
        return alert_of(dict(row._mapping)) if row else None

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
            self._connection.execute(upsert(self._connection, _alerts, keys=("id",)), rows)

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
        """Return living alerts (in these states) whose next step is due, or that have none."""
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

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many alerts there are by (level, state)."""
        query = select(_alerts.c.level, _alerts.c.state, func.count()).group_by(
            _alerts.c.level, _alerts.c.state
        )
        return {(row[0], row[1]): int(row[2]) for row in self._connection.execute(query)}

    def changes(self, order_nos: Collection[str], since: datetime) -> dict[str, list[datetime]]:
        """Return when alerts of each order were raised or ended since then."""
        found: dict[str, list[datetime]] = {}
        for portion in portions(list(order_nos)):
            where = {"orders": portion, "since": since}
            for order_no, *times in self._connection.execute(_CHANGES, where):
                found.setdefault(order_no, []).extend(t for t in times if t and t >= since)
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
