"""What earlier orders come to, and the trail that each leaves in that."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; history begins with what arrives from now on."""
    op.create_table(
        "trails",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("trail", sa.Text(), nullable=False),
        sa.Column("outlooks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_no"),
    )
    op.create_table(
        "histories",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("histories")
    op.drop_table("trails")
