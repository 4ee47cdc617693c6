"""/v1/refunds: an application is decided by the rules; a preview tells how and keeps nothing."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson

from bot.web import fields
from bot.web.door.body import JSON, parse_json, read_body
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, Problem, ProblemError, refusal
from bot.web.orders import actor_of, denied_problem
from bot.web.parts import WebParts
from handlers.alerts.wishes import note
from handlers.events import intake
from handlers.orders.lookup import by_number
from handlers.refunds import applying
from handlers.refunds.appealing import appeal
from handlers.refunds.links import refund_link
from handlers.refunds.view import decision_view, refund_view
from rules.events.event import Event, Rejected, parse
from rules.events.refusals import Flaw
from rules.people.permissions import Denied, authorize
from rules.refunds.application import TOLD, Application, Decided
from rules.refunds.facts import NotRead, RefundFacts
from rules.refunds.texts import not_read
from storage.tx import Tx

#: Names in a request that are no facts; any other is one, or is refused.
_ENVELOPE: Final = frozenset({*TOLD, "id", "order_no", "shop", "compare_with"})

_APPEAL: Final = "appeal_refund"


class RefundsEndpoint:
    """Takes, previews and shows applications."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def apply(self, asked: Asked) -> Answer:
        """Answer POST /v1/refunds; the same application again is answered as it was."""
        values, source = await self._read(asked), asked.source.name

        def work(tx: Tx) -> Mapping[str, Any]:
            event = self._event(tx, values, source)
            if tx.refunds.named(source, event.id) is None:
                self._weighed(tx, event)
                intake.take(tx, self._parts.deps, [event], event.received_at)
            application = tx.refunds.named(source, event.id)
            if application is None:
                raise ProblemError(_taken(event))
            return self._told(tx, application, values.get("compare_with"))

        return _answer(await self._parts.database.write(work))

    async def preview(self, asked: Asked) -> Answer:
        """Answer POST /v1/refunds/preview."""
        values, source = await self._read(asked), asked.source.name

        def work(tx: Tx) -> Mapping[str, Any]:
            weighed = self._weighed(tx, self._event(tx, values, source))
            other = _other(tx, weighed.decided, weighed.application, values.get("compare_with"))
            told = decision_view(self._parts.deps, weighed.application, weighed.decided, other)
            now, order_no = self._parts.clock.now(), weighed.application.order_no
            return {**told, "page_url": refund_link(self._parts.deps, order_no, now)}

        return _answer(await self._parts.database.read(work))

    async def appeal(self, asked: Asked) -> Answer:
        """Answer POST /v1/refunds/{id}/appeal: new facts, or else a person."""
        body, written, source = (
            await read_body(asked, (JSON,)),
            asked.named("id"),
            asked.source.name,
        )
        values = fields.checked(parse_json(body.text), fields.APPEAL)
        if not fields.is_order_no(written):
            raise ProblemError(_unknown(written))

        def work(tx: Tx) -> Mapping[str, Any] | Problem:
            now, deps = self._parts.clock.now(), self._parts.deps
            found = _found(tx, written, source)
            if found is None:
                return _unknown(written)
            actor = actor_of(deps, values["by"].strip(), source)
            gate = authorize(actor, _APPEAL, shop=found.shop)
            if isinstance(gate, Denied):
                note(tx, actor, _APPEAL, found.order_no, "refused", now=now, detail=gate.reason)
                return denied_problem(gate)
            tx.orders.lock((found.order_no,), now)
            unread = appeal(
                tx, deps, found, actor, reason=values["reason"], facts=values.get("facts") or {},
                now=now,
            )  # fmt: skip
            if unread is not None:
                return _unread(unread)
            note(tx, actor, _APPEAL, found.order_no, "done", now=now, detail=found.id)
            return self._told(tx, found, None)

        return _answer(await self._parts.database.write(work))

    async def show(self, asked: Asked) -> Answer:
        """Answer GET /v1/refunds/{id}, by our name of it or by that of whoever asks."""
        written, source = asked.named("id"), asked.source.name

        def work(tx: Tx) -> Mapping[str, Any]:
            found = _found(tx, written, source)
            if found is None:
                raise ProblemError(_unknown(written))
            return self._told(tx, found, None)

        if not fields.is_order_no(written):
            raise ProblemError(_unknown(written))
        return _answer(await self._parts.database.read(work))

    async def _read(self, asked: Asked) -> Mapping[str, Any]:
        body = await read_body(asked, (JSON,))
        return fields.checked(parse_json(body.text), fields.REFUND)

    def _event(self, tx: Tx, values: Mapping[str, Any], source: str) -> Event:
        """Say an application as the event that it is; of an order that we know, and its shop."""
        now, order = self._parts.clock.now(), by_number(tx, values["order_no"])
        if order is None:
            raise ProblemError(_no_order(values["order_no"]))
        shop = values.get("shop")
        if shop is not None and order.shop is not None and shop != order.shop:
            raise ProblemError(_no_order(values["order_no"], "other_shop"))
        facts = {k: v for k, v in values.items() if k not in _ENVELOPE}
        data = {k: values[k] for k in TOLD if values.get(k) is not None}
        data["facts"] = {**facts, **(values.get("facts") or {})}
        told = orjson.dumps([order.order_no, data], option=orjson.OPT_SORT_KEYS)
        data["id"] = values.get("id") or hashlib.sha256(told).hexdigest()[:32]
        event = parse(
            {
                "specversion": "1.0",
                "id": data["id"],
                "source": source,
                "type": "refund.requested",
                "subject": order.order_no,
                "time": now.isoformat(),
                "data": data,
            },
            received_at=now,
        )
        if isinstance(event, Rejected):
            flaw = {"field": event.field, "code": event.code, "message": event.message}
            raise ProblemError(Problem(code="invalid", detail=event.message, errors=(flaw,)))
        return event

    def _weighed(self, tx: Tx, event: Event) -> applying.Weighed:
        """Return what would be decided; facts that are not read are refused by name."""
        weighed = applying.weigh(tx, self._parts.deps, event)
        if isinstance(weighed, NotRead):
            raise ProblemError(_unread(weighed))
        return weighed

    def _told(self, tx: Tx, application: Application, with_: str | None) -> Mapping[str, Any]:
        history = tx.refunds.history(application.id)
        other = _other(tx, history[-1], application, with_)
        return refund_view(self._parts.deps, application, history, other)


def _other(
    tx: Tx, decided: Decided, application: Application, with_: str | None
) -> RefundFacts | None:
    """Return the facts of another application whose decision is another one; named, or before."""
    earlier = [one for one in tx.refunds.of_order(application.order_no) if one.id != application.id]
    if with_ is not None:
        named = tx.refunds.get(with_) or tx.refunds.named(application.source, with_)
        earlier = [named] if named is not None else []
    if not earlier:
        return None
    last = tx.refunds.history(earlier[-1].id)[-1]
    alike = (last.decision.action, last.decision.freight, last.decision.amount)
    mine = decided.decision
    return None if alike == (mine.action, mine.freight, mine.amount) else last.facts


def _found(tx: Tx, written: str, source: str) -> Application | None:
    return tx.refunds.get(written) or tx.refunds.named(source, written)


def _answer(outcome: Mapping[str, Any] | Problem) -> Answer:
    if isinstance(outcome, Problem):
        raise ProblemError(outcome)
    return Answer(status=200, body=orjson.dumps(outcome))


def _unread(why: NotRead) -> Problem:
    detail = f"{not_read(why)} / {not_read(why, 'en')}"
    flaw = Flaw(f"fact_{why.why}", f"facts.{why.fact}", detail)
    code = "contradiction" if why.why == "contradiction" else "invalid"
    return Problem(code=code, detail=detail, errors=(flaw._asdict(),))


def _shown(text: str) -> str:
    return "".join(c for c in text[: fields.LONGEST_NO] if c.isprintable())


def _no_order(written: str, code: str = "unknown_order") -> Problem:
    shown = _shown(written)
    if code == "other_shop":
        detail = f"订单 {shown} 不是这个店铺的 / order {shown} is not this shop's"
    else:
        detail = f"没有订单 {shown}，请核对单号 / there is no order {shown}; check the number"
    return refusal(code, detail).problem


def _unknown(written: str) -> Problem:
    shown = _shown(written)
    detail = f"没有退款申请 {shown} / there is no application {shown}"
    return refusal("unknown_refund", detail).problem


def _taken(event: Event) -> Problem:
    shown = _shown(event.id)
    detail = f"编号 {shown} 已用于别的事件，请换一个 / {shown} names another event; take another id"
    return refusal("id_taken", detail).problem
