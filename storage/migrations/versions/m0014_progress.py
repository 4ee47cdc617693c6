"""How far each order has come, as customer service, systems and the warehouse say."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

#: Orders read at a time: memory stays small on a database of years.
_PORTION = 2_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILESTONES = ("paid_at", "left_at", "moved_at", "ended_at", "oms_at", "erp_at", "wms_at")
_WORDS = ("mark", "system", "warehouse")
_COLUMNS = (
    "order_no", *_MILESTONES, "due", "due_told", *_WORDS, *(f"{w}_told" for w in _WORDS)
)  # fmt: skip
_JOURNAL = sa.table(
    "journal", *map(sa.column, ("seq", "type", "order_no", "at", "received_at", "data"))
)
_ORDERS = sa.table("orders", sa.column("order_no"), sa.column("left_at"))
_PROGRESS = sa.table("progress", *map(sa.column, _COLUMNS))
_ENDS = ("order.cancelled", "order.merged", "order.split")
_TYPES = (
    "order.created", "order.paid", "order.marked", "label.printed", "carrier.trace",
    "system.status", *_ENDS,
)  # fmt: skip
_OPEN = "left_at IS NULL AND ended_at IS NULL AND paid_at IS NOT NULL"


def upgrade() -> None:
    """Apply, and read from the journal how far orders have come so far."""
    times = [n for n in _COLUMNS[1:] if n not in _WORDS]
    op.create_table(
        "progress",
        sa.Column("order_no", sa.String(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in times),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in _WORDS),
        sa.PrimaryKeyConstraint("order_no"),
    )
    op.create_index(
        "ix_progress_open",
        "progress",
        ["due"],
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    op.create_index("ix_progress_paid_at", "progress", ["paid_at"])
    connection, last = op.get_bind(), ""
    orders = sa.select(_ORDERS).order_by(_ORDERS.c.order_no).limit(_PORTION)
    events = sa.select(_JOURNAL).where(_JOURNAL.c.type.in_(_TYPES))
    while found := connection.execute(orders.where(_ORDERS.c.order_no > last)).all():
        rows = {r.order_no: _empty(r.order_no) | {"left_at": r.left_at} for r in found}
        for event in connection.execute(events.where(_JOURNAL.c.order_no.in_(list(rows)))):
            _note(rows[event.order_no], event, json.loads(event.data))
        connection.execute(_PROGRESS.insert(), list(rows.values()))
        last = found[-1].order_no


def _empty(order_no: str) -> dict[str, Any]:
    return dict.fromkeys(_COLUMNS) | dict.fromkeys(_WORDS, "") | {"order_no": order_no}


def _note(row: dict[str, Any], event: Any, data: dict[str, Any]) -> None:  # noqa: ANN401 - a row
    at = min(event.at, event.received_at)
    if event.type == "order.created":
        _say(row, "due", _micros(data.get("promised_ship_at")), event.at)
    elif event.type == "order.paid":
        _reach(row, "paid_at", at)
    elif event.type in _ENDS:
        _reach(row, "ended_at", at)
    elif event.type == "order.marked":
        _say(row, "mark", str(data["mark"]), at)
    elif event.type == "label.printed":
        _reach(row, "wms_at", at)
        _say(row, "warehouse", "wms:PRINT", at)
    elif event.type == "carrier.trace":
        _reach(row, "moved_at", at)
    else:
        system = str(data["system"]).lower()
        if system in ("oms", "erp", "wms"):
            _reach(row, f"{system}_at", at)
            column = "warehouse" if system == "wms" else "system"
            _say(row, column, f"{system}:{data['status']}", at)


def _reach(row: dict[str, Any], name: str, at: int) -> None:
    row[name] = at if row[name] is None else min(row[name], at)


def _say(row: dict[str, Any], name: str, said: Any, at: int) -> None:  # noqa: ANN401 - a word or time
    told, known = row[f"{name}_told"], row[name]
    if told is None or at > told or (at == told and said and (not known or said > known)):
        row[name], row[f"{name}_told"] = said, at


def _micros(text: object) -> int | None:
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:  # a leap second; its day is as good as unknown
        return None
    return None if found.tzinfo is None else (found - _EPOCH) // timedelta(microseconds=1)


def downgrade() -> None:
    """Undo."""
    op.drop_table("progress")
