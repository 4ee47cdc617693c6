"""What left in a day is found without walking through all that ever did."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_LEFT = sa.text("left_at IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_progress_left_at", "progress", ["left_at"], sqlite_where=_LEFT, postgresql_where=_LEFT
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_progress_left_at", "progress")
