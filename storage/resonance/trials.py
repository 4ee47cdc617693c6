"""Trials: which drafts of the policy are judged beside the published one, and how they compare."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from rules.resonance.rollout import Stage
from storage.lane import Lane, Statement, instant, micros
from storage.mapping import row_of, table
from storage.resonance.tables import RolloutRow, TrialRow

_trials, _rollouts = table(TrialRow), table(RolloutRow)
#: Drafts that wait are judged beside the published policy, the newest ones: each costs as much.
_MOST = 3
_WAITING = Statement.of(
    "SELECT number, content FROM drafts WHERE state = 'open' AND kind = ? AND expires > ?"
    " ORDER BY number DESC LIMIT ?"
)
_RUNNING = Statement.of(
    "SELECT version, draft, share, since FROM rollouts WHERE stage = 'canary'"
    " ORDER BY version DESC LIMIT 1"
)
_SEEN = Statement.of(
    "INSERT INTO trials (draft, stage, order_no, in_share, was, would, failed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (draft, stage, order_no) DO UPDATE SET"
    " was = CASE WHEN excluded.was > trials.was THEN excluded.was ELSE trials.was END,"
    " would = CASE WHEN excluded.would > trials.would THEN excluded.would ELSE trials.would END,"
    " failed = CASE WHEN excluded.failed > trials.failed THEN excluded.failed"
    " ELSE trials.failed END"
)
#: What was seen of drafts that were decided, or had expired, by then; the one that judges a share
#: of orders now is measured by it.
_LET_GO = Statement.of(
    "DELETE FROM trials WHERE (draft, stage, order_no) IN (SELECT t.draft, t.stage, t.order_no"
    " FROM drafts d JOIN trials t ON t.draft = d.number WHERE coalesce(d.closed_at, d.expires) < ?"
    " AND d.number NOT IN (SELECT draft FROM rollouts WHERE stage = 'canary') LIMIT ?)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """How far a version of the policy has come into force."""

    version: int
    draft: int
    share: Decimal
    since: datetime
    stage: Stage = Stage.CANARY
    ended_at: datetime | None = None
    why: str = ""  #: Why it went back, with its figures.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One order under both policies: how loud each had it."""

    draft: int
    stage: str
    order_no: str
    in_share: bool = False
    was: int
    would: int
    failed: int = 0  #: 1: the draft could not judge it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """So many orders that both policies had so loud."""

    in_share: bool
    was: int
    would: int
    orders: int
    failed: int


class Trials:
    """Reads and writes trials."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lane = Lane(connection)

    def waiting(self, kind: str, now: datetime) -> list[tuple[int, str]]:
        """Return the drafts of a kind that wait for a second person, with their contents."""
        return [
            (number, content)
            for number, content in self._lane.rows(_WAITING, kind, micros(now), _MOST)
        ]

    def running(self) -> Rollout | None:
        """Return the version that judges a share of orders now."""
        for version, draft, share, since in self._lane.rows(_RUNNING):
            return Rollout(version=version, draft=draft, share=Decimal(share), since=instant(since))
        return None

    def of_draft(self, draft: int) -> Rollout | None:
        """Return how far the version of a draft has come."""
        query = select(*_rollouts.c).where(_rollouts.c.draft == draft)
        row = self._connection.execute(query).first()
        if row is None:
            return None
        values = dict(row._mapping)
        return Rollout(
            **{**values, "share": Decimal(values["share"]), "stage": Stage(values["stage"])}
        )

    def begin(self, rollout: Rollout) -> None:
        """Have a version judge a share of orders."""
        self._connection.execute(
            _rollouts.insert().values({**row_of(rollout), "share": str(rollout.share)})
        )

    def end(self, version: int, stage: Stage, now: datetime, why: str = "") -> bool:
        """Write what became of a version that judges a share; False where somebody was faster."""
        done = self._connection.execute(
            _rollouts.update()
            .where(_rollouts.c.version == version, _rollouts.c.stage == Stage.CANARY.value)
            .values(stage=stage.value, ended_at=now, why=why)
        )
        return done.rowcount == 1

    def note(self, sights: Iterable[Sight]) -> None:
        """Remember how loud orders ever were under both policies."""
        rows = [
            (s.draft, s.stage, s.order_no, s.in_share, s.was, s.would, s.failed)
            for s in sorted(sights, key=lambda s: (s.draft, s.order_no))
        ]
        if rows:
            self._lane.write(_SEEN, rows)

    def let_go(self, before: datetime, limit: int) -> int:
        """Forget so much of what was seen of drafts that ended before then; return how much."""
        return self._lane.change(_LET_GO, micros(before), limit)

    def seen(self, draft: int, stage: str) -> list[Seen]:
        """Return how the orders of a trial compare."""
        group = (_trials.c.in_share, _trials.c.was, _trials.c.would)
        query = (
            select(*group, func.count(), func.coalesce(func.sum(_trials.c.failed), 0))
            .where(_trials.c.draft == draft, _trials.c.stage == stage)
            .group_by(*group)
            .order_by(*group)
        )
        return [
            Seen(in_share=bool(share), was=was, would=would, orders=count, failed=int(failed))
            for share, was, would, count, failed in self._connection.execute(query)
        ]

    def differing(self, draft: int, stage: str, limit: int) -> list[str]:
        """Return some orders that the two policies have otherwise."""
        query = (
            select(_trials.c.order_no)
            .where(
                _trials.c.draft == draft, _trials.c.stage == stage, _trials.c.was != _trials.c.would
            )
            .order_by(_trials.c.order_no)
            .limit(limit)
        )
        return [order_no for (order_no,) in self._connection.execute(query)]
