"""How many events of each type a source sends in each hour, so that silence is known from quiet."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: what is usual is learned from now on; a source that is out is a trouble."""
    op.create_table(
        "feed_hours",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("hour", Instant(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "type", "hour"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_feed_hours_hour", "feed_hours", ["hour"])
    op.drop_column("feeds", "events")
    op.execute(
        "INSERT INTO troubles (id, wrong, name, since, facts)"
        ' SELECT name, \'silence\', substr(name, 8), "at", \'{"what":""}\''
        " FROM marks WHERE name LIKE 'outage:%'"
    )
    op.execute("DELETE FROM marks WHERE name LIKE 'outage:%'")


def downgrade() -> None:
    """Undo."""
    op.execute(
        'INSERT INTO marks (name, state, "by", note, "at")'
        " SELECT 'outage:' || name, 'out', 'system', '', since"
        " FROM troubles WHERE wrong = 'silence' AND over_at IS NULL"
    )
    op.execute("DELETE FROM troubles WHERE wrong = 'silence'")
    op.add_column("feeds", sa.Column("events", sa.Integer(), nullable=False, server_default="0"))
    op.drop_table("feed_hours")
