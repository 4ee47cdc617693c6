"""Lines of platforms' bills of penalties are kept, each once."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "penalty_bills",
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("line"),
    )
    op.create_index("ix_penalty_bills_order_no", "penalty_bills", ["order_no"])
    op.create_index("ix_penalty_bills_at", "penalty_bills", ["at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("penalty_bills")
