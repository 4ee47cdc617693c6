"""An alert no longer counts how often nothing was said about it: nobody asked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_column("quiet")


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet", sa.Integer(), nullable=False, server_default="0"))
