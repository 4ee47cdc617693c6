"""/v1/orders/{no}: the order as it is, and locking and releasing it in somebody's name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import orjson

from bot.web import fields
from bot.web.body import media_type, parse_json, read_body
from bot.web.endpoint import Asked
from bot.web.parts import WebParts
from bot.web.problems import Answer, Problem, ProblemError, refusal
from handlers import locks, views
from handlers.deps import Deps
from rules.event_refusals import Flaw
from rules.holds import Hold, NotAllowed, NothingToRelease, open_holds
from rules.permissions import ALL_SHOPS, SYSTEM, Actor, Denied, authorize
from rules.vocabulary import Action, HoldReason, Role
from rules.wording import denied, hold_text, listing
from storage.audit import Attempt
from storage.orders import Order
from storage.tx import Tx

_TYPES: Final = MappingProxyType({"application/json": True})
_CODE_WANTED: Final = (
    "hold 是锁的原因码，用大写字母、数字和下划线，例如 MANUAL / "
    "hold is a reason code of capitals, digits and underscores, such as MANUAL"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the body of a lock or a release asks for."""

    reason: str
    by: str
    hold: str | None


class OrdersEndpoint:
    """Shows, locks and releases one order."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, asked: Asked) -> Answer:
        """Answer GET /v1/orders/{no}."""
        no, now = _order_no(asked), self._parts.clock.now()
        view = await self._parts.database.read(
            lambda tx: views.order_view(tx, self._parts.deps, no, now)
        )
        if view is None:
            raise ProblemError(_unknown(no))
        return Answer(status=200, body=orjson.dumps(view))

    async def lock(self, asked: Asked) -> Answer:
        """Answer POST /v1/orders/{no}/lock."""
        wanted = await self._read(asked, code_only=True)
        return await self._change(asked, wanted, Action.FREEZE, _lock)

    async def release(self, asked: Asked) -> Answer:
        """Answer POST /v1/orders/{no}/release."""
        wanted = await self._read(asked, code_only=False)
        return await self._change(asked, wanted, Action.RELEASE, _release)

    async def _read(self, asked: Asked, *, code_only: bool) -> Wanted:
        media_type(asked.content_type, _TYPES)
        body = await read_body(asked.receive, asked.content_length)
        values = fields.checked(parse_json(body), fields.HOLD)
        by, hold = values["by"].strip(), values.get("hold") or None
        if by.lower() == SYSTEM:
            fields.refuse(Flaw("reserved", "by", "by 不能是 system / by cannot be system"))
        if code_only and hold is not None and not fields.is_hold_code(hold):
            fields.refuse(Flaw("bad_code", "hold", _CODE_WANTED))
        return Wanted(reason=values["reason"], by=by, hold=hold)

    async def _change(
        self,
        asked: Asked,
        wanted: Wanted,
        action: Action,
        change: "Callable[[Tx, Deps, Order, Actor, Wanted, datetime], Problem | None]",
    ) -> Answer:
        no, source, deps = _order_no(asked), asked.source.name, self._parts.deps

        def work(tx: Tx) -> Mapping[str, Any] | Problem:
            # A refusal is returned, not raised: that it was tried stays in the audit.
            now = self._parts.clock.now()
            order = tx.orders.get(no)
            if order is None:
                return _unknown(no)
            actor = _actor(deps, wanted.by, source)
            gate = authorize(actor, action.value, shop=order.shop)
            if isinstance(gate, Denied):
                _note_refusal(tx, actor, action, no, gate.reason, now)
                return Problem(code="not_allowed", detail=_both(denied(gate), denied(gate, "en")))
            return change(tx, deps, order, actor, wanted, now) or _view(tx, deps, no, now)

        outcome = await self._parts.database.write(work)
        if isinstance(outcome, Problem):
            raise ProblemError(outcome)
        return Answer(status=200, body=orjson.dumps(outcome))


def _lock(
    tx: Tx, deps: Deps, order: Order, actor: Actor, wanted: Wanted, now: datetime
) -> Problem | None:
    locks.lock(
        tx,
        order_no=order.order_no,
        by=actor.name,
        reason=wanted.reason,
        channel=actor.channel,
        now=now,
        hold_reason=wanted.hold or HoldReason.MANUAL.value,
    )
    locks.redraw(tx, deps, order.order_no, now)
    return None


def _release(
    tx: Tx, deps: Deps, order: Order, actor: Actor, wanted: Wanted, now: datetime
) -> Problem | None:
    done = locks.release(
        tx,
        deps,
        order_no=order.order_no,
        by=actor.name,
        role=actor.role,
        reason=wanted.reason,
        wanted=None if wanted.hold is None else {wanted.hold},
        channel=actor.channel,
        now=now,
    )
    match done:
        case locks.Released():
            return None
        case locks.UnknownOrder():
            return _unknown(order.order_no)
        case NothingToRelease(others=others):
            _note_refusal(tx, actor, Action.RELEASE, order.order_no, "nothing", now)
            return _nothing(others)
        case NotAllowed(hold=hold):
            gate = authorize(actor, Action.RELEASE.value, shop=order.shop, hold=hold)
            texts = (
                (denied(gate), denied(gate, "en"))
                if isinstance(gate, Denied)
                else (hold_text(hold), hold_text(hold, "en"))
            )
            still = open_holds(tx.holds.of_order(order.order_no), now)
            return Problem(code="not_allowed", detail=_both(*texts), more=_holds(still))


def _nothing(others: tuple[Hold, ...]) -> Problem:
    if not others:
        detail = _both("这个订单没有打开的锁", "no hold on this order is open")
    else:
        chinese = listing(hold_text(hold) for hold in others)
        english = listing((hold_text(hold, "en") for hold in others), "en")
        detail = _both(
            f"没有您指的锁；仍在锁定的有：{chinese}。请在 hold 里写明其中一个的 id 或原因码",
            f"no such hold is open; still held by: {english}. Name one of them in hold",
        )
    return Problem(code="nothing_to_release", detail=detail, more=_holds(others))


def _holds(holds: Collection[Hold]) -> Mapping[str, Any]:
    return {"holds": [views.hold_view(hold) for hold in holds]}


def _actor(deps: Deps, by: str, source: str) -> Actor:
    """Return who acts: a person of ours with their own role, or the source in somebody's name."""
    person = deps.directory.named(by)
    return Actor(
        name=by,
        role=person.role if person is not None else Role.APPROVER,
        shops=person.shops if person is not None else (ALL_SHOPS,),
        channel=source,
        user_id=by,
        known=True,
    )


def _note_refusal(
    tx: Tx, actor: Actor, action: Action, order_no: str, why: str, now: datetime
) -> None:
    tx.audit.add(
        Attempt(
            at=now,
            actor=actor.name,
            role=actor.role.value,
            channel=actor.channel,
            action=action.value,
            order_no=order_no,
            outcome="refused",
            detail=why,
        )
    )


def _view(tx: Tx, deps: Deps, no: str, now: datetime) -> Mapping[str, Any] | Problem:
    return views.order_view(tx, deps, no, now) or _unknown(no)


def _order_no(asked: Asked) -> str:
    """Return the order number of the address; what cannot be one is unknown without a look."""
    no = asked.named("no")
    if not fields.is_order_no(no):
        raise ProblemError(_unknown(no))
    return no


def _unknown(no: str) -> Problem:
    shown = "".join(c for c in no[: fields.LONGEST_NO] if c.isprintable())
    return refusal(
        "unknown_order",
        f"没有订单 {shown}，请核对单号 / there is no order {shown}; check the number",
    ).problem


def _both(chinese: str, english: str) -> str:
    return f"{chinese} / {english}"
