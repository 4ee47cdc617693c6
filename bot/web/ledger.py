"""GET /v1/outbox/{id}: one promise with its tries, as the delivery ledger has it."""

from typing import Annotated

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, Field

from bot.web.door.problems import refusal
from bot.web.parts import WebParts
from storage.delivery.outbox import LATEST_TRIES, Delivery

#: The largest key of a table.
_LAST = 2**63 - 1


class Tried(BaseModel):
    """What came of a try, or was learned of it later."""

    at: AwareDatetime
    state: Delivery = Field(
        description="试过之后承诺的状态；queued 等下一次 / where it left the promise; queued: again"
    )
    code: str
    error: str | None


class Promised(BaseModel):
    """What was promised, to whom, and how it stands."""

    id: int
    key: str
    kind: str
    channel: str
    conversation: str
    order_no: str | None
    subject: str | None
    subject_id: str | None
    state: Delivery
    attempts: int = Field(ge=0)
    created_at: AwareDatetime
    next_at: AwareDatetime
    settled_at: AwareDatetime | None
    last_code: str | None
    last_error: str | None
    tries: list[Tried] = Field(
        max_length=LATEST_TRIES, description="最近几次，新的在后 / the latest, newest last"
    )


class Ledger:
    """Reads what was promised."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def get_promise(
        self, number: Annotated[int, Path(alias="id", ge=1, le=_LAST)]
    ) -> Promised:
        """
        Show to whom it was promised, each try with what came of it, and when the next one is due.

        发给谁、试了几次、每次的结果、下次何时。
        """
        entry = await self._parts.database.read(lambda tx: tx.ledger.get(number))
        if entry is None:
            raise refusal(
                "not_found",
                f"发件箱里没有 {number} 号 / there is no number {number} in the outbox",
            )
        return Promised.model_validate(entry, from_attributes=True)
