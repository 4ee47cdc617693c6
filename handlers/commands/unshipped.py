"""`未发货`: orders that have not left, the oldest first, beside the old fixed rule (S-50)."""

from datetime import datetime

from handlers import drawing
from handlers.deps import Deps
from rules.permissions import Actor
from rules.wording import say, span, time_left
from storage.tx import Tx

_LINES = 10
#: Orders looked at for the comparison with the fixed threshold.
_LOOKED_AT = 5_000


def unshipped(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> str:
    """
    List what still has to leave.

    Also say how many passed the old 24 h rule and how many resonance told first.
    """
    limit = deps.policy.unshipped_after
    orders = [o for o in tx.orders.unshipped(now, _LOOKED_AT) if actor.sees(o.shop)]
    if not orders:
        return say("unshipped_none", deps.lang)
    late = [o for o in orders if o.created_at is not None and now - o.created_at >= limit]
    opened = tx.alerts.first_opened([o.order_no for o in late])
    earlier = sum(
        1
        for o in late
        if o.order_no in opened and o.created_at and opened[o.order_no] < o.created_at + limit
    )
    lines = [
        say("unshipped_title", deps.lang, count=len(orders)),
        say(
            "unshipped_baseline",
            deps.lang,
            limit=span(limit, deps.lang),
            count=len(late),
            earlier=earlier,
        ),
    ]
    for order in orders[:_LINES]:
        promised = drawing.brief(tx, deps, order.order_no, order).promised_ship_at
        deadline = (
            time_left(promised, now=now, lang=deps.lang)
            if promised
            else say("order_unknown", deps.lang)
        )
        ago = span(now - (order.created_at or now), deps.lang)
        lines.append(
            say("unshipped_line", deps.lang, order_no=order.order_no, ago=ago, deadline=deadline)
        )
    return "\n".join(lines)
