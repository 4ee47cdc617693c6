"""Who does what about orders that have not left."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "unshipped_work",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("first_sheet", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("order_no"),
    )
    op.create_index("ix_unshipped_work_sheet", "unshipped_work", ["sheet"])
    op.create_index("ix_unshipped_work_taken_by", "unshipped_work", ["taken_by"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("unshipped_work")
