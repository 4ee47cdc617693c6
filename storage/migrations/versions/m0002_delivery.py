"""What delivery remembers: storms, quotas, outages, late lanes and unknown outcomes."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("resent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(batch_op.f("ix_outbox_order_no"), ["order_no"], unique=False)
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("storm_id", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("merged", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(batch_op.f("ix_cards_storm_id"), ["storm_id"], unique=False)
    op.create_table(
        "storms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=True),
        sa.Column("message_ref", sa.String(), nullable=True),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("causes", sa.Text(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("storms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_storms_closed_at"), ["closed_at"], unique=False)
    op.create_table(
        "lanes",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("delayed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "conversation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quotas",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "month"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outages",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("source"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("outages")
    op.drop_table("quotas")
    op.drop_table("lanes")
    op.drop_table("storms")
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cards_storm_id"))
        batch_op.drop_column("merged")
        batch_op.drop_column("storm_id")
        batch_op.drop_column("shown")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_order_no"))
        batch_op.drop_column("resent")
