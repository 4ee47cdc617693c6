"""What answers about the machine itself need: patterns of alerts and the state of the breaker."""

import json

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Alerts given their pattern at a time: memory stays small on a database of years.
_PORTION = 1_000


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pattern", sa.String(), nullable=False, server_default=""))
    _fill_patterns()
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index("ix_alerts_pattern", ["pattern", "shop", "opened_at"], unique=False)
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index("ix_holds_reason", ["reason", "since"], unique=False)


def _fill_patterns() -> None:
    """Name what each alert so far is made of, as it was when this migration was written."""
    alerts = sa.table(
        "alerts", sa.column("id", sa.String), sa.column("body", sa.Text), sa.column("pattern")
    )
    connection, last = op.get_bind(), ""
    while rows := connection.execute(
        sa.select(alerts.c.id, alerts.c.body)
        .where(alerts.c.id > last)
        .order_by(alerts.c.id)
        .limit(_PORTION)
    ).all():
        for alert_id, text in rows:
            body = json.loads(text)
            kinds = {*(part["kind"] for part in body.get("parts", ())), *body.get("hard", ())}
            connection.execute(
                alerts.update()
                .where(alerts.c.id == alert_id)
                .values(pattern="+".join(sorted(kinds)))
            )
        last = rows[-1][0]


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_index("ix_holds_reason")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_index("ix_alerts_pattern")
        batch_op.drop_column("pattern")
    op.drop_table("marks")
