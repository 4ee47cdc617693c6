"""Every message of a room says which orders it names, not only a card."""

import sqlalchemy as sa
from alembic import op

from storage.mapping import from_json, to_json

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_SAID = sa.text(
    "SELECT m.id, m.card, o.order_no, o.body FROM chat_messages m"
    " LEFT JOIN outbox o ON o.key = m.key WHERE m.card IS NOT NULL OR o.key IS NOT NULL"
)
_NOTE = sa.text("UPDATE chat_messages SET about = :about WHERE id = :id")


def upgrade() -> None:
    """Apply; of what was said before, cards and notices know their order."""
    op.add_column("chat_messages", sa.Column("about", sa.Text(), nullable=True))
    connection = op.get_bind()
    found = [
        {"id": no, "about": to_json([order])}
        for no, card, order_no, body in connection.execute(_SAID)
        if (order := _order(card, order_no, body))
    ]
    if found:
        connection.execute(_NOTE, found)


def _order(card: str | None, order_no: str | None, body: str | None) -> str | None:
    if card is not None:
        return str(from_json(card)["order_no"])
    said = from_json(body or "{}")
    return None if said.get("storm") else order_no or said.get("facts", {}).get("order_no")


def downgrade() -> None:
    """Undo."""
    op.drop_column("chat_messages", "about")
