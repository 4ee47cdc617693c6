"""Words of systems by order, what orders were merged into, drafts and versions."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

#: Rows read at a time: memory stays small on a database of years.
_PORTION = 5_000

_JOURNAL = sa.table("journal", *map(sa.column, ("seq", "type", "order_no", "data")))
_WORDS = sa.table("status_words", *map(sa.column, ("system", "word", "order_no")))


def upgrade() -> None:
    """Apply, and read from the journal which words were said so far."""
    op.create_table(
        "status_words",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("system", "word", "order_no"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "successions",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("successor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "successor"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_successions_successor", "successions", ["successor"])
    op.create_table(
        "drafts",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_drafts_kind", "drafts", ["kind"])
    op.create_table(
        "draft_openings",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", "person"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "versions",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=True),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "version"),
        sqlite_with_rowid=False,
    )
    connection, last = op.get_bind(), 0
    told = (
        sa.select(_JOURNAL.c.seq, _JOURNAL.c.type, _JOURNAL.c.order_no, _JOURNAL.c.data)
        .where(
            _JOURNAL.c.type.in_(("system.status", "carrier.trace")),
            _JOURNAL.c.order_no.is_not(None),
        )
        .order_by(_JOURNAL.c.seq)
        .limit(_PORTION)
    )
    known: set[tuple[str, str, str]] = set()
    while rows := connection.execute(told.where(_JOURNAL.c.seq > last)).all():
        fresh = {word for row in rows for word in _word(row.type, row.order_no, row.data)} - known
        known |= fresh
        if fresh:
            values = [{"system": s, "word": w, "order_no": no} for s, w, no in sorted(fresh)]
            connection.execute(_WORDS.insert(), values)
        last = rows[-1].seq


def _word(kind: str, order_no: str, text: str) -> Iterator[tuple[str, str, str]]:
    data = json.loads(text)
    if kind == "carrier.trace":
        yield "carrier", str(data.get("state") or "").strip().upper(), order_no
    else:
        word = str(data.get("status") or "").strip().upper()
        yield str(data.get("system") or "").lower(), word, order_no


def downgrade() -> None:
    """Undo."""
    op.drop_table("versions")
    op.drop_table("draft_openings")
    op.drop_index("ix_drafts_kind", "drafts")
    op.drop_table("drafts")
    op.drop_index("ix_successions_successor", "successions")
    op.drop_table("successions")
    op.drop_table("status_words")
