"""Alerts from before the migration get the pattern that they would have been saved with."""

import sqlite3
from pathlib import Path

from alembic import command

from storage import migrate


def test_older_alerts_are_given_their_pattern(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    config = migrate._config(sqlite_url)  # noqa: SLF001 - only a test goes back
    command.downgrade(config, "0003")
    parts = '[{"kind": "chat_opened"}, {"kind": "address_changed"}]'
    body = f'{{"parts": {parts}, "hard": ["past_delivery"]}}'
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO alerts (id, order_no, level, state, opened_at, updated_at, score, body,"
            " revision, quiet) VALUES ('a', '1', 'red', 'open', 0, 0, '4', ?, 1, 0)",
            (body,),
        )

    migrate.upgrade(sqlite_url)

    with sqlite3.connect(path) as db:
        found = db.execute("SELECT pattern FROM alerts").fetchall()
    assert found == [("address_changed+chat_opened+past_delivery",)]
