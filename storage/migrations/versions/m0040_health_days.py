"""What the figures of health came to is kept day by day."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "health_days",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("shop", sa.String(), nullable=False),
        sa.Column("warehouse", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "metric", "shop", "warehouse"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("health_days")
