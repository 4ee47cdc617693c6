"""GET /v1/quarantine, POST /v1/quarantine/replay: what could not be read, and reading it again."""

from functools import partial
from time import perf_counter
from typing import Annotated, Any, Final

import orjson
from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.web import fields
from bot.web.door.body import JSON, parse_json, read_body
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer
from bot.web.parts import WebParts
from handlers.payments.replaying import Replayed, replay
from rules.events.refusals import Flaw
from rules.payments.contract import Contract, Provider
from rules.payments.reasons import Reason
from storage.payments.call_backs import Kept, Waiting
from storage.system.audit import Attempt
from storage.tx import Tx

MOST: Final = 500
_LAST: Final = 2**62
#: A request has a minute; what is left after this is asked for again.
_SECONDS: Final = 40.0


class QuarantineQuery(BaseModel):
    """Which page of it."""

    model_config = ConfigDict(extra="forbid")

    before: int = Field(
        _LAST, ge=0, le=_LAST, description="上一页的 next / `next` of the page before"
    )
    limit: int = Field(100, ge=1, le=MOST)


class WaitingCallBacks(BaseModel):
    """How much waits for one reason."""

    provider: Provider
    reason: Reason
    field: str = Field(description="缺或变了的请求头、字段 / the header or field to blame")
    count: int = Field(ge=1)
    times: int = Field(ge=1, description="一共推送了几次 / how often they were posted in all")
    first: AwareDatetime
    last: AwareDatetime


class QuarantinedCallBack(BaseModel):
    """One of them; its body is not shown."""

    id: int
    provider: Provider
    reason: Reason
    field: str
    contract: str | None = Field(
        description="最接近读懂的契约 / the contract it came furthest with"
    )
    notice_id: str | None
    transaction_id: str | None
    amount: str | None
    received_at: AwareDatetime
    last_at: AwareDatetime
    times: int


class Quarantine(BaseModel):
    """What waits to be read."""

    count: int = Field(ge=0)
    reasons: list[WaitingCallBacks]
    call_backs: list[QuarantinedCallBack]
    next: int | None = Field(description="作为 before 取下一页 / the next page's `before`")


class QuarantinePages:
    """Shows the quarantine, and has it read again."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def list_quarantine(self, query: Annotated[QuarantineQuery, Query()]) -> Quarantine:
        """
        Count what waits by reason, and list it, the newest first.

        隔离区：按原因计数，最近的在前。
        """

        def work(tx: Tx) -> tuple[list[Waiting], list[Kept]]:
            page = tx.call_backs.page(before=query.before, limit=query.limit + 1)
            return tx.call_backs.by_reason(), page

        reasons, page = await self._parts.database.read(work)
        shown = page[: query.limit]
        return Quarantine(
            count=sum(one.count for one in reasons),
            reasons=[_model(WaitingCallBacks, one) for one in reasons],
            call_backs=[_model(QuarantinedCallBack, one) for one in shown],
            next=shown[-1].id if len(page) > len(shown) else None,
        )

    async def replay(self, asked: Asked) -> Answer:
        """Answer POST /v1/quarantine/replay, portion by portion, so that nobody waits for all."""
        parts = self._parts
        body = await read_body(asked, (JSON,))
        values = fields.checked(parse_json(body.text), fields.REPLAY)
        provider, contracts = self._contracts(values)
        done = Replayed(more=bool(contracts))
        while done.more and perf_counter() - asked.began < _SECONDS:
            done = await parts.database.write(
                partial(
                    replay, deps=parts.deps, provider=provider, contracts=contracts, so_far=done,
                    now=parts.clock.now(),
                )
            )  # fmt: skip
        attempt = Attempt(
            at=parts.clock.now(),
            actor=asked.source.name,
            channel="http",
            action="replay",
            outcome="done",
            detail=f"{provider} tried={done.tried} paid={done.paid}",
        )
        await parts.database.write(lambda tx: tx.audit.add(attempt))
        return Answer(status=200, body=orjson.dumps(_told(provider, values, done)))

    def _contracts(self, values: Any) -> tuple[Provider, tuple[Contract, ...]]:  # noqa: ANN401
        payments = self._parts.deps.payments
        try:
            provider = Provider(values["provider"])
        except ValueError:
            known = " | ".join(Provider)
            fields.refuse(Flaw("bad_value", "provider", f"写 {known} / write {known}"))
        found = payments.trusted(provider, values.get("contract"))
        if not found and values.get("contract") is not None:
            versions = "、".join(c.version for c in payments.in_force(provider)) or "—"
            message = f"没有在用的这份契约，有的是 {versions} / no such contract in force"
            fields.refuse(Flaw("unknown_contract", "contract", message))
        return provider, found


def _told(provider: Provider, values: Any, done: Replayed) -> dict[str, Any]:  # noqa: ANN401
    return {
        "provider": provider,
        "contract": values.get("contract"),
        "tried": done.tried,
        "paid": done.paid,
        "amount": str(done.amount),
        "waiting": dict(done.waiting),
        "more": done.more,
    }


def _model(model: type[BaseModel], one: Kept | Waiting) -> Any:  # noqa: ANN401 - of that model
    found = {name: getattr(one, name) for name in model.model_fields}
    if found.get("amount") is not None:
        found["amount"] = str(found["amount"])
    return model(**found)
