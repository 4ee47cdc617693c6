"""Limits: quotas of the month, conversations that are late, and sources that are out."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.alerts.tables import AlertRow
from storage.delivery.tables import CardRow, LaneRow, OutageRow, OutboxRow, QuotaRow
from storage.mapping import table, upsert

_lanes = table(LaneRow)
_quotas = table(QuotaRow)
_outages = table(OutageRow)
_outbox = table(OutboxRow)
_alerts = table(AlertRow)
_cards = table(CardRow)


class Limits:
    """Reads and writes what holds messages back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def used(self, channel: str, month: str) -> int:
        """Return how many messages a channel has sent in a month."""
        query = select(_quotas.c["count"]).where(
            _quotas.c.channel == channel, _quotas.c.month == month
        )
        return int(self._connection.execute(query).scalar() or 0)

    def use(self, channel: str, month: str, number: int) -> None:
        """Count messages of a month; a negative number takes back what was not sent."""
        statement = upsert(self._connection, _quotas, keys=("channel", "month"), add=("count",))
        row = {"channel": channel, "month": month, "count": number}
        self._connection.execute(statement, [row])

    def late(self) -> dict[tuple[str, str], datetime]:
        """Return the conversations whose people were told that messages are late."""
        query = select(_lanes.c.channel, _lanes.c.conversation, _lanes.c.delayed_at).where(
            _lanes.c.delayed_at.is_not(None)
        )
        return {(row[0], row[1]): row[2] for row in self._connection.execute(query)}

    def set_late(self, channel: str, conversation: str, since: datetime | None) -> None:
        """Note that messages of a conversation are late, or no longer so."""
        statement = upsert(self._connection, _lanes, keys=("channel", "conversation"))
        row = {"channel": channel, "conversation": conversation, "delayed_at": since}
        self._connection.execute(statement, [row])

    def outages(self) -> dict[str, datetime]:
        """Return the sources that people know to be out, and since when they are silent."""
        query = select(_outages.c.source, _outages.c.since).where(_outages.c.ended_at.is_(None))
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def set_outage(self, source: str, since: datetime, ended_at: datetime | None) -> None:
        """Note that a source is out, or came back."""
        statement = upsert(self._connection, _outages, keys=("source",))
        row = {"source": source, "since": since, "ended_at": ended_at}
        self._connection.execute(statement, [row])

    def muted_by_outage(self, states: Collection[str], limit: int) -> list[tuple[str, bool]]:
        """Return cards muted by an outage, and whether their alert is still in these states."""
        query = (
            select(_outbox.c.card_id, _alerts.c.state)
            .where(
                _outbox.c.state == "muted",
                _outbox.c.last_code == "outage",
                _outbox.c.kind == "card",
                _outbox.c.card_id == _cards.c.id,
                _cards.c.alert_id == _alerts.c.id,
            )
            .order_by(_outbox.c.id)
            .limit(limit)
        )
        return [(row[0], row[1] in states) for row in self._connection.execute(query)]

    def outage_is_over(self, card_ids: Collection[str]) -> None:
        """Note that cards muted by an outage need not be sent: their alert ended meanwhile."""
        self._connection.execute(
            _outbox.update()
            .where(_outbox.c.card_id.in_(list(card_ids)), _outbox.c.last_code == "outage")
            .values(last_code="outage_ended")
        )
