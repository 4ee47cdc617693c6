"""The ledger of the outbox: what was promised and became of it, for whoever asks."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from rules.people.budget import Interruption
from rules.people.interruptions import Message
from rules.people.silences import Silenced
from storage.alerts.tables import AlertRow
from storage.delivery.outbox import COLUMNS, FIELDS, SENT, Delivery, Entry, entry_of, is_due
from storage.delivery.tables import OutboxRow
from storage.lane import Lane, Statement, instant
from storage.mapping import from_json, portions, table

_alerts = table(AlertRow)
_outbox = table(OutboxRow)

#: Promises looked back at for who was interrupted in this shift; of a busier one, the latest.
_IN_SHIFTS = 5_000
#: Why something waits because people wish so, and how it is called once a digest has told it.
_WISHED = ("quiet", "budget")
_WAITED = (*_WISHED, "digest")

_SILENCED = Statement.of(
    "SELECT created_at, body FROM outbox WHERE subject_id = ? AND subject = 'alert'"
    " AND state = 'muted' AND last_code >= 'silence:' AND last_code < 'silence;' ORDER BY id"
)
_ONE = Statement.of(f"SELECT {FIELDS.listed} FROM outbox WHERE id = ?")  # noqa: S608 - our columns


class Ledger:
    """Reads the outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def get(self, entry_id: int) -> Entry | None:
        """Return one promise."""
        rows = self._lane.rows(_ONE, entry_id)
        return entry_of(FIELDS.read(rows[0])) if rows else None

    def called(self, call_id: str) -> Entry | None:
        """Return the promise of a call by the call's own name."""
        query = select(*COLUMNS).where(_outbox.c.key == f"call:{call_id}")
        row = self._connection.execute(query).first()
        return entry_of(dict(row._mapping)) if row else None

    def recent(self, limit: int) -> list[Entry]:
        """Return the latest promises, newest first."""
        query = select(*COLUMNS).order_by(_outbox.c.id.desc()).limit(limit)
        return [entry_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def about(self, subject: str, subject_id: str) -> list[Entry]:
        """Return all that was ever promised about something, oldest first (A-20)."""
        which = (
            _outbox.c.order_no == subject_id
            if subject == "order"
            else (_outbox.c.subject == subject) & (_outbox.c.subject_id == subject_id)
        )
        query = select(*COLUMNS).where(which).order_by(_outbox.c.id)
        return [entry_of(dict(row._mapping)) for row in self._connection.execute(query)]

    def counts(self) -> dict[str, int]:
        """Return how many promises stand where."""
        query = select(_outbox.c.state, func.count()).group_by(_outbox.c.state)
        return {row[0]: int(row[1]) for row in self._connection.execute(query)}

    def has_due(self, now: datetime) -> bool:
        """Say whether anything waits to be sent, without taking it."""
        return (
            self._connection.execute(select(_outbox.c.id).where(is_due(now)).limit(1)).first()
            is not None
        )

    def pictures(self, card_ids: Sequence[str]) -> dict[str, tuple[int, set[tuple[str, str]]]]:
        """Return how many pictures each card was promised, and the (kind, state) they have."""
        found: dict[str, tuple[int, set[tuple[str, str]]]] = {}
        for portion in portions(card_ids):
            query = select(_outbox.c.card_id, _outbox.c.kind, _outbox.c.state).where(
                _outbox.c.card_id.in_(portion)
            )
            for card_id, kind, state in self._connection.execute(query):
                number, stands = found.get(card_id, (0, set()))
                found[card_id] = (number + 1, stands | {(kind, state)})
        return found

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
                _outbox.c.last_code,
                _outbox.c.created_at,
            )
            .select_from(_outbox.outerjoin(_alerts, _alerts.c.id == _outbox.c.subject_id))
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
            code,
            made,
        ) in self._connection.execute(query):
            # Nothing waits in the outbox for longer than a day: older promises end the search.
            if made < since - timedelta(days=1):
                break
            told = kind in ("card", "notice") and code != "digest"  # a line of one is no message
            if state == "sent" and told and at is not None and at >= since:
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

    def interruptions(self, since: datetime) -> list[Interruption]:
        """Return the messages promised since a time that were sent, or will be without waiting."""
        columns = (
            "id", "channel", "conversation", "state", "kind", "last_code", "created_at", "body",
        )  # fmt: skip
        query = select(*(_outbox.c[name] for name in columns)).order_by(_outbox.c.id.desc())
        found = []
        for row in self._connection.execute(query.limit(_IN_SHIFTS)):
            if row.created_at < since:
                break
            felt = row.state in (Delivery.QUEUED.value, *SENT) and row.last_code not in _WAITED
            if felt and row.kind in ("card", "notice"):
                found.append(
                    Interruption(
                        at=row.created_at,
                        channel=row.channel,
                        conversation=row.conversation,
                        called=tuple(from_json(row.body).get("mentions", ())),
                        number=row.id,
                    )
                )
        return found

    def silenced(self, alert_id: str) -> Silenced | None:
        """Return what a silence kept back of an alert, by the one that began first."""
        rows = self._lane.rows(_SILENCED, alert_id)
        if not rows:
            return None
        body = from_json(rows[0][1])
        return Silenced(
            by=body["by"], reason=body["reason"], since=instant(rows[0][0]), messages=len(rows)
        )

    def waiting_by_wish(self) -> list[Entry]:
        """Return what waits because people wish so for the end of quiet hours, or of a shift."""
        waits = (_outbox.c.state == Delivery.HELD.value) | (
            (_outbox.c.state == Delivery.QUEUED.value) & _outbox.c.last_code.in_(_WISHED)
        )
        query = select(*COLUMNS).where(waits).order_by(_outbox.c.id)
        return [entry_of(dict(row._mapping)) for row in self._connection.execute(query)]

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
            (row[0], row[1], row[2] == "redraw", row[3] or now)
            for row in self._connection.execute(query)
        ]
