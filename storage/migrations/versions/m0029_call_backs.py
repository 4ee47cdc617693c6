"""What payment providers post is kept as it came."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_UNREAD = sa.text("state = 'quarantined'")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "call_backs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=True),
        sa.Column("notice_id", sa.String(), nullable=True),
        sa.Column("transaction_id", sa.String(), nullable=True),
        sa.Column("order_no", sa.String(), nullable=True),
        sa.Column("fen", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ux_call_backs_body", "call_backs", ["provider", "digest"], unique=True)
    op.create_index("ix_call_backs_notice", "call_backs", ["provider", "notice_id"])
    op.create_index("ix_call_backs_transaction", "call_backs", ["provider", "transaction_id"])
    op.create_index("ix_call_backs_received_at", "call_backs", ["received_at"])
    op.create_index(
        "ix_call_backs_unread", "call_backs", ["provider", "id"],
        sqlite_where=_UNREAD, postgresql_where=_UNREAD,
    )  # fmt: skip


def downgrade() -> None:
    """Undo."""
    op.drop_table("call_backs")
