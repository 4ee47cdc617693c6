"""Whether somebody was warned of a hold that is about to end."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: of no hold so far was anybody warned."""
    op.add_column(
        "holds",
        sa.Column("expiry_warned", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("holds", "expiry_warned")
