"""The scene: everything that the card of an alert is drawn from."""

from dataclasses import dataclass

from rules.alerts.account import Account
from rules.alerts.alert import Alert
from rules.alerts.similar import Similar
from rules.orders.brief import OrderBrief
from rules.people.silences import Silenced
from rules.shipping.holds import Hold
from rules.shipping.recall import Recall
from rules.shipping.warehouse import AtWarehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An alert with its order, its holds and what was made of them."""

    card_id: str
    alert: Alert
    order: OrderBrief
    holds: tuple[Hold, ...] = ()  #: The open ones.
    #: None: no other system is told, and our own scanner alone obeys.
    warehouse: AtWarehouse | None = None
    recall: Recall | None = None  #: How goods that have left can still be stopped.
    denied_scans: int = 0  #: Scans denied since the lock.
    similar: Similar | None = None  #: Past cases of the same pattern.
    paused: bool = False  #: Red, and the machine did not lock it by itself.
    silenced: Silenced | None = None  #: What was kept back of it, because somebody wished so.
    account: Account | None = None  #: How it went, where a red one is over.
