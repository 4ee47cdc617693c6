"""A lease no longer says when its work was last done: nobody asked."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("leases", schema=None) as batch_op:
        batch_op.drop_column("ran_at")


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("leases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ran_at", Instant(), nullable=True))
