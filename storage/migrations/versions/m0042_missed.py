"""The rate of missed shipments is read of what was missed, and not of all that was paid."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_MISSED = sa.text("(moved_at IS NULL OR moved_at > due) AND (ended_at IS NULL OR ended_at > due)")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_progress_missed", "progress", ["paid_at"],
        sqlite_where=_MISSED, postgresql_where=_MISSED,
    )  # fmt: skip


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_progress_missed", "progress")
