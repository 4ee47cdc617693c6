"""Similar cases: a shop's past alerts of one pattern, with what became of their orders."""

from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.engine import Connection

from rules.alerts.similar import PAST, PastCase
from storage.alerts.tables import AlertRow
from storage.events.tables import JournalRow
from storage.mapping import from_json, table

_alerts = table(AlertRow)
_journal = table(JournalRow)

_LIKE = (
    select(_alerts.c.order_no, _alerts.c.opened_at, _journal.c.data)
    .select_from(
        _alerts.outerjoin(
            _journal,
            and_(_journal.c.order_no == _alerts.c.order_no, _journal.c.type == "outcome.reported"),
        )
    )
    .where(
        _alerts.c.pattern == bindparam("pattern"),
        _alerts.c.opened_at >= bindparam("since"),
        _alerts.c.opened_at < bindparam("before"),
        _alerts.c.order_no != bindparam("order"),
    )
    .order_by(_alerts.c.opened_at.desc(), _alerts.c.id)
    .limit(bindparam("most"))
)
_OF_SHOP = _LIKE.where(_alerts.c.shop == bindparam("shop"))
_OF_NO_SHOP = _LIKE.where(_alerts.c.shop.is_(None))


class SimilarCases:
    """Looks past cases up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def like(
        self, pattern: str, *, shop: str | None, order_no: str, before: datetime, limit: int
    ) -> list[PastCase]:
        """
        Return the shop's past cases of this pattern before a time, the latest first.

        A case comes once for each outcome reported of it. Other shops' cases are not for this card.
        """
        where = {
            "pattern": pattern,
            "order": order_no,
            "since": before - PAST,
            "before": before,
            "most": limit,
        }
        query, of_shop = (_OF_NO_SHOP, {}) if shop is None else (_OF_SHOP, {"shop": shop})
        return [
            PastCase(
                order_no=row[0],
                opened_at=row[1],
                outcomes=(str(from_json(row[2]).get("kind")),) if row[2] else (),
            )
            for row in self._connection.execute(query, where | of_shop).all()
        ]
