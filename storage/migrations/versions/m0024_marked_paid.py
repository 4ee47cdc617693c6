"""The latest order that was marked is found at once; that a mark is back is seen at its time."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_MARKED = sa.text("mark <> ''")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_progress_marked_paid", "progress", ["paid_at"],
        sqlite_where=_MARKED, postgresql_where=_MARKED,
    )  # fmt: skip
    op.drop_column("lost_marks", "found_at")


def downgrade() -> None:
    """Undo."""
    op.add_column("lost_marks", sa.Column("found_at", Instant(), nullable=True))
    op.drop_index("ix_progress_marked_paid", "progress")
