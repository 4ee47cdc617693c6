"""What partners send is counted in windows of five minutes."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: what is usual of each partner is learned from now on."""
    op.create_table(
        "contract_counts",
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("start", Instant(), nullable=False),
        sa.Column("aspect", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("partner", "start", "aspect", "name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contract_counts_start", "contract_counts", ["start"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("contract_counts")
