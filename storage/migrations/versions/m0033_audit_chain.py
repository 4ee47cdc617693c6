"""Each row of the audit is sealed with the seal of the one before."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from rules.people.chain import START

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_PORTION = 1_000
_NEXT = sa.text(
    "SELECT id, at, actor, role, channel, action, order_no, outcome, detail FROM audit"
    " WHERE id > :after ORDER BY id LIMIT :limit"
)
_SEAL = sa.text("UPDATE audit SET number = :number, seal = :seal WHERE id = :id")


def seal(before: str, number: int, values: list[object]) -> str:
    """Return the seal of a row as it was up to here; a later migration seals anew."""
    text = json.dumps([before, number, *values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def upgrade() -> None:
    """Apply; what was written before is sealed in the order in which it was."""
    op.add_column("audit", sa.Column("number", sa.BigInteger(), nullable=True))
    op.add_column("audit", sa.Column("seal", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    number, before, last = 0, START, 0
    while rows := connection.execute(_NEXT, {"after": last, "limit": _PORTION}).all():
        sealed = []
        for no, *values in rows:
            number, last = number + 1, no
            before = seal(before, number, values)
            sealed.append({"id": no, "number": number, "seal": before})
        connection.execute(_SEAL, sealed)
    op.create_index("ix_audit_number", "audit", ["number"])
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "number": number, "seal": before}])


def downgrade() -> None:
    """Undo."""
    op.drop_table("audit_head")
    op.drop_index("ix_audit_number", "audit")
    op.drop_column("audit", "seal")
    op.drop_column("audit", "number")
