"""Evidence: all that is known of an application for a refund; each who reads it is written down."""

from dataclasses import dataclass, replace
from datetime import datetime

from handlers.alerts.wishes import note
from handlers.deps import Deps
from handlers.orders import view as views
from handlers.orders.view import OrderPage
from handlers.refunds.naming import ASKED, application_id
from rules.people.permissions import Actor, Denied, authorize
from rules.refunds.application import Application, Decided
from rules.refunds.goods import Goods, goods_of
from storage.system.audit import Attempt
from storage.tx import Tx

#: As permissions and the audit call reading it.
READ = "read_evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What quality control decides by."""

    application: Application
    history: tuple[Decided, ...]
    goods: tuple[Goods, ...]  #: Of the order; `left` is what this application is not about.
    from_address: int  #: Applications of its day from its address, this one included.
    order: OrderPage
    readers: tuple[Attempt, ...]  #: Who opened it or was refused, the latest first.


def open_evidence(
    tx: Tx, deps: Deps, actor: Actor, refund_id: str, now: datetime
) -> Evidence | Denied | None:
    """Return the evidence for somebody who opens it, and write down that they did, or tried."""
    application = tx.refunds.get(refund_id)
    if application is None:
        return None
    gate = authorize(actor, READ, shop=application.shop)
    outcome = "refused" if isinstance(gate, Denied) else "done"
    note(tx, actor, READ, application.order_no, outcome, now=now, detail=application.id)
    return gate if isinstance(gate, Denied) else evidence(tx, deps, refund_id, now)


def evidence(tx: Tx, deps: Deps, refund_id: str, now: datetime) -> Evidence | None:
    """Return it as it is now, for somebody who has it open."""
    application = tx.refunds.get(refund_id)
    if application is None:
        return None
    order_no, ip = application.order_no, application.ip
    page = views.order_page(tx, deps, order_no, now)
    if page is None:
        return None
    before = tx.refunds.from_address(ip, application.day, but=application.id) if ip else 0
    return Evidence(
        application=application,
        history=tuple(tx.refunds.history(application.id)),
        goods=_goods(tx, application),
        from_address=before + 1 if ip else 0,
        order=replace(page, audit=[one for one in page.audit if one.action != READ]),
        readers=readers_of(page.audit, application.id),
    )


def readers_of(attempts: list[Attempt], refund_id: str) -> tuple[Attempt, ...]:
    """Return who opened the evidence of an application, or tried to; the latest first."""
    return tuple(
        one for one in reversed(attempts) if one.action == READ and one.detail == refund_id
    )


def _goods(tx: Tx, application: Application) -> tuple[Goods, ...]:
    order_no, kinds = application.order_no, ("order.created", ASKED)
    told = tx.journal.of_orders((order_no,), kinds).get(order_no, ())
    created = [one.data for one in told if one.type == "order.created"]
    own = [one.data for one in told if one.type == ASKED and application_id(one) == application.id]
    return goods_of(created[-1], own[:1]) if created and own else ()
