"""Providers are asked about orders that are not paid; what they answer is kept like a call-back."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; everything kept so far was posted."""
    op.add_column(
        "call_backs", sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "unpaid",
        sa.Column("order_no", sa.String(), primary_key=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_unpaid_due_at", "unpaid", ["due_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_unpaid_due_at", "unpaid")
    op.drop_table("unpaid")
    op.drop_column("call_backs", "asked")
