"""Telling: what people hear, and what is written down, of how a hold stands at a warehouse."""

from collections.abc import Iterable
from datetime import datetime

from handlers.delivery import redraws
from handlers.delivery.promises import Promises
from handlers.people.rota import mention_ids, routing_of
from rules.alerts.alert import Alert
from rules.delivery.calls import CallAction
from rules.delivery.routes import Target
from rules.masking import mask_phones
from rules.shipping.holds import Hold
from rules.shipping.warehouse import CONFIRM_WITHIN, AtWarehouse
from rules.vocabulary import Level
from rules.wording.say import span
from storage.orders.orders import Order
from storage.system.audit import Attempt
from storage.tx import Tx


def note(tx: Tx, hold: Hold, at: AtWarehouse, gateway: str, why: str, now: datetime) -> None:
    """Write down how it stands there."""
    tx.audit.add(
        Attempt(
            at=now, actor="system", channel=gateway or "system", action="warehouse",
            order_no=hold.order_no, outcome=f"warehouse_{at}", detail=why or hold.reason,
        )
    )  # fmt: skip


def redraw(door: Promises, alerts: Iterable[Alert], now: datetime) -> None:
    """Have the cards drawn anew that say how it stands there."""
    redraws.promise(door, {a.id: redraws.Change(alert=a, now=now, at_once=True) for a in alerts})


def say_by_hand(
    door: Promises,
    target: Target,
    hold: Hold,
    order: Order,
    alert: Alert | None,
    at: AtWarehouse,
    now: datetime,
    *,
    aim: CallAction,
    gateway: str,
    why: str,
) -> None:
    """Tell people of one order what they must do by hand."""
    names = door.rota.present_for(order, routing_of(door.deps, Level.RED, order), now)
    facts = {
        "order_no": hold.order_no,
        "gateway": gateway,
        "waited": span(CONFIRM_WITHIN, door.deps.lang),
        "why": mask_phones(why),
    }
    door.say(
        target,
        f"warehouse_{aim}_{at}",
        facts,
        now,
        about=f"{hold.id}:{aim}",
        alert=alert,
        mentions=mention_ids(door.deps, names, target.channel),
    )
