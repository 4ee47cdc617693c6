"""Tests of orders and codes found by their normalised key, on both databases."""

from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from storage import migrate
from storage.database import Database, opened
from storage.orders.orders import Order
from storage.orders.parcels import Code
from storage.tx import Tx
from tests.builders import NOON

_OLD_CODE = (
    "INSERT INTO codes (code, order_no, code_reversed, kind, parcel_id)"
    " VALUES (:code, '1024', '', 'tracking', :parcel)"
)
_OLD_ORDER = (
    "INSERT INTO orders (order_no, order_no_reversed, received_at, score, level, cancelled, over)"
    " VALUES ('So/1', '1/oS', 0, '0.0', 'calm', false, false)"
)


def _code(code: str, order_no: str, parcel_id: str | None = None) -> Code:
    return Code(
        code=code,
        order_no=order_no,
        kind="tracking",
        parcel_id=parcel_id or code,
        carrier=None,
    )


def _remember(tx: Tx) -> None:
    tx.orders.save(Order(order_no=no, received_at=NOON) for no in ("SO/1a", "so/1A", "SO/2"))
    tx.parcels.bind([_code("sf0001", "SO/2")])
    tx.parcels.bind([_code("SF0001", "SO/2", "p1"), _code("SF0001", "SO/1a")], firm=True)
    tx.parcels.bind([_code("ＳＦ０００１", "SO/2"), _code("]C1", "SO/2")])


def test_what_is_written_in_another_dress_is_found_and_the_firm_spelling_is_shown(
    database: Database,
) -> None:
    database.do(_remember)

    def check(tx: Tx) -> None:
        assert set(tx.orders.alike("ＳＯ/1A ")) == {"SO/1a", "so/1A"}
        assert tx.orders.alike("SO/1") == tx.orders.alike("]C1") == []
        assert [(c.code, c.parcel) for c in tx.parcels.of_order("SO/2")] == [("SF0001", "P1")]
        assert {c.order_no for c in tx.parcels.bound_to("]C1sf0001\r")} == {"SO/2", "SO/1a"}
        assert tx.parcels.bound_to("]C1") == []
        assert set(tx.orders.ending_with("1ａ", 9)) == {"SO/1a", "so/1A"}
        assert set(tx.parcels.ending_with("0001", 9)) == {"SO/1a", "SO/2"}

    database.look(check)


def test_codes_from_before_the_migration_are_found_by_their_key(database_url: str) -> None:
    config = migrate._config(database_url)  # noqa: SLF001 - only a test goes back
    command.downgrade(config, "0004")
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(_OLD_ORDER))
        for code, parcel in (("SF0001", "P1"), ("sf0001", "sf0001"), ("P1", "P1"), ("\u200b", "")):
            connection.execute(text(_OLD_CODE), {"code": code, "parcel": parcel})

    migrate.upgrade(database_url)
    migrate.check(database_url)

    with opened(database_url) as database:
        assert database.look(lambda tx: tx.orders.alike("SO/1")) == ["So/1"]
        codes = database.look(lambda tx: tx.parcels.of_order("1024"))
    assert [(c.code, c.parcel_id) for c in codes] == [("P1", "P1"), ("SF0001", "P1")]
