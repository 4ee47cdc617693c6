"""What the console shows of a message may have an image."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("chat_messages", sa.Column("image", sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("chat_messages", "image")
