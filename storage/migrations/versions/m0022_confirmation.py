"""Who has yet to say how a parcel came, the virtual warehouse, photos, wishes for no calls."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_BY_KEY = {"sqlite_with_rowid": False}


def upgrade() -> None:
    """Apply. Orders signed for before are nobody's news: nobody is asked about them."""
    op.create_table(
        "confirmations",
        sa.Column("order_no", sa.String(), primary_key=True),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("linked", sa.Boolean(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("called_at", Instant(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("platform_at", Instant(), nullable=True),
        sa.Column("ticket", sa.String(), nullable=True),
        **_BY_KEY,
    )
    op.create_index("ix_confirmations_signed_at", "confirmations", ["signed_at"])
    op.create_index("ix_confirmations_due_at", "confirmations", ["due_at"])
    op.create_index("ix_confirmations_waiting", "confirmations", ["answered_at", "signed_at"])
    op.create_table(
        "unconfirmed_stock",
        sa.Column("sku", sa.String(), primary_key=True),
        sa.Column("order_no", sa.String(), primary_key=True),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        **_BY_KEY,
    )
    op.create_index("ix_unconfirmed_stock_order_no", "unconfirmed_stock", ["order_no"])
    op.create_table(
        "stock_counts",
        sa.Column("sku", sa.String(), primary_key=True),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", Instant(), nullable=False),
        **_BY_KEY,
    )
    op.create_table(
        "photos",
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "order_photos",
        sa.Column("order_no", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("at", Instant(), nullable=False),
        **_BY_KEY,
    )
    op.create_table(
        "no_calls",
        sa.Column("phone_digest", sa.String(), primary_key=True),
        sa.Column("since", Instant(), nullable=False),
        **_BY_KEY,
    )


def downgrade() -> None:
    """Undo."""
    for table in (
        "no_calls", "order_photos", "photos", "stock_counts", "unconfirmed_stock", "confirmations",
    ):  # fmt: skip
        op.drop_table(table)
