"""Orders that were paid, not marked, and put onto a pick list."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: no list was forced so far."""
    op.create_table(
        "pick_lists",
        sa.Column("order_no", sa.String(), primary_key=True),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )
    op.create_index("ix_pick_lists_list", "pick_lists", ["list"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("pick_lists")
