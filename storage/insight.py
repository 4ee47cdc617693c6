"""Insight: questions about the machine itself: similar cases, its own locks, whom it interrupts."""

from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from rules.alerts.similar import PAST, PastCase
from rules.people.interruptions import Message, Response
from rules.vocabulary import SYSTEM, Action, HoldReason
from storage.alerts.tables import AlertRow
from storage.delivery.tables import OutboxRow
from storage.events.tables import JournalRow
from storage.mapping import from_json, table
from storage.shipping.tables import HoldRow
from storage.system.tables import AuditRow

_alerts, _audit, _holds = table(AlertRow), table(AuditRow), table(HoldRow)
_journal, _outbox = table(JournalRow), table(OutboxRow)
#: What a person does about an alert; asking or refreshing is no response.
_RESPONSES = (Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM, Action.SNOOZE)
#: Journal rows for each order looked for: enough for a busy hour, and it never reads a whole day.
_ROWS_AN_ORDER = 8


class Insight:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def like(
        self, pattern: str, *, shop: str | None, order_no: str, before: datetime, limit: int
    ) -> list[PastCase]:
        """
        Return the shop's past cases of this pattern before a time, the latest first.

        A case comes once for each outcome reported of it. Other shops' cases are not for this card.
        """
        told = and_(
            _journal.c.order_no == _alerts.c.order_no, _journal.c.type == "outcome.reported"
        )
        query = (
            select(_alerts.c.order_no, _alerts.c.opened_at, _journal.c.data)
            .select_from(_alerts.outerjoin(_journal, told))
            .where(
                _alerts.c.pattern == pattern,
                _alerts.c.shop == shop if shop is not None else _alerts.c.shop.is_(None),
                _alerts.c.opened_at >= before - PAST,
                _alerts.c.opened_at < before,
                _alerts.c.order_no != order_no,
            )
            .order_by(_alerts.c.opened_at.desc(), _alerts.c.id)
            .limit(limit)
        )
        return [
            PastCase(
                order_no=row[0],
                opened_at=row[1],
                outcomes=(str(from_json(row[2]).get("kind")),) if row[2] else (),
            )
            for row in self._connection.execute(query)
        ]

    def machine_locks(self, *, after: datetime, until: datetime) -> int:
        """Return how many orders the machine locked by itself in a stretch of time."""
        query = select(func.count()).where(
            _holds.c.reason == HoldReason.RESONANCE_RED.value,
            _holds.c.owner == SYSTEM,
            _holds.c.since > after,
            _holds.c.since <= until,
        )
        return int(self._connection.execute(query).scalar_one())

    def orders_heard_of(self, *, after: datetime, until: datetime, at_most: int) -> int:
        """Return how many orders something arrived of, looking no further than `at_most` need."""
        latest = (
            select(_journal.c.order_no, _journal.c.received_at)
            .order_by(_journal.c.seq.desc())
            .limit(at_most * _ROWS_AN_ORDER)
            .subquery()
        )
        query = select(func.count(latest.c.order_no.distinct())).where(
            latest.c.received_at > after, latest.c.received_at <= until
        )
        return min(int(self._connection.execute(query).scalar_one()), at_most)

    def messages(self, *, since: datetime, limit: int) -> list[Message]:
        """Return cards and notices that arrived since a time, from the newest backwards."""
        query = (
            select(
                _outbox.c.channel,
                _outbox.c.conversation,
                _outbox.c.settled_at,
                _outbox.c.order_no,
                _alerts.c.shop,
                _outbox.c.state,
                _outbox.c.kind,
                _outbox.c.created_at,
            )
            .select_from(_outbox.outerjoin(_alerts, _alerts.c.id == _outbox.c.alert_id))
            .order_by(_outbox.c.id.desc())
            .limit(limit)
        )
        found = []
        for (
            channel,
            conversation,
            at,
            order_no,
            shop,
            state,
            kind,
            made,
        ) in self._connection.execute(query):
            # Nothing waits in the outbox for longer than a day: older promises end the search.
            if made < since - timedelta(days=1):
                break
            if state == "sent" and kind != "redraw" and at is not None and at >= since:
                found.append(
                    Message(
                        channel=channel,
                        conversation=conversation,
                        at=at,
                        order_no=order_no,
                        shop=shop,
                    )
                )
        return found

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
