"""A transaction keeps every order that says it was paid by it, and what was held for it."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_PARTIAL = {
    "ix_payments_billed": (("billed_at",), sa.text("billed_at IS NOT NULL")),
    "ix_payments_unheard": (
        ("provider", "at"), sa.text("provider IS NOT NULL AND NOT vouched AND billed_at IS NULL"),
    ),
}  # fmt: skip


def upgrade() -> None:
    """Apply; of what was said before, nobody knows when, and nothing is told."""
    op.rename_table("payments", "payments_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX payments_pkey RENAME TO payments_before_pkey")
    op.create_table(
        "payments",
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("vouched", sa.Boolean(), nullable=False),
        sa.Column("billed_at", sa.BigInteger(), nullable=True),
        sa.Column("fen", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("transaction_id", "order_no"),
    )
    op.execute(
        "INSERT INTO payments (transaction_id, order_no, at, vouched)"
        " SELECT transaction_id, order_no, 0, FALSE FROM payments_before"
    )
    op.drop_table("payments_before")
    op.create_index("ix_payments_at", "payments", ["at"])
    for name, (columns, where) in _PARTIAL.items():
        op.create_index(name, "payments", list(columns), sqlite_where=where, postgresql_where=where)
    op.create_table(
        "payment_findings",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "transaction_id", "order_no"),
    )
    op.create_index("ix_payment_findings_at", "payment_findings", ["kind", "at"])


def downgrade() -> None:
    """Undo: a transaction keeps the first order again."""
    op.drop_table("payment_findings")
    for name in ("ix_payments_at", *_PARTIAL):
        op.drop_index(name, "payments")
    op.rename_table("payments", "payments_after")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX payments_pkey RENAME TO payments_after_pkey")
    op.create_table(
        "payments",
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("transaction_id"),
    )
    op.execute(
        "INSERT INTO payments (transaction_id, order_no)"
        " SELECT transaction_id, order_no FROM payments_after WHERE TRUE ORDER BY at, order_no"
        " ON CONFLICT DO NOTHING"
    )
    op.drop_table("payments_after")
