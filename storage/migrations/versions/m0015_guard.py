"""Holds of single lines, and gifts in orders of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: every hold so far is of a whole order, which `scope` always said."""
    op.add_column("holds", sa.Column("line", sa.String(), nullable=True))
    op.drop_column("holds", "scope")
    op.create_table(
        "gift_bonds",
        sa.Column("main_no", sa.String(), primary_key=True),
        sa.Column("order_no", sa.String(), primary_key=True),
        sa.Column("sku", sa.String(), primary_key=True),
        sa.Column("qty", sa.Integer(), nullable=False),
    )
    op.create_index("ix_gift_bonds_order_no", "gift_bonds", ["order_no"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("gift_bonds")
    op.add_column("holds", sa.Column("scope", sa.String(), nullable=False, server_default="order"))
    op.drop_column("holds", "line")
