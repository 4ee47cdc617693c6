"""Holds are found by when they were set, whatever their reason is."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_holds_since", "holds", ["since", "reason"])
    op.drop_index("ix_holds_reason", "holds")


def downgrade() -> None:
    """Undo."""
    op.create_index("ix_holds_reason", "holds", ["reason", "since"])
    op.drop_index("ix_holds_since", "holds")
