"""`未发货`: paid orders that have not left, what is due first on top, and the old rule (S-50)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.commands.pages import LINES, page_of, rest_of
from handlers.deps import Deps
from rules.chat.words import Name
from rules.events.tellings import happened
from rules.orders.course import created_data, follow, moment
from rules.people.permissions import Actor
from rules.wording.say import limit, say, span, time_left
from storage.orders.orders import Order
from storage.tx import Tx

#: Open orders looked at; more have to be read from the API.
_LOOKED_AT = 5_000
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshipped:
    """A paid order that has not left."""

    order_no: str
    paid_at: datetime
    due: datetime | None  #: Until when it was promised to leave.


def unshipped(tx: Tx, deps: Deps, actor: Actor, page: str, now: datetime) -> str:
    """
    List what still has to leave, what is overdue and due first on top; `page` is as typed.

    Also say how many passed the old 24 h rule and how many resonance told first.
    """
    lang = deps.lang
    found = _found(tx, [o for o in tx.orders.unshipped(now, _LOOKED_AT) if actor.sees(o.shop)])
    if not found:
        return say("unshipped_none", lang)
    lines = [say("unshipped_title", lang, count=len(found)), _late(tx, found, now, deps)]
    number = page_of(page)
    for one in found[LINES * (number - 1) : LINES * number]:
        due = time_left(one.due, now=now, lang=lang) if one.due else say("order_unknown", lang)
        ago = span(now - one.paid_at, lang)
        lines.append(say("unshipped_line", lang, order_no=one.order_no, ago=ago, deadline=due))
    return "\n".join([*lines, *rest_of(len(found), number, Name.UNSHIPPED, lang)])


def _late(tx: Tx, found: list[Unshipped], now: datetime, deps: Deps) -> str:
    """Say how many passed the old rule, and of how many an alert was earlier."""
    lang, most = deps.lang, deps.policy.unshipped_after
    late = {one.order_no: one.paid_at + most for one in found if now - one.paid_at >= most}
    if not late:
        return say("unshipped_none_late", lang, limit=limit(most, lang))
    opened = tx.alerts.first_opened(list(late))
    earlier = sum(no in opened and opened[no] < since for no, since in late.items())
    key = "unshipped_late_warned" if earlier else "unshipped_late"
    facts = {"limit": limit(most, lang), "count": len(late)}
    return say(key, lang, **facts, **({"earlier": earlier} if earlier else {}))


def _found(tx: Tx, orders: list[Order]) -> list[Unshipped]:
    events = tx.journal.of_orders([o.order_no for o in orders], ("order.created", "order.paid"))
    found = []
    for order_no, told in events.items():
        course = follow(told)
        if course.paid:
            promised = moment(created_data(course).get("promised_ship_at"))
            paid_at = min(map(happened, course.paid))
            found.append(Unshipped(order_no=order_no, paid_at=paid_at, due=promised))
    return sorted(found, key=lambda one: (one.due or _NEVER, one.paid_at, one.order_no))
