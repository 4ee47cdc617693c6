"""What a warehouse's own system made of a hold."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: of no hold so far was another system told."""
    op.add_column("holds", sa.Column("gateway", sa.String(), nullable=True))
    op.add_column("holds", sa.Column("gateway_at", Instant(), nullable=True))
    op.create_index("ix_holds_gateway", "holds", ["gateway", "gateway_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_holds_gateway", "holds")
    op.drop_column("holds", "gateway_at")
    op.drop_column("holds", "gateway")
