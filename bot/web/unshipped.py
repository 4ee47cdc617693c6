"""GET /v1/unshipped and /v1/rates/missed: the trace sheet of a day, the rate of what was missed."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import Header, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from starlette.responses import Response

from bot.files import written
from bot.web.modelled import Day, Silent
from bot.web.parts import WebParts
from bot.workbooks import MEDIA_TYPE
from handlers.unshipped.rates import rate_of
from handlers.unshipped.sheet import Sheet, SheetRow, end_of, sheet_of, table_of
from rules.health.troubles import Trouble
from rules.unshipped.causes import Cause
from rules.unshipped.rate import Rate
from rules.unshipped.sheet import Side, shown

_MONEY: Final = r"^[0-9]+\.[0-9]{2}$"


class SheetQuery(BaseModel):
    """Which day's sheet."""

    model_config = ConfigDict(extra="forbid")

    date: Day | None = Field(
        None, description="店铺时区的日期，默认今天 / the shop's day, by default today"
    )


class UnshippedRow(BaseModel):
    """An order whose three sides do not say the same; a side that says nothing is an empty text."""

    order_no: str
    customer_service: str
    system: str
    warehouse: str
    differs: list[Side]
    cause: Cause
    due: AwareDatetime | None
    at_risk: str | None = Field(
        pattern=_MONEY, description="元；罚则未配置时为 null / CNY; null: no rule is known"
    )


class TraceSheet(BaseModel):
    """《未发货订单溯源表》; only what differs is listed, what costs most on top."""

    date: date
    orders: int = Field(ge=0, description="已付款未出库 / paid and not left")
    differences: int = Field(ge=0)
    rows: list[UnshippedRow] = Field(description="最多 20000 行 / at most 20,000")
    incomplete: Silent = ()


class RateQuery(BaseModel):
    """Days of payment, both inclusive."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: Day = Field(alias="from")
    until: Day

    @field_validator("until")
    @classmethod
    def _is_not_before(cls, until: date, info: ValidationInfo) -> date:
        if until < info.data.get("since", until):
            message = "until 早于 from，两端都含，请对调 / it is before `from`: swap the two"
            raise ValueError(message)
        return until


class MissedRate(BaseModel):
    """Of the orders paid then, those that no carrier had when they were promised to leave."""

    orders: int = Field(ge=0)
    missed: int = Field(ge=0)
    rate: str = Field(pattern=r"^[0-9]+\.[0-9]{2}%$")
    causes: dict[Cause, int]
    incomplete: Silent = ()


class UnshippedPages:
    """Reads what has not left, and what was missed."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def get_unshipped(
        self,
        query: Annotated[SheetQuery, Query()],
        accept: Annotated[str, Header(max_length=1000)] = "application/json",
    ) -> TraceSheet | Response:
        """
        Compare customer service's mark, the system's status and the warehouse's log of a day.

        比对一天里已付款未出库订单的客服标记、系统状态、仓库操作日志；Accept 写表格类型就给 .xlsx。
        """
        deps, now = self._parts.deps, self._parts.clock.now()
        day = query.date or now.astimezone(deps.timezone).date()
        until = end_of(day, deps.timezone)
        sheet, silent = await self._parts.database.read(
            lambda tx: (sheet_of(tx, deps, until, now), tx.troubles.blinding())
        )
        if MEDIA_TYPE not in accept:
            return _sheet(day, sheet, silent)
        made = await asyncio.to_thread(written, table_of(sheet, day))
        saved = {"content-disposition": f'attachment; filename="{made.name}"'}
        return Response(made.content, media_type=made.media_type, headers=saved)

    async def get_missed(self, query: Annotated[RateQuery, Query()]) -> MissedRate:
        """
        Say how many of the orders paid on these days were missed, and between which hands.

        这些天付款的订单里漏发了多少，断在哪一步。
        """
        deps, now = self._parts.deps, self._parts.clock.now()
        after = query.until + timedelta(days=1)
        rate, silent = await self._parts.database.read(
            lambda tx: (rate_of(tx, deps, query.since, after, now), tx.troubles.blinding())
        )
        return _rate(rate, silent)


def _sheet(day: date, sheet: Sheet, silent: Sequence[Trouble]) -> TraceSheet:
    return TraceSheet(
        date=day,
        orders=sheet.orders,
        differences=sheet.differences,
        rows=[_row(row) for row in sheet.rows],
        incomplete=tuple(one.name for one in silent),
    )


def _row(row: SheetRow) -> UnshippedRow:
    return UnshippedRow(
        order_no=row.order_no,
        customer_service=row.cells.mark,
        system=shown(row.cells.system),
        warehouse=shown(row.cells.warehouse),
        differs=list(row.differs),
        cause=row.cause,
        due=row.order.progress.due,
        at_risk=None if row.at_risk is None else str(row.at_risk),
    )


def _rate(rate: Rate, silent: Sequence[Trouble]) -> MissedRate:
    return MissedRate(
        orders=rate.orders,
        missed=rate.missed,
        rate=rate.text,
        causes={cause: rate.causes.get(cause, 0) for cause in Cause},
        incomplete=tuple(one.name for one in silent),
    )
