"""Which order a transaction was paid for, so that a bill finds it."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: Rows read at a time: memory stays small on a database of years.
_PORTION = 5_000

_JOURNAL = sa.table("journal", *map(sa.column, ("seq", "type", "order_no", "data")))
_PAYMENTS = sa.table("payments", sa.column("transaction_id"), sa.column("order_no"))


def upgrade() -> None:
    """Apply, and read from the journal what was paid so far."""
    op.create_table(
        "payments",
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("transaction_id"),
    )
    connection, last = op.get_bind(), 0
    paid = (
        sa.select(_JOURNAL.c.seq, _JOURNAL.c.order_no, _JOURNAL.c.data)
        .where(_JOURNAL.c.type == "order.paid")
        .order_by(_JOURNAL.c.seq)
        .limit(_PORTION)
    )
    known: set[str] = set()
    while rows := connection.execute(paid.where(_JOURNAL.c.seq > last)).all():
        found: dict[str, str] = {}
        for _, order_no, data in rows:
            transaction = json.loads(data).get("transaction_id")
            if transaction and transaction not in known:
                found.setdefault(transaction, order_no)
        known |= found.keys()
        if found:
            values = [{"transaction_id": t, "order_no": no} for t, no in found.items()]
            connection.execute(_PAYMENTS.insert(), values)
        last = rows[-1].seq


def downgrade() -> None:
    """Undo."""
    op.drop_table("payments")
