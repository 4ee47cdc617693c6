"""A card and a promise may be about anything: an alert and a storm are two subjects of many."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SHARED = (
    "id, order_no, channel, conversation, message_ref, drawn, sent_at, shown, storm_id, merged"
)


def _cards(*about: sa.Column[str], orderless: bool, unique: tuple[str, ...]) -> None:
    op.create_table(
        "cards_anew",
        sa.Column("id", sa.String(), nullable=False),
        *about,
        sa.Column("order_no", sa.String(), nullable=orderless),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("message_ref", sa.String(), nullable=True),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("storm_id", sa.String(), nullable=True),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(*unique, "channel", "conversation"),
    )


def _take_place_of_cards(indexed: str) -> None:
    op.drop_table("cards")
    op.rename_table("cards_anew", "cards")
    op.create_index(f"ix_cards_{indexed}", "cards", [indexed], unique=False)
    op.create_index("ix_cards_storm_id", "cards", ["storm_id"], unique=False)


def _take_back_marks() -> None:
    """Make lanes and outages of the marks again; there are few, and channels have no colon."""
    connection = op.get_bind()
    for name, at in connection.execute(sa.text('SELECT name, "at" FROM marks')).all():
        what, _, place = name.partition(":")
        channel, _, conversation = place.partition(":")
        if what == "late":
            row = {"channel": channel, "conversation": conversation, "at": at}
            connection.execute(
                sa.text("INSERT INTO lanes VALUES (:channel, :conversation, :at)"), row
            )
        elif what == "outage":
            row = {"source": place, "at": at}
            connection.execute(sa.text("INSERT INTO outages VALUES (:source, :at, NULL)"), row)
    op.execute("DELETE FROM marks WHERE name LIKE 'late:%' OR name LIKE 'outage:%'")


def upgrade() -> None:
    """Apply: what a storm knew of its card becomes a card, its promises those of a card."""
    _cards(
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        orderless=True,
        unique=("subject", "subject_id"),
    )
    op.execute(
        f"INSERT INTO cards_anew (subject, subject_id, {_SHARED})"  # noqa: S608 - names of ours
        f" SELECT 'alert', alert_id, {_SHARED} FROM cards"
    )
    op.execute(
        "INSERT INTO cards_anew"
        " (id, subject, subject_id, channel, conversation, message_ref, drawn, sent_at, merged)"
        " SELECT id, 'storm', id, channel, conversation, message_ref, pictures, drawn_at, false"
        " FROM storms"
    )
    _take_place_of_cards("subject_id")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("subject_id", sa.String(), nullable=True))
    op.execute(
        "UPDATE outbox SET subject = 'alert', subject_id = alert_id WHERE alert_id IS NOT NULL"
    )
    op.execute(
        "UPDATE outbox SET subject = 'storm', subject_id = card_id,"
        " kind = CASE kind WHEN 'storm' THEN 'card' ELSE 'redraw' END"
        " WHERE kind IN ('storm', 'storm_redraw')"
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_alert_id")
        batch_op.drop_column("alert_id")
        batch_op.create_index("ix_outbox_subject_id", ["subject_id"], unique=False)
    with op.batch_alter_table("storms", schema=None) as batch_op:
        batch_op.drop_column("drawn_at")
        batch_op.drop_column("message_ref")
        batch_op.drop_column("pictures")
    # What is known of a lane or a source that stands still is one mark each.
    op.execute(
        """INSERT INTO marks (name, state, "by", note, "at", "until")"""
        " SELECT 'late:' || channel || ':' || conversation, 'late', 'system', '', delayed_at, NULL"
        " FROM lanes WHERE delayed_at IS NOT NULL"
    )
    op.execute(
        """INSERT INTO marks (name, state, "by", note, "at", "until")"""
        " SELECT 'outage:' || source, 'out', 'system', '', since, NULL"
        " FROM outages WHERE ended_at IS NULL"
    )
    op.drop_table("lanes")
    op.drop_table("outages")


def downgrade() -> None:
    """Undo; cards and promises about anything but alerts and storms are forgotten."""
    with op.batch_alter_table("storms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("drawn_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("message_ref", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("pictures", sa.Integer(), nullable=False, server_default="0"))
    for column in ("message_ref", "sent_at", "drawn"):
        was = {"sent_at": "drawn_at", "drawn": "pictures"}.get(column, column)
        op.execute(
            f"UPDATE storms SET {was} = (SELECT c.{column} FROM cards c WHERE c.id = storms.id)"  # noqa: S608 - names of ours
            " WHERE EXISTS (SELECT 1 FROM cards c WHERE c.id = storms.id)"
        )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alert_id", sa.String(), nullable=True))
    op.execute("UPDATE outbox SET alert_id = subject_id WHERE subject = 'alert'")
    op.execute(
        "UPDATE outbox SET kind = CASE kind WHEN 'card' THEN 'storm' ELSE 'storm_redraw' END"
        " WHERE subject = 'storm' AND kind IN ('card', 'redraw')"
    )
    op.execute(
        "DELETE FROM outbox WHERE kind NOT IN ('storm', 'storm_redraw') AND subject <> 'alert'"
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_subject_id")
        batch_op.drop_column("subject_id")
        batch_op.drop_column("subject")
        batch_op.create_index("ix_outbox_alert_id", ["alert_id"], unique=False)
    op.create_table(
        "lanes",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("delayed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "conversation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outages",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("source"),
        sqlite_with_rowid=False,
    )
    _take_back_marks()
    _cards(
        sa.Column("alert_id", sa.String(), nullable=False), orderless=False, unique=("alert_id",)
    )
    op.execute(
        f"INSERT INTO cards_anew (alert_id, {_SHARED})"  # noqa: S608 - names of ours
        f" SELECT subject_id, {_SHARED} FROM cards WHERE subject = 'alert'"
    )
    _take_place_of_cards("alert_id")
