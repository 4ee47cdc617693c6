"""GET /v1/alerts: alerts by the time they were raised, filtered, a page at a time."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.web.modelled import Moment, Word
from bot.web.parts import WebParts
from handlers.orders.lookup import by_number
from rules.alerts.alert import Alert
from rules.resonance.measure import decimal_text
from rules.vocabulary import Action, AlertState, Level
from storage.alerts.history import AlertFilter
from storage.tx import Tx

#: Alerts on a page: about 200 kB.
MOST: Final = 500
_CURSOR: Final = r"^[0-9]{1,16}-[0-9a-z]{1,32}$"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class AlertQuery(BaseModel):
    """What is asked for; the same name again means one or the other."""

    model_config = ConfigDict(extra="forbid")

    state: list[AlertState] = []
    level: list[Level] = []
    shop: Word | None = None
    order_no: Word | None = None
    since: Moment | None = Field(None, description="当时或之后触发 / raised then or later")
    until: Moment | None = Field(None, description="在此之前触发 / raised before then")
    after: str | None = Field(
        None, pattern=_CURSOR, description="上一页的 next / `next` of the page before"
    )
    limit: int = Field(100, ge=1, le=MOST)


class ListedAlert(BaseModel):
    """An alert as it stands; why it was raised is told by its order."""

    id: str
    order_no: str
    shop: str | None
    level: Level
    state: AlertState
    score: str = Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")
    hard: list[str]
    revision: int = Field(ge=1)
    opened_at: AwareDatetime
    updated_at: AwareDatetime
    claimed_by: str | None
    claimed_at: AwareDatetime | None
    decision: Action | None
    decided_by: str | None
    decided_at: AwareDatetime | None
    snoozed_until: AwareDatetime | None
    ended_at: AwareDatetime | None


class AlertPage(BaseModel):
    """The latest raised first; what comes in meanwhile moves no page."""

    alerts: list[ListedAlert]
    next: str | None = Field(description="作为 after 取下一页 / the next page's `after`")


class AlertPages:
    """Reads what was raised."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def list_alerts(self, query: Annotated[AlertQuery, Query()]) -> AlertPage:
        """
        List the latest raised first; `next` is the next page's `after`, and no page moves.

        最近触发的在前；next 是下一页的 after，其间新来的不会挤动后面的页。
        """
        after = _place(query.after) if query.after is not None else None

        def work(tx: Tx) -> list[tuple[Alert, str | None]]:
            order_no = query.order_no
            if order_no is not None:
                order = by_number(tx, order_no)
                order_no = order.order_no if order is not None else order_no
            wanted = AlertFilter(
                states=query.state,
                levels=query.level,
                shop=query.shop,
                order_no=order_no,
                since=query.since,
                until=query.until,
            )
            return tx.alert_history.page(wanted, limit=query.limit + 1, after=after)

        found = await self._parts.database.read(work)
        shown = found[: query.limit]
        return AlertPage(
            alerts=[_listed(alert, shop) for alert, shop in shown],
            next=_cursor(shown[-1][0]) if len(found) > len(shown) else None,
        )


def _listed(alert: Alert, shop: str | None) -> ListedAlert:
    return ListedAlert(
        **{name: getattr(alert, name) for name in ListedAlert.model_fields if hasattr(alert, name)}
        | {"shop": shop, "score": decimal_text(alert.score), "hard": [str(h) for h in alert.hard]}
    )


def _cursor(alert: Alert) -> str:
    return f"{(alert.opened_at - _EPOCH) // _MICROSECOND}-{alert.id}"


def _place(cursor: str) -> tuple[datetime, str]:
    at, _, alert_id = cursor.partition("-")
    return _EPOCH + int(at) * _MICROSECOND, alert_id
