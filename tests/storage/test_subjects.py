"""What was known of alerts' cards, storms, late rooms and outages before they were subjects."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from rules.health.troubles import Wrong
from storage import migrate
from storage.columns import Instant
from storage.database import opened
from storage.engine import passing_engine
from tests.builders import NOON

_BEFORE = "0009"
_ROOM = {"channel": "console", "conversation": "ops"}


def _promise(key: str, kind: str, **about: str) -> dict[str, Any]:
    return {
        "key": key, "kind": kind, **_ROOM, "priority": 1, "state": "queued", "attempts": 0,
        "resent": False, "next_at": NOON, "created_at": NOON, "body": "{}", **about,
    }  # fmt: skip


_ROWS: list[tuple[str, dict[str, Any]]] = [
    ("cards", {
        "id": "c1", "alert_id": "a1", "order_no": "1024", **_ROOM, "message_ref": "m1", "drawn": 2,
        "sent_at": NOON, "shown": "red/open", "merged": False,
    }),
    ("storms", {
        "id": "s1", **_ROOM, "opened_at": NOON, "last_at": NOON, "drawn_at": NOON,
        "message_ref": "m2", "pictures": 3, "causes": "{}",
    }),
    ("outbox", _promise("card:c1", "card", order_no="1024", alert_id="a1", card_id="c1")),
    ("outbox", _promise("storm:s1:0", "storm", card_id="s1")),
    ("outbox", _promise("storm:s1:1", "storm_redraw", card_id="s1")),
    ("outbox", _promise("quota_80:x", "notice")),
    ("lanes", {"channel": "wecom", "conversation": "ops", "delayed_at": NOON}),
    ("lanes", {"channel": "wecom", "conversation": "quiet", "delayed_at": None}),
    ("outages", {"source": "crm", "since": NOON, "ended_at": None}),
    ("outages", {"source": "oms", "since": NOON, "ended_at": NOON}),
]  # fmt: skip


def _insert(connection: sa.Connection, name: str, row: dict[str, Any]) -> None:
    columns = (
        sa.column(key, Instant()) if value is NOON else sa.column(key) for key, value in row.items()
    )
    connection.execute(sa.table(name, *columns).insert().values(row))


@pytest.fixture
def migrated_url(database_url: str) -> str:
    """Return a database with rows of before, brought to today."""
    command.downgrade(migrate._config(database_url), _BEFORE)  # noqa: SLF001 - only a test goes back
    engine = passing_engine(database_url)
    with engine.begin() as connection:
        for name, row in _ROWS:
            _insert(connection, name, row)
    engine.dispose()
    migrate.upgrade(database_url)
    return database_url


def test_what_was_there_is_about_a_subject_afterwards(migrated_url: str) -> None:
    migrate.check(migrated_url)

    with opened(migrated_url) as database:
        cards = database.look(lambda tx: [tx.cards.get("c1"), tx.cards.get("s1")])
        about = database.look(
            lambda tx: {
                subject: tx.ledger.about(subject, name)
                for subject, name in (("alert", "a1"), ("storm", "s1"), ("order", "1024"))
            }
        )
        marks = database.look(lambda tx: [mark.name for mark in tx.marks.called("")])
        out = database.look(lambda tx: [(t.name, t.since, t.wrong) for t in tx.troubles.lasting()])

    assert [
        (c.subject, c.subject_id, c.order_no, c.message_ref, c.sent_at, c.drawn)
        for c in cards
        if c is not None
    ] == [("alert", "a1", "1024", "m1", NOON, 2), ("storm", "s1", None, "m2", NOON, 3)]
    assert {subject: [(e.key, e.kind) for e in found] for subject, found in about.items()} == {
        "alert": [("card:c1", "card")],
        "storm": [("storm:s1:0", "card"), ("storm:s1:1", "redraw")],
        "order": [("card:c1", "card")],
    }
    assert marks == ["late:wecom:ops"]
    assert out == [("crm", NOON, Wrong.SILENCE)]


def test_going_back_keeps_what_a_storm_knew_of_its_card(migrated_url: str) -> None:
    command.downgrade(migrate._config(migrated_url), _BEFORE)  # noqa: SLF001 - only a test goes back

    engine = passing_engine(migrated_url)
    with engine.connect() as connection:
        storm = connection.execute(sa.text("SELECT message_ref, pictures FROM storms")).one()
        kinds = connection.execute(sa.text("SELECT kind, alert_id FROM outbox ORDER BY id")).all()
        cards = connection.execute(sa.text("SELECT id, alert_id FROM cards")).all()
    engine.dispose()

    assert tuple(storm) == ("m2", 3)
    assert [tuple(row) for row in kinds] == [
        ("card", "a1"), ("storm", None), ("storm_redraw", None), ("notice", None)
    ]  # fmt: skip
    assert [tuple(row) for row in cards] == [("c1", "a1")]


def test_going_back_keeps_late_rooms_and_outages(migrated_url: str) -> None:
    command.downgrade(migrate._config(migrated_url), _BEFORE)  # noqa: SLF001 - only a test goes back

    engine = passing_engine(migrated_url)
    with engine.connect() as connection:
        lanes = connection.execute(sa.text("SELECT channel, conversation, delayed_at FROM lanes"))
        outages = connection.execute(sa.text("SELECT source, since, ended_at FROM outages"))
        found = [tuple(row) for row in (*lanes.all(), *outages.all())]
        marks = connection.execute(sa.text("SELECT count(*) FROM marks")).scalar_one()
    engine.dispose()

    at = Instant().process_bind_param(NOON, engine.dialect)
    assert found == [("wecom", "ops", at), ("crm", at, None)]
    assert marks == 0
