"""Call-backs say whether their provider signed them, and how large they are."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_UNREAD = sa.text("state = 'quarantined'")
_INDEXES = {
    "ix_call_backs_unread": (("provider", "id", "state", "size"), _UNREAD),
    "ix_call_backs_whole": (("provider", "id"), sa.text("body IS NOT NULL")),
    "ix_call_backs_read_whole": (
        ("provider", "received_at"), sa.text("state = 'read' AND body IS NOT NULL"),
    ),
}  # fmt: skip


def upgrade() -> None:
    """Apply; a notice was named only of what had been verified."""
    op.add_column(
        "call_backs", sa.Column("signed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("call_backs", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE call_backs SET signed = (notice_id IS NOT NULL),"
        " size = coalesce(length(body), 0) + length(headers)"
    )
    op.drop_index("ix_call_backs_unread", "call_backs")
    for name, (columns, where) in _INDEXES.items():
        op.create_index(
            name, "call_backs", list(columns), sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Undo."""
    for name in _INDEXES:
        op.drop_index(name, "call_backs")
    op.drop_column("call_backs", "size")
    op.drop_column("call_backs", "signed")
    op.create_index(
        "ix_call_backs_unread", "call_backs", ["provider", "id"],
        sqlite_where=_UNREAD, postgresql_where=_UNREAD,
    )  # fmt: skip
