"""Orders that no carrier has yet are found by when they are due."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _index("moved_at IS NULL AND ended_at IS NULL AND paid_at IS NOT NULL")


def downgrade() -> None:
    """Undo."""
    _index("left_at IS NULL AND ended_at IS NULL AND paid_at IS NOT NULL")


def _index(where: str) -> None:
    op.drop_index("ix_progress_open", "progress")
    op.create_index(
        "ix_progress_open",
        "progress",
        ["due"],
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
