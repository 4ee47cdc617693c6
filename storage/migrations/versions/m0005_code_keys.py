"""Order numbers and codes are found by one normalised key, instead of by how they were written."""

import sqlalchemy as sa
from alembic import op

from storage.mapping import reversed_key

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: See m0001: searched by its beginning, so compared byte by byte.
_BYTES = sa.String().with_variant(sa.String(collation="C"), "postgresql")
#: Rows rewritten at a time: memory stays small on a database of years.
_PORTION = 5_000

_ORDERS = sa.table("orders", sa.column("order_no"), sa.column("key_reversed"))
_COLUMNS = ("order_no", "code", "kind", "parcel_id", "carrier")
_OLD_CODES = sa.table("codes", *map(sa.column, _COLUMNS))
_NEW_CODES = sa.table("codes_by_key", *map(sa.column, ("key_reversed", *_COLUMNS)))


def upgrade() -> None:
    """Apply. Keys are made as today's process makes them: whoever changes that migrates again."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key_reversed", _BYTES, nullable=False, server_default=""))
        batch_op.drop_index("ix_orders_order_no_reversed")
        batch_op.drop_column("order_no_reversed")
    _fill_orders()
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index("ix_orders_key_reversed", ["key_reversed"], unique=False)
    op.create_table(
        "codes_by_key",
        sa.Column("key_reversed", _BYTES, nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parcel_id", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key_reversed", "order_no"),
    )
    _fill_codes()
    op.drop_table("codes")
    op.rename_table("codes_by_key", "codes")
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.create_index("ix_codes_order_no", ["order_no"], unique=False)


def _fill_orders() -> None:
    connection, last = op.get_bind(), ""
    one = (
        _ORDERS.update()
        .where(_ORDERS.c.order_no == sa.bindparam("no"))
        .values(key_reversed=sa.bindparam("key"))
    )
    page = sa.select(_ORDERS.c.order_no).order_by(_ORDERS.c.order_no).limit(_PORTION)
    while numbers := connection.execute(page.where(_ORDERS.c.order_no > last)).scalars().all():
        connection.execute(one, [{"no": no, "key": reversed_key(no)} for no in numbers])
        last = numbers[-1]


def _fill_codes() -> None:
    """Copy by order; of several spellings the one that knows its parcel is kept."""
    connection, last = op.get_bind(), ""
    page = sa.select(_OLD_CODES.c.order_no).distinct().order_by(_OLD_CODES.c.order_no)
    while (
        numbers := connection.execute(page.where(_OLD_CODES.c.order_no > last).limit(_PORTION))
        .scalars()
        .all()
    ):
        rows: dict[tuple[str, str], dict[str, str]] = {}
        known = sa.select(_OLD_CODES).where(_OLD_CODES.c.order_no.between(numbers[0], numbers[-1]))
        for code in connection.execute(known.order_by(_OLD_CODES.c.code)):
            key = reversed_key(code.code)
            place = (key, code.order_no)
            if key and (place not in rows or code.parcel_id != code.code):
                rows[place] = {"key_reversed": key, **code._mapping}
        if rows:
            connection.execute(_NEW_CODES.insert(), list(rows.values()))
        last = numbers[-1]


def downgrade() -> None:
    """Undo. Codes that differed in dress alone stay one."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("order_no_reversed", _BYTES, nullable=False, server_default="")
        )
        batch_op.drop_index("ix_orders_key_reversed")
        batch_op.drop_column("key_reversed")
        batch_op.create_index("ix_orders_order_no_reversed", ["order_no_reversed"], unique=False)
    op.create_table(
        "codes_by_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("code_reversed", _BYTES, nullable=False, server_default=""),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parcel_id", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("code", "order_no"),
    )
    op.execute(
        "INSERT INTO codes_by_code (code, order_no, kind, parcel_id, carrier)"
        " SELECT code, order_no, kind, parcel_id, carrier FROM codes"
    )
    op.drop_table("codes")
    op.rename_table("codes_by_code", "codes")
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.create_index("ix_codes_code_reversed", ["code_reversed"], unique=False)
        batch_op.create_index("ix_codes_order_no", ["order_no"], unique=False)
