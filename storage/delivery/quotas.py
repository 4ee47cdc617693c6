"""Quotas: how many messages a channel has sent in a local calendar month."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.delivery.tables import QuotaRow
from storage.mapping import table, upsert

_quotas = table(QuotaRow)


class Quotas:
    """Counts messages."""

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
