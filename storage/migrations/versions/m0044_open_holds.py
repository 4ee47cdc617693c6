"""What is locked is found without what was, for the page that lists it."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_OPEN = sa.text("released_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_holds_open", "holds", ["since", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_holds_open", "holds")
