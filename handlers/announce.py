"""Announcements: what one transaction promises to say, set, and write down about alerts."""

from dataclasses import dataclass, field
from datetime import datetime

from handlers.deps import Deps, derived_id
from rules.alerts import Alert
from rules.delivery import Target, route
from rules.holds import Hold
from rules.policy import Policy
from rules.vocabulary import Level
from storage.audit import Attempt
from storage.cards import CardCopy
from storage.orders import Order
from storage.outbox import Promise
from storage.tx import Tx

_PRIORITY = {Level.RED: 0, Level.ORANGE: 1, Level.CALM: 2}


@dataclass(slots=True)
class Announcements:
    """Collects rows while orders are judged and writes them together, each table once."""

    tx: Tx
    deps: Deps
    policy: Policy
    copies: list[CardCopy] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    redrawn: set[str] = field(default_factory=set)
    holds: list[Hold] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)

    def tell(self, alert: Alert, order: Order, now: datetime) -> None:
        """Send a card of a new alert to everyone its route names."""
        self.audit(
            f"alert_{alert.level.value}",
            order.order_no,
            f"{alert.score} @ {alert.policy_version}",
            now,
        )
        for target in self._targets(alert, order):
            self._send_card(alert, target, now)

    def tell_louder(self, alert: Alert, order: Order, now: datetime) -> None:
        """Redraw people's cards, say that it got worse, and send a card to those the level adds."""
        self.audit(
            f"alert_{alert.level.value}",
            order.order_no,
            f"{alert.score} @ {alert.policy_version}",
            now,
        )
        copies = self.tx.cards.of_alert(alert.id) + [
            c for c in self.copies if c.alert_id == alert.id
        ]
        sent = {(c.channel, c.conversation): c.message_ref is not None for c in copies}
        self.redraw(alert, now)
        for target in self._targets(alert, order):
            place = (target.channel, target.conversation)
            if place not in sent:
                self._send_card(alert, target, now)
            elif sent[place]:  # a card still on its way is drawn red when it leaves
                self.notice(target, "alert_louder", alert, now, order_no=order.order_no)

    def redraw(self, alert: Alert, now: datetime) -> None:
        """Have every copy of the card drawn anew; one that waits will show the present anyway."""
        copies = self.tx.cards.of_alert(alert.id)
        made = self.tx.outbox.pictures([copy.id for copy in copies])
        for copy in copies:
            number, waiting = made.get(copy.id, (0, False))
            if waiting or copy.id in self.redrawn:
                continue
            self.redrawn.add(copy.id)
            self.promises.append(
                Promise(
                    key=f"redraw:{copy.id}:{number}",
                    kind="redraw",
                    channel=copy.channel,
                    conversation=copy.conversation,
                    order_no=alert.order_no,
                    alert_id=alert.id,
                    card_id=copy.id,
                    priority=_PRIORITY[alert.level],
                    next_at=now,
                    created_at=now,
                    body={},
                )
            )

    def notice(
        self, target: Target, wording: str, alert: Alert, now: datetime, **facts: str
    ) -> None:
        """Promise one sentence; `wording` is its key in rules.wording."""
        self.promises.append(
            Promise(
                key=f"notice:{wording}:{alert.id}:{target.channel}:{target.conversation}:{now.isoformat()}",
                kind="notice",
                channel=target.channel,
                conversation=target.conversation,
                order_no=alert.order_no,
                alert_id=alert.id,
                priority=_PRIORITY[alert.level],
                next_at=now,
                created_at=now,
                body={"wording": wording, "facts": facts},
            )
        )

    def hold(self, hold: Hold) -> None:
        """Set a hold."""
        self.holds.append(hold)
        self.audit("hold", hold.order_no, hold.reason, hold.since)

    def audit(self, action: str, order_no: str, detail: str, now: datetime) -> None:
        """Write down what the system did by itself."""
        self.attempts.append(
            Attempt(
                at=now,
                actor="system",
                channel="system",
                action=action,
                order_no=order_no,
                outcome="done",
                detail=detail,
            )
        )

    def write(self) -> None:
        """Write everything."""
        for hold in self.holds:
            self.tx.holds.add(hold)
        self.tx.cards.add(self.copies)
        self.tx.outbox.promise(self.promises)
        self.tx.audit.add(*self.attempts)

    def _targets(self, alert: Alert, order: Order) -> tuple[Target, ...]:
        facts = {"shop": order.shop, "warehouse": order.warehouse, "platform": order.platform}
        return route(self.deps.routes, level=alert.level, facts=facts).targets

    def _send_card(self, alert: Alert, target: Target, now: datetime) -> None:
        card_id = derived_id("card", alert.id, target.channel, target.conversation)
        copy = CardCopy(
            id=card_id,
            alert_id=alert.id,
            order_no=alert.order_no,
            channel=target.channel,
            conversation=target.conversation,
        )
        self.copies.append(copy)
        self.promises.append(
            Promise(
                key=f"card:{card_id}",
                kind="card",
                channel=target.channel,
                conversation=target.conversation,
                order_no=alert.order_no,
                alert_id=alert.id,
                card_id=card_id,
                priority=_PRIORITY[alert.level],
                next_at=now,
                created_at=now,
                body={},
            )
        )
