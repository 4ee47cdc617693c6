"""What came of each try of a promise, and alerts found by when they were raised."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: of tries so far only the last is known, by the promise's own code."""
    op.add_column("outbox", sa.Column("tries", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_alerts_opened_at", "alerts", ["opened_at", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_alerts_opened_at", "alerts")
    op.drop_column("outbox", "tries")
