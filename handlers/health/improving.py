"""Improving at work: for each order that spoils a figure, what to do about it and by which word."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from handlers.deps import Deps
from rules.chat.words import Name
from rules.health.figures import Metric
from rules.shipping.holds import open_holds
from rules.vocabulary import Action
from rules.wording.say import hold_name, say
from storage.tx import Tx

#: Commands of a list that change something.
_ASKS = {"improve_held": Action.RELEASE.value, f"improve_{Metric.BLOCKED}": Name.NEXT.value}


class ToDo(NamedTuple):
    """One order, why it stands there, and the command that does something about it."""

    order_no: str
    text: str
    command: str
    asks: str = ""  #: What somebody has to be allowed for it; nothing: to read.


def to_do(tx: Tx, deps: Deps, metric: Metric, orders: Sequence[str], now: datetime) -> list[ToDo]:
    """Return what to do about each of these orders."""
    lang = deps.lang
    holds = tx.holds.of_orders(orders) if metric is Metric.BLOCKED else {}
    found = []
    for no in orders:
        held = open_holds(holds.get(no, ()), now)
        key, reason = f"improve_{metric}", {}
        if held:
            key, reason = "improve_held", {"reason": hold_name(held[0].reason, lang)}
        text, command = say(key, lang, **reason), say(f"{key}_by", lang, order_no=no)
        found.append(ToDo(no, text, command, _ASKS.get(key, "")))
    return found
