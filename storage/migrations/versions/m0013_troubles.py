"""What is wrong with systems around us, and when orders were signed for, as two systems say."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: lags are measured from now on."""
    op.create_table(
        "troubles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("wrong", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("over_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_troubles_over_at", "troubles", ["over_at"])
    op.create_table(
        "signatures",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.Column("centre_at", Instant(), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("order_no"),
    )
    op.create_index("ix_signatures_known_at", "signatures", ["known_at"])
    op.create_index("ix_signatures_awaited", "signatures", ["centre_at", "signed_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("signatures")
    op.drop_table("troubles")
