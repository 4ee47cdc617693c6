"""Announcements: what one transaction promises to say, set, and write down about alerts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.delivery import redraws
from handlers.delivery.promises import Promises
from handlers.delivery.redraws import Change
from handlers.gateways import warehouse
from handlers.people.rota import mention_ids, private_targets, routing_of
from rules.alerts.alert import Alert
from rules.alerts.escalation import repeats, wait_for
from rules.alerts.flapping import WITHIN, is_flapping
from rules.delivery.routes import Target
from rules.shipping.holds import Hold, open_holds
from rules.vocabulary import Level
from rules.wording.say import say
from storage.orders.orders import Order
from storage.system.audit import Attempt


@dataclass(slots=True)
class Announcements(Promises):
    """Collects what orders' judging says and writes it together, each table once."""

    changes: dict[str, Change] = field(default_factory=dict)  #: By alert: cards to draw anew.
    holds: list[Hold] = field(default_factory=list)
    ended: list[Hold] = field(default_factory=list)  #: Released, by and when the hold itself says.
    attempts: list[Attempt] = field(default_factory=list)
    #: Raised again, after which alert: looked up together, since an order may be flapping.
    _again: list[tuple[Alert, str, Order, datetime]] = field(default_factory=list)
    _louder: list[tuple[Alert, Order, datetime]] = field(default_factory=list)

    def tell(self, alert: Alert, order: Order, now: datetime, *, after: Alert | None) -> None:
        """Send a card of a new alert to everyone its route names; `after` is the one before it."""
        self._note(alert, order, now)
        if after is not None and alert.level is not Level.RED:
            self._again.append((alert, after.id, order, now))
            return
        self._send_cards(alert, order, now)

    def tell_louder(self, alert: Alert, order: Order, now: datetime) -> None:
        """Redraw people's cards, say that it got worse, and send a card to those the level adds."""
        self._note(alert, order, now)
        self.redraw(alert, now, at_once=True)
        self._louder.append((alert, order, now))

    def redraw(self, alert: Alert, now: datetime, *, at_once: bool = False) -> None:
        """
        Have every copy of the card drawn anew; one that waits will show the present anyway.

        `at_once` is for what a person did; machines' changes of one card are spread a little.
        """
        self.alerts.setdefault(alert.id, (alert, None))
        before = self.changes.get(alert.id)
        self.changes[alert.id] = Change(
            alert=alert, now=now, at_once=at_once or (before is not None and before.at_once)
        )

    def hold(self, hold: Hold) -> None:
        """Set a hold."""
        self.holds.append(hold)
        self.audit("hold", hold.order_no, hold.reason, hold.since)

    def end(self, hold: Hold) -> None:
        """Have a hold end that was released."""
        self.ended.append(hold)
        self.audit("hold_ended", hold.order_no, hold.reason, hold.released_at or hold.since)

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
        """Write everything; the alerts themselves must have been saved."""
        for hold in self.holds:
            self.tx.holds.add(hold)
        for hold in self.ended:
            at = hold.released_at or hold.since
            self.tx.holds.release(hold.id, by=hold.released_by or hold.owner, now=at)
        self._call_warehouses()
        self._write_again()
        raised = self._write_louder()
        redraws.promise(self, self.changes)
        Promises.write(self)
        if raised:
            self.tx.amends.raise_again(raised, max(now for _, _, now in self._louder), priority=0)
            self.tx.cards.apart(raised)
        self.tx.audit.add(*self.attempts)

    def _call_warehouses(self) -> None:
        """Have the warehouses told of what was set and ended, where they have a system."""
        if not (self.deps.gateways and (self.holds or self.ended)):
            return
        orders = self.tx.orders.find({hold.order_no for hold in (*self.holds, *self.ended)})
        over = {hold.id for hold in self.ended}
        for hold in self.holds:
            if hold.order_no in orders and hold.id not in over:
                warehouse.lock(self, hold, orders[hold.order_no], hold.since)
        for hold in self.ended:
            if hold.order_no in orders:
                at = hold.released_at or hold.since
                warehouse.release(self, (hold,), orders[hold.order_no], at)

    def _write_again(self) -> None:
        """Send cards of alerts raised again, or let an order that flaps keep the card it has."""
        if not self._again:
            return
        since = min(now for *_, now in self._again) - WITHIN
        changes = self.tx.alerts.changes({a.order_no for a, *_ in self._again}, since)
        for alert, after, order, now in self._again:
            times = changes.get(alert.order_no, ())
            if is_flapping(sum(now - WITHIN <= at <= now for at in times)):
                shown = [c for c in self.tx.cards.of_alert(after) if c.message_ref is not None]
                if shown:
                    self.tx.cards.hand_over([copy.id for copy in shown], alert.id)
                    self.changes.pop(after, None)
                    self.redraw(alert, now)
                    continue
            self._send_cards(alert, order, now)

    def _write_louder(self) -> list[str]:
        """Say that alerts got worse; return the cards that nobody has seen and now must."""
        if not self._louder:
            return []
        copies = [
            *self.tx.cards.of_alerts({alert.id for alert, *_ in self._louder}),
            *self.copies,
        ]
        unseen: list[str] = []
        holds = self.tx.holds.of_orders({order.order_no for _, order, _ in self._louder})
        for alert, order, now in self._louder:
            held = open_holds(holds.get(order.order_no, ()), now)
            lock = say("louder_locked" if held else "louder_free", self.deps.lang)
            mine = {(c.channel, c.conversation): c for c in copies if c.subject_id == alert.id}
            for target in self.targets(alert, order, now):
                copy = mine.get((target.channel, target.conversation))
                if copy is None:
                    self.send_card(alert, target, now)
                elif copy.message_ref is not None:
                    called = self.rota.keepers_for(alert, order)
                    self.notice(
                        target, "alert_louder", alert, now, order_no=order.order_no, lock=lock,
                        mentions=mention_ids(self.deps, called, target.channel),
                    )  # fmt: skip
            # A card still on its way is drawn red when it leaves.
            unseen += [copy.id for copy in mine.values() if copy.message_ref is None]
        return unseen

    def targets(self, alert: Alert, order: Order, now: datetime) -> tuple[Target, ...]:
        """Return where an alert goes; a keeper who is on none of these channels hears of it too."""
        targets = self.rota.targets(alert.level, order, now)
        keepers = self.rota.keepers_for(alert, order)
        if any(mention_ids(self.deps, keepers, target.channel) for target in targets):
            return targets
        return self.rota.seen(order, (*targets, *private_targets(self.deps, keepers, targets)))

    def first_wait(self, level: Level, order: Order, done: int = 0) -> timedelta:
        """Return how long an open alert waits until somebody else is told."""
        chain = routing_of(self.deps, level, order).steps
        return wait_for(chain, done, repeat=repeats(level, self.deps.delivery.repeat_interval))

    def _note(self, alert: Alert, order: Order, now: datetime) -> None:
        self.alerts[alert.id] = (alert, order)
        detail = f"{alert.score} @ {alert.policy_version}"
        self.audit(f"alert_{alert.level.value}", order.order_no, detail, now)
        if alert.level is Level.RED:
            self.turned_red(alert, now)

    def _send_cards(self, alert: Alert, order: Order, now: datetime) -> None:
        for target in self.targets(alert, order, now):
            self.send_card(alert, target, now)
