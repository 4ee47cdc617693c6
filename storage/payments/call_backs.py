"""Call-backs: what providers posted, as it came, and what became of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from rules.payments.contract import CallBack, Provider
from rules.payments.reasons import Reason
from storage.lane import Columns, Lane, Statement, instant, micros
from storage.mapping import from_json, table, to_json
from storage.payments.fen import in_fen, yuan
from storage.payments.tables import CallBackRow


class State(StrEnum):
    """What became of a call-back."""

    READ = "read"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One call-back: the same body posted again is the same one."""

    id: int
    provider: Provider
    digest: str
    headers: Mapping[str, str]  #: Of its latest posting.
    body: bytes | None  #: None once it is kept no longer.
    received_at: datetime  #: When it came first.
    last_at: datetime  #: … and last.
    size: int  #: Of its body and headers, in bytes.
    times: int
    state: State = State.QUARANTINED
    reason: Reason | None = None  #: Why it waits, or what is odd about one that was read.
    field: str = ""  #: Which header or field is to blame.
    signed: bool = False  #: By its provider; else anybody may have posted it.
    asked: bool = False  #: It is the answer to a question of ours.
    contract: str | None = None
    notice_id: str | None = None
    transaction_id: str | None = None
    order_no: str | None = None  #: Of what was paid.
    amount: Decimal | None = None  #: CNY, exact.
    paid_at: datetime | None = None

    @property
    def call_back(self) -> CallBack:
        """Return it as it was posted last."""
        return CallBack(
            provider=self.provider, headers=self.headers, body=self.body or b"",
            at=self.last_at, asked=self.asked,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits in quarantine for one reason."""

    provider: Provider
    reason: Reason
    field: str
    count: int
    times: int  #: How often they were posted in all.
    first: datetime
    last: datetime


class WaitingInAll(NamedTuple):
    """What waits of one provider."""

    number: int
    size: int  #: In bytes.


_COLUMNS = Columns(table(CallBackRow))
_KEPT = (
    "INSERT INTO call_backs"  # noqa: S608 - our columns
    " (provider, digest, headers, body, received_at, last_at, size, asked, times, state, field,"
    " signed)"
    f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, '{State.QUARANTINED}', '', FALSE)"
    " ON CONFLICT (provider, digest) DO UPDATE SET headers = excluded.headers,"
    " body = excluded.body, last_at = excluded.last_at, size = excluded.size,"
    " times = call_backs.times + 1"
)
_RETURNED = f"RETURNING {_COLUMNS.listed}"
_KEEP = Statement.of(f"{_KEPT} {_RETURNED}")
_KEEP_UNSIGNED = Statement.of(f"{_KEPT} WHERE NOT call_backs.signed {_RETURNED}")
_VERDICT = (
    "state", "reason", "field", "signed", "contract", "notice_id", "transaction_id", "order_no",
    "fen", "paid_at",
)  # fmt: skip
_SETTLE = Statement.of(
    f"UPDATE call_backs SET {', '.join(f'{name} = ?' for name in _VERDICT)} WHERE id = ?"  # noqa: S608
)
#: A notice that was read in one form waits no longer in another; of a refund it stays one.
_SPREAD = Statement.of(
    f"UPDATE call_backs SET state = '{State.READ}', reason ="  # noqa: S608 - our words
    f" CASE WHEN reason = '{Reason.REFUND}' THEN reason ELSE '{Reason.DUPLICATE}' END"
    f" WHERE provider = ? AND notice_id = ? AND state = '{State.QUARANTINED}'"
)
_PAID = Statement.of(
    "SELECT DISTINCT transaction_id FROM call_backs"  # noqa: S608 - our words
    f" WHERE provider = ? AND transaction_id IN ? AND state = '{State.READ}'"
    " AND order_no IS NOT NULL"
)


def _chosen(rest: str) -> Statement:
    return Statement.of(f"SELECT {_COLUMNS.listed} FROM call_backs {rest}")  # noqa: S608 - our text


_NEXT = _chosen(
    f"WHERE provider = ? AND state = '{State.QUARANTINED}' AND id > ? ORDER BY id LIMIT ?"
)
#: Two who read it again at once share it out.
_WAITING = replace(_NEXT, postgresql=f"{_NEXT.postgresql} FOR UPDATE SKIP LOCKED")
_WAITING_IN_ALL = Statement.of(
    "SELECT count(*), coalesce(sum(size), 0) FROM call_backs"  # noqa: S608 - our words
    f" WHERE provider = ? AND state = '{State.QUARANTINED}'"
)
_FORGET = Statement.of(
    "UPDATE call_backs SET body = NULL WHERE id IN (SELECT id FROM call_backs WHERE provider = ?"  # noqa: S608 - our words
    f" AND received_at < ? AND state = '{State.READ}' AND body IS NOT NULL LIMIT ?)"
)
_FORGET_UNSIGNED = Statement.of(
    "DELETE FROM call_backs WHERE id IN (SELECT id FROM call_backs WHERE provider = ?"  # noqa: S608 - our words
    f" AND state = '{State.QUARANTINED}' AND NOT signed AND last_at < ? ORDER BY id LIMIT ?)"
)
_LATEST = _chosen("WHERE provider = ? AND body IS NOT NULL ORDER BY id DESC LIMIT ?")
_PAGE = _chosen(f"WHERE state = '{State.QUARANTINED}' AND id < ? ORDER BY id DESC LIMIT ?")
#: The same notice in other words (its provider closes it anew) is one.
_BY_REASON = Statement.of(
    "SELECT provider, reason, field, count(DISTINCT coalesce(notice_id, digest)), sum(times),"  # noqa: S608
    f" min(received_at), max(last_at) FROM call_backs WHERE state = '{State.QUARANTINED}'"
    " GROUP BY provider, reason, field ORDER BY 4 DESC, 1, 2, 3"
)


class CallBacks:
    """Keeps call-backs."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def keep(self, posted: CallBack) -> Kept:
        """Keep one as it came, whatever it may say; posted before, it is counted once more."""
        return self._read(self._lane.rows(_KEEP, *_posted(posted)))[0]

    def keep_unsigned(self, posted: CallBack) -> Kept | None:
        """Keep one that its provider did not sign; None where the same one is kept, signed."""
        return next(iter(self._read(self._lane.rows(_KEEP_UNSIGNED, *_posted(posted)))), None)

    def settle(self, judged: Sequence[Kept]) -> None:
        """Write what became of them."""
        self._lane.write(_SETTLE, [(*_verdict(one), one.id) for one in judged])
        notices = [
            (one.provider.value, one.notice_id)
            for one in judged
            if one.state is State.READ and one.notice_id is not None
        ]
        self._lane.write(_SPREAD, notices)

    def paid(self, provider: Provider, transaction_ids: Collection[str]) -> set[str]:
        """Return those of the transactions that an order was paid by already."""
        listed = self._lane.listed(transaction_ids)
        return {row[0] for row in self._lane.rows(_PAID, provider.value, listed)}

    def waiting_in_all(self, provider: Provider) -> WaitingInAll:
        """Count its quarantine, in an index alone."""
        return WaitingInAll(*map(int, self._lane.rows(_WAITING_IN_ALL, provider.value)[0]))

    def forget_bodies(self, provider: Provider, before: datetime, *, limit: int) -> int:
        """Let go of the bodies of some that came and were read before then; return how many."""
        return self._lane.change(_FORGET, provider.value, micros(before), limit)

    def forget_unsigned(self, provider: Provider, before: datetime, *, limit: int) -> int:
        """Let go of the first of those that nobody signed and nobody posted since then."""
        return self._lane.change(_FORGET_UNSIGNED, provider.value, micros(before), limit)

    def waiting(self, provider: Provider, *, after: int, limit: int) -> list[Kept]:
        """Return a portion of its quarantine in the order of arrival."""
        return self._read(self._lane.rows(_WAITING, provider.value, after, limit))

    def latest(self, provider: Provider, limit: int) -> list[Kept]:
        """Return its latest call-backs whose bodies are kept still, the newest first."""
        return self._read(self._lane.rows(_LATEST, provider.value, limit))

    def page(self, *, before: int, limit: int) -> list[Kept]:
        """Return a page of the quarantine, the newest first."""
        return self._read(self._lane.rows(_PAGE, before, limit))

    def by_reason(self) -> list[Waiting]:
        """Count the quarantine by provider, reason and field, the most first."""
        return [
            Waiting(
                provider=Provider(provider), reason=Reason(reason), field=field, count=count,
                times=int(times), first=instant(first), last=instant(last),
            )
            for provider, reason, field, count, times, first, last in self._lane.rows(_BY_REASON)
        ]  # fmt: skip

    def _read(self, rows: Iterable[Sequence[Any]]) -> list[Kept]:
        return [_kept(_COLUMNS.read(row)) for row in rows]


def _posted(posted: CallBack) -> tuple[Any, ...]:
    at, headers = micros(posted.at), to_json(dict(posted.headers))
    return (
        posted.provider.value, posted.digest, headers, posted.body, at, at, posted.size,
        posted.asked,
    )  # fmt: skip


def _kept(row: dict[str, Any]) -> Kept:
    fen, reason = row.pop("fen"), row.pop("reason")
    return Kept(
        **row
        | {
            "provider": Provider(row["provider"]),
            "state": State(row["state"]),
            "headers": from_json(row["headers"]),
            "body": None if row["body"] is None else bytes(row["body"]),
        },
        reason=None if reason is None else Reason(reason),
        amount=None if fen is None else yuan(fen),
    )


def _verdict(one: Kept) -> tuple[Any, ...]:
    fen = None if one.amount is None else in_fen(one.amount)
    return (
        one.state.value, one.reason, one.field, one.signed, one.contract, one.notice_id,
        one.transaction_id, one.order_no, fen, micros(one.paid_at),
    )  # fmt: skip
