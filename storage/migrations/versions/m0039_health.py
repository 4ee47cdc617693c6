"""The day's figures of health are counted over few rows: those of the day."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; the orders that ended badly so far are known, as the journal says it."""
    op.create_table(
        "bad_outcomes",
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("order_no"),
    )
    op.create_index("ix_bad_outcomes_at", "bad_outcomes", ["at"])
    # The journal writes JSON without blanks.
    op.execute(
        "INSERT INTO bad_outcomes (order_no, at) SELECT order_no, min(received_at) FROM journal"
        " WHERE type = 'outcome.reported' AND order_no IS NOT NULL"
        """ AND replace(data, '"kind":"ok"', '') = data GROUP BY order_no"""
    )
    op.create_index("ix_confirmations_platform_at", "confirmations", ["platform_at"])
    op.create_index("ix_refund_decisions_at", "refund_decisions", ["at"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_refund_decisions_at", "refund_decisions")
    op.drop_index("ix_confirmations_platform_at", "confirmations")
    op.drop_index("ix_bad_outcomes_at", "bad_outcomes")
    op.drop_table("bad_outcomes")
