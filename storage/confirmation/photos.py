"""Photos: what customers sent of their parcels, each kept once."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage.confirmation.tables import OrderPhotoRow, PhotoRow
from storage.mapping import insert_or_skip, table

_photos, _of_orders = table(PhotoRow), table(OrderPhotoRow)


class Photos:
    """Keeps and finds photos by the digest of what they show."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the transaction of this connection."""
        self._connection = connection

    def keep(self, order_no: str, jpegs: Mapping[str, bytes], now: datetime) -> None:
        """Keep photos of an order by their digests; one that is known is not kept again."""
        if not jpegs:
            return
        rows = [{"digest": digest, "jpeg": jpeg} for digest, jpeg in jpegs.items()]
        self._connection.execute(insert_or_skip(self._connection, _photos), rows)
        theirs = [{"order_no": order_no, "digest": digest, "at": now} for digest in jpegs]
        self._connection.execute(insert_or_skip(self._connection, _of_orders), theirs)

    def of_order(self, order_no: str, until: datetime | None = None) -> list[str]:
        """Return the digests of an order's photos, of those by a moment, in the order they came."""
        return [digest for digest, _ in self.taken(order_no, until)]

    def taken(self, order_no: str, until: datetime | None = None) -> list[tuple[str, datetime]]:
        """Return the same, each with when it came."""
        query = (
            select(_of_orders.c.digest, _of_orders.c.at)
            .where(_of_orders.c.order_no == order_no)
            .order_by(_of_orders.c.at, _of_orders.c.digest)
        )
        if until is not None:
            query = query.where(_of_orders.c.at <= until)
        return [(digest, at) for digest, at in self._connection.execute(query)]

    def get(self, digest: str) -> bytes | None:
        """Return a photo as JPEG."""
        query = select(_photos.c.jpeg).where(_photos.c.digest == digest)
        found: bytes | None = self._connection.execute(query).scalar()
        return found
