"""Taken promises: put back, left behind by a process that died, or counted after a restart."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from storage.delivery.outbox import Delivery
from storage.delivery.queue import REDRAWS, SENT
from storage.delivery.tables import OutboxRow
from storage.mapping import table

_outbox = table(OutboxRow)


class Taken:
    """Reads and puts back what somebody has taken."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_back(
        self, entry_ids: Collection[int], *, owner: str, until: datetime | None = None
    ) -> None:
        """Put back, untried, what was taken and does not go now, or not before `until`."""
        later = {} if until is None else {"next_at": until}
        self._connection.execute(
            _outbox.update()
            .where(
                _outbox.c.id.in_(list(entry_ids)),
                _outbox.c.lease_owner == owner,
                _outbox.c.state == Delivery.LEASED.value,
            )
            .values(
                state=Delivery.QUEUED.value,
                lease_owner=None,
                lease_until=None,
                attempts=_outbox.c.attempts - 1,
                **later,
            )
        )

    def put_back_unsent(self, owner: str) -> None:
        """
        Put back, untried, what a process that is gone had taken and never begun to send.

        It sent strictly in order and settled each before the next, so only the first of each lane
        can have left.
        """
        query = (
            select(_outbox.c.id, _outbox.c.channel, _outbox.c.conversation, _outbox.c.kind)
            .where(_outbox.c.lease_owner == owner, _outbox.c.state == Delivery.LEASED.value)
            .order_by(_outbox.c.priority, _outbox.c.id)
        )
        lanes: dict[tuple[str, str, bool], list[int]] = {}
        for entry_id, channel, conversation, kind in self._connection.execute(query):
            lanes.setdefault((channel, conversation, kind in REDRAWS), []).append(entry_id)
        self.put_back([i for ids in lanes.values() for i in ids[1:]], owner=owner)

    def abandoned(
        self, now: datetime, *, owner: str | None, repeatable: Collection[str], wait: timedelta
    ) -> int:
        """
        Put back what was taken and never settled: its lease ran out, or its owner is gone.

        A redraw, or a message of a channel that shows the same key once, is simply due again; any
        other may have been sent and waits for evidence.
        """
        lost = _outbox.c.state == Delivery.LEASED.value
        lost &= _outbox.c.lease_until <= now if owner is None else _outbox.c.lease_owner == owner
        again = _outbox.c.kind.in_(REDRAWS) | _outbox.c.channel.in_(list(repeatable))
        number = 0
        for which, values in (
            (again, {"state": Delivery.QUEUED.value, "next_at": now}),
            (~again, {"state": Delivery.UNKNOWN.value, "next_at": now + wait, "resent": True}),
        ):
            done = self._connection.execute(
                _outbox.update()
                .where(lost, which)
                .values(lease_owner=None, lease_until=None, last_code="lease_lost", **values)
            )
            number += done.rowcount
        return number

    def has_abandoned(self, now: datetime) -> bool:
        """Say whether a lease ran out."""
        query = select(_outbox.c.id).where(
            _outbox.c.state == Delivery.LEASED.value, _outbox.c.lease_until <= now
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def owners(self) -> set[str]:
        """Return who has taken promises and not settled them."""
        query = select(_outbox.c.lease_owner).where(_outbox.c.state == Delivery.LEASED.value)
        return {row[0] for row in self._connection.execute(query.distinct()) if row[0]}

    def sent_since(
        self, channels: Collection[str], since: datetime, now: datetime
    ) -> list[tuple[str, str, bool, datetime]]:
        """Return (channel, conversation, redraw, time) of what platforms were given since then."""
        query = select(
            _outbox.c.channel, _outbox.c.conversation, _outbox.c.kind, _outbox.c.settled_at
        ).where(
            _outbox.c.channel.in_(list(channels)),
            _outbox.c.state.in_(SENT),
            or_(_outbox.c.settled_at >= since, _outbox.c.settled_at.is_(None)),
        )
        return [
            (row[0], row[1], row[2] in REDRAWS, row[3] or now)
            for row in self._connection.execute(query)
        ]
