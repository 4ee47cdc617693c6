"""Similar cases: a shop's past alerts of one pattern, with what became of their orders."""

from datetime import datetime

from sqlalchemy.engine import Connection

from rules.alerts.similar import PAST, PastCase
from rules.unshipped.bills import BILLED, took_money
from storage.lane import Lane, Statement, instant, micros
from storage.mapping import from_json


def _like(shop: str) -> Statement:
    return Statement.of(
        "SELECT a.order_no, a.opened_at, j.type, j.data FROM alerts a LEFT JOIN journal j"  # noqa: S608 - ours
        " ON j.order_no = a.order_no AND j.type IN ('outcome.reported', 'penalty.billed')"
        " WHERE a.pattern = ? AND a.opened_at >= ? AND a.opened_at < ? AND a.order_no <> ?"
        f" AND a.shop {shop} ORDER BY a.opened_at DESC, a.id LIMIT ?"
    )


_OF_SHOP, _OF_NO_SHOP = _like("= ?"), _like("IS NULL")


class SimilarCases:
    """Looks past cases up."""

    def __init__(self, connection: Connection) -> None:
        self._lane = Lane(connection)

    def like(
        self, pattern: str, *, shop: str | None, order_no: str, before: datetime, limit: int
    ) -> list[PastCase]:
        """
        Return the shop's past cases of this pattern before a time, the latest first.

        A case comes once for each outcome reported of it. Other shops' cases are not for this card.
        """
        where = pattern, micros(before - PAST), micros(before), order_no
        rows = (
            self._lane.rows(_OF_NO_SHOP, *where, limit)
            if shop is None
            else self._lane.rows(_OF_SHOP, *where, shop, limit)
        )
        return [PastCase(no, instant(at), _outcomes(told, data)) for no, at, told, data in rows]


def _outcomes(told: str | None, data: str | None) -> tuple[str, ...]:
    if told is None or data is None:
        return ()
    facts = from_json(data)
    if told == BILLED:
        return ("penalty",) if took_money(told, facts) else ()
    return (str(facts.get("kind")),)
