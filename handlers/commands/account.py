"""`复盘`: a case told after the fact, and what would have caught it sooner (M-19)."""

from datetime import datetime

from handlers.deps import Deps
from handlers.orders.account import account_of
from rules.cards.alert.account import account_lines
from rules.cards.card import Reader
from rules.wording.say import say
from storage.orders.orders import Order
from storage.tx import Tx


def account(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Tell of the order's latest case, which may last still."""
    alert = tx.alerts.latest_of((asked.order_no,)).get(asked.order_no)
    if alert is None:
        return say("account_none", deps.lang, order_no=asked.order_no)
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang)
    return "\n".join(account_lines(account_of(tx, deps, alert, now), deps.directory, reader))
