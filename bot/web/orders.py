"""/v1/orders/{no}: the order as it is, and locking and releasing it in somebody's name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import orjson

from bot.web import fields
from bot.web.door.body import JSON, parse_json, read_body
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, Problem, ProblemError, refusal
from bot.web.parts import WebParts
from handlers.deps import Deps
from handlers.gateways.recalls import Recalled
from handlers.orders import view as views
from handlers.orders.lookup import by_number
from handlers.shipping import locks
from handlers.shipping.papers import lines_of
from rules.events.moments import utc_text
from rules.events.refusals import Flaw
from rules.people.permissions import ALL_SHOPS, Actor, Denied
from rules.people.refusals import denied
from rules.shipping.holds import Hold, open_holds
from rules.shipping.reasons import HoldReason
from rules.shipping.texts import hold_text
from rules.vocabulary import SYSTEM, Role
from rules.wording.say import listing, say
from storage.orders.orders import Order
from storage.tx import Tx

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
    line: str | None = None


class OrdersEndpoint:
    """Shows, locks and releases one order."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, asked: Asked) -> Answer:
        """Answer GET /v1/orders/{no}."""
        written, now = _written(asked), self._parts.clock.now()

        def work(tx: Tx) -> Mapping[str, Any] | Problem:
            order = by_number(tx, written)
            if order is None:
                return _unknown(written)
            return _view(tx, self._parts.deps, order.order_no, now)

        return _answer(await self._parts.database.read(work))

    async def lock(self, asked: Asked) -> Answer:
        """Answer POST /v1/orders/{no}/lock."""
        wanted = await self._read(asked, code_only=True)
        return await self._change(asked, wanted, _lock)

    async def release(self, asked: Asked) -> Answer:
        """Answer POST /v1/orders/{no}/release."""
        wanted = await self._read(asked, code_only=False)
        return await self._change(asked, wanted, _release)

    async def _read(self, asked: Asked, *, code_only: bool) -> Wanted:
        body = await read_body(asked, (JSON,))
        values = fields.checked(parse_json(body.text), fields.HOLD)
        by, hold = values["by"].strip(), values.get("hold") or None
        if by.lower() == SYSTEM:
            fields.refuse(Flaw("reserved", "by", "by 不能是 system / by cannot be system"))
        if code_only and hold is not None and not fields.is_hold_code(hold):
            fields.refuse(Flaw("bad_code", "hold", _CODE_WANTED))
        line = (values.get("line") or "").strip() or None
        return Wanted(reason=values["reason"], by=by, hold=hold, line=line)

    async def _change(
        self,
        asked: Asked,
        wanted: Wanted,
        change: "Callable[[Tx, Deps, Actor, Order, Wanted, datetime], Answer | Problem | None]",
    ) -> Answer:
        written, source, deps = _written(asked), asked.source.name, self._parts.deps

        def work(tx: Tx) -> Mapping[str, Any] | Answer | Problem:
            # A refusal is returned, not raised: that it was tried stays in the audit.
            now = self._parts.clock.now()
            found = by_number(tx, written)
            if found is None:
                return _unknown(written)
            no = found.order_no
            order = tx.orders.lock((no,), now)[no]
            actor = actor_of(deps, wanted.by, source)
            return change(tx, deps, actor, order, wanted, now) or _view(tx, deps, no, now)

        return _answer(await self._parts.database.write(work))


def _answer(outcome: Mapping[str, Any] | Answer | Problem) -> Answer:
    if isinstance(outcome, Problem):
        raise ProblemError(outcome)
    if isinstance(outcome, Answer):
        return outcome
    return Answer(status=200, body=orjson.dumps(outcome))


def _lock(
    tx: Tx, deps: Deps, actor: Actor, order: Order, wanted: Wanted, now: datetime
) -> Answer | Problem | None:
    if wanted.line is not None and wanted.line not in lines_of(tx, order.order_no):
        return _no_line(order.order_no, wanted.line)
    code = wanted.hold or HoldReason.MANUAL.value
    done = locks.lock(
        tx, deps, actor, order, reason=wanted.reason, hold_reason=code, line=wanted.line, now=now
    )
    match done:
        case locks.Locked() | locks.AlreadyLocked():
            return None
        case Recalled(recall=recall):
            body = {"recall": {"until": utc_text(recall.until)}}
            return Answer(status=202, body=orjson.dumps(body))
        case locks.TooLate(over=over):
            key = "lock_over" if over else "lock_left"
            texts = (say(key, lang, order_no=order.order_no) for lang in ("zh", "en"))
            return Problem(code="too_late_to_lock", detail=" / ".join(texts))
        case Denied():
            return denied_problem(done)


def _no_line(no: str, line: str) -> Problem:
    shown = "".join(c for c in line if c.isprintable())
    return refusal(
        "unknown_line",
        f"订单 {no} 里没有 {shown}，请核对 SKU / order {no} has no line {shown}; check the SKU",
    ).problem


def _release(
    tx: Tx, deps: Deps, actor: Actor, order: Order, wanted: Wanted, now: datetime
) -> Problem | None:
    named = None if wanted.hold is None else {wanted.hold}
    done = locks.release(tx, deps, actor, order, reason=wanted.reason, wanted=named, now=now)
    match done:
        case locks.Released():
            return None
        case locks.NothingToRelease(others=others):
            return _nothing(others, named=named is not None)
        case Denied():
            still = open_holds(tx.holds.of_order(order.order_no), now)
            return denied_problem(done, more=_holds(still) if "hold" in done.facts else {})


def denied_problem(why: Denied, more: Mapping[str, Any] = MappingProxyType({})) -> Problem:
    """Say why somebody may not do it."""
    return Problem(code="not_allowed", detail=_both(denied(why), denied(why, "en")), more=more)


def _nothing(others: tuple[Hold, ...], *, named: bool) -> Problem:
    if not others:
        detail = _both("这个订单没有打开的锁", "no hold on this order is open")
    else:
        chinese = listing(hold_text(hold) for hold in others)
        english = listing((hold_text(hold, "en") for hold in others), "en")
        detail = _both(
            f"没有您指的锁；仍在锁定的有：{chinese}。请在 hold 里写明其中一个的 id 或原因码",
            f"no such hold is open; still held by: {english}. Name one of them in hold",
        )
    code = "no_such_hold" if named or not others else "nothing_to_release"
    return Problem(code=code, detail=detail, more=_holds(others))


def _holds(holds: Collection[Hold]) -> Mapping[str, Any]:
    return {"holds": [views.hold_view(hold) for hold in holds]}


def actor_of(deps: Deps, by: str, source: str) -> Actor:
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


def _view(tx: Tx, deps: Deps, no: str, now: datetime) -> Mapping[str, Any] | Problem:
    return views.order_view(tx, deps, no, now) or _unknown(no)


def _written(asked: Asked) -> str:
    """Return the number in the address; what cannot be one is unknown without a look."""
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
