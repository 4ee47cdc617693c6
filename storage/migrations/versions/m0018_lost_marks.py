"""Marks that an imported sheet lacked."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_MARKED = sa.text("mark <> '' AND left_at IS NULL AND ended_at IS NULL")


def upgrade() -> None:
    """Apply: no sheet was compared so far."""
    op.create_table(
        "lost_marks",
        sa.Column("sheet", sa.String(), primary_key=True),
        sa.Column("order_no", sa.String(), primary_key=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("told", Instant(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("found_at", Instant(), nullable=True),
    )
    op.create_index("ix_lost_marks_order_no", "lost_marks", ["order_no"])
    op.create_index(
        "ix_progress_marked", "progress", ["order_no"],
        sqlite_where=_MARKED, postgresql_where=_MARKED,
    )  # fmt: skip


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_progress_marked", "progress")
    op.drop_table("lost_marks")
