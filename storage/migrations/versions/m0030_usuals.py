"""What is usual of each partner's messages is learned."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: nothing was learned so far."""
    op.create_table(
        "contract_usuals",
        sa.Column("partner", sa.String(), primary_key=True),
        sa.Column("learned", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("contract_usuals")
