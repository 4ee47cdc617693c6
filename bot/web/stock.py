"""GET /v1/stock/{sku}: what of a SKU may be promised while customers have yet to confirm."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field

from bot.web.door.problems import refusal
from bot.web.modelled import Silent, Word
from bot.web.parts import WebParts


class StockLevel(BaseModel):
    """One SKU."""

    on_hand: int = Field(ge=0, description="最近一次盘点 / as last counted")
    pending_confirmation: int = Field(
        ge=0, description="签收未确认的订单里的件数 / pieces of orders signed for, not confirmed"
    )
    promotable: int = Field(description="on_hand − pending_confirmation")
    incomplete: Silent = ()


class StockPages:
    """Reads stock."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def read_stock(
        self, sku: Annotated[Word, Path(description="商品编码 / the SKU")]
    ) -> StockLevel:
        """
        Say how much was counted, how much waits with unconfirmed orders, and what is left.

        盘点有多少、签收未确认的占多少、还能承诺多少。
        """
        stock, silent = await self._parts.database.read(
            lambda tx: (tx.stock.of(sku), tx.troubles.blinding())
        )
        if stock is None:
            raise refusal(
                "not_found",
                "没有这个 SKU 的盘点（stock.counted） / this SKU was never counted (stock.counted)",
            )
        return StockLevel(
            on_hand=stock.on_hand,
            pending_confirmation=stock.pending,
            promotable=stock.promotable,
            incomplete=tuple(one.name for one in silent),
        )
