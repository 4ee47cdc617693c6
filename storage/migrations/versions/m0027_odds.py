"""What became of the orders that were due on a day, by where they stood before."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: the days before are counted by the sweep."""
    op.create_table(
        "odds",
        sa.Column("day", sa.String(), primary_key=True),
        sa.Column("step", sa.String(), primary_key=True),
        sa.Column("time_left", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("odds")
