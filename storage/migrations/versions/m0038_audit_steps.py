"""Rows of the audit are sealed so that a stranger can follow the chain without reading them."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

from rules.people.chain import START, behind, digest, seal
from storage.migrations.versions.m0033_audit_chain import seal as seal_before

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_PORTION = 1_000
_NEXT = sa.text(
    "SELECT id, number, seal, at, actor, role, channel, action, order_no, outcome, detail"
    " FROM audit WHERE number > :after ORDER BY number, id LIMIT :limit"
)
_SEAL = sa.text("UPDATE audit SET seal = :seal WHERE id = :id")
_HEAD = sa.text("UPDATE audit_head SET seal = :seal WHERE seal = :before")

#: The seal of a row by its number, the seals by number so far, and what it says.
Sealed = Callable[[int, dict[int, str], Sequence[object]], str]


def upgrade() -> None:
    """Apply."""
    _anew(_as_before, _as_now)


def downgrade() -> None:
    """Undo."""
    _anew(_as_now, _as_before)


def _as_before(number: int, seals: dict[int, str], values: Sequence[object]) -> str:
    return seal_before(seals.get(number - 1, ""), number, list(values))


def _as_now(number: int, seals: dict[int, str], values: Sequence[object]) -> str:
    said = digest(values)  # type: ignore[arg-type]  # as they come from the database
    return seal(number, seals.get(number - 1, ""), seals.get(behind(number), ""), said)


def _anew(old: Sealed, new: Sealed) -> None:
    """Seal each row anew that is as it was written; one that is not keeps a seal that breaks."""
    connection = op.get_bind()
    were, are, after = {0: START}, {0: START}, 0
    while rows := connection.execute(_NEXT, {"after": after, "limit": _PORTION}).all():
        sealed = []
        for no, number, found, *values in rows:
            after = number
            whole = old(number, were, values) == found
            were[number], are[number] = found, new(number, are, values) if whole else ""
            sealed.append({"id": no, "seal": are[number]})
        connection.execute(_SEAL, sealed)
    if after:
        connection.execute(_HEAD, {"seal": are[after], "before": were[after]})
