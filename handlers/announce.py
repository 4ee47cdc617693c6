"""Announcements: what one transaction promises to say, set, and write down about alerts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.deps import Deps, derived_id
from handlers.regard import Regard, Subject
from handlers.rota import Rota, mention_ids, private_targets, routing_of
from rules.alerts import Alert
from rules.attention import Muted
from rules.delivery import FALLBACK, Target
from rules.escalation import chain_of, wait_for
from rules.holds import Hold
from rules.permissions import conversation_sees
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
    #: Alerts that something is promised about, for whoever judges whether people hear of it now.
    subjects: dict[str, Subject] = field(default_factory=dict)
    rota: Rota = field(init=False)
    regard: Regard = field(init=False)

    def __post_init__(self) -> None:
        """Share one look at rota and silences among all promises."""
        self.rota = Rota(self.tx, self.deps)
        self.regard = Regard(self.tx, self.deps, self.rota)

    def tell(self, alert: Alert, order: Order, now: datetime) -> None:
        """Send a card of a new alert to everyone its route names."""
        self.subjects[alert.id] = (alert, order)
        self.audit(
            f"alert_{alert.level.value}",
            order.order_no,
            f"{alert.score} @ {alert.policy_version}",
            now,
        )
        for target in self.targets(alert, order, now):
            self.send_card(alert, target, now)

    def tell_louder(self, alert: Alert, order: Order, now: datetime) -> None:
        """Redraw people's cards, say that it got worse, and send a card to those the level adds."""
        self.subjects[alert.id] = (alert, order)
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
        for target in self.targets(alert, order, now):
            place = (target.channel, target.conversation)
            if place not in sent:
                self.send_card(alert, target, now)
            elif sent[place]:  # a card still on its way is drawn red when it leaves
                self.notice(target, "alert_louder", alert, now, order_no=order.order_no)

    def tell_again(self, alert: Alert, order: Order, now: datetime, wording: str) -> None:
        """Send the card to those who have none yet; the others are reminded by one sentence."""
        self.subjects[alert.id] = (alert, order)
        places = {(c.channel, c.conversation) for c in self.tx.cards.of_alert(alert.id)}
        routing = routing_of(self.deps, alert.level, order)
        names = self.rota.present_for(order, routing, now)
        private = private_targets(self.deps, names, routing.targets) if routing.direct else ()
        self.redraw(alert, now)
        for target in dict.fromkeys((*self.targets(alert, order, now), *private)):
            if (target.channel, target.conversation) not in places:
                self.send_card(alert, target, now)
        for channel, conversation in sorted(places):
            self.notice(
                Target(channel=channel, conversation=conversation),
                wording,
                alert,
                now,
                mentions=mention_ids(self.deps, names, channel),
                order_no=alert.order_no,
            )

    def tell_ended(self, alert: Alert, order: Order, now: datetime) -> None:
        """Say that an alert is over of which a silence kept people from hearing, if they want."""
        if not self.deps.people.resolved_when_silenced:
            return
        if isinstance(self.regard.verdict(alert, order, now), Muted):
            for target in self.targets(alert, order, now):
                self.notice(
                    target, "alert_ended", alert, now, regardless=True, order_no=alert.order_no
                )

    def redraw(self, alert: Alert, now: datetime) -> None:
        """Have every copy of the card drawn anew; one that waits will show the present anyway."""
        self.subjects.setdefault(alert.id, (alert, None))
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
        self,
        target: Target,
        wording: str,
        alert: Alert,
        now: datetime,
        *,
        once: str | None = None,
        mentions: list[str] | None = None,
        regardless: bool = False,
        **facts: str,
    ) -> None:
        """
        Promise one sentence; `wording` is its key in rules.wording.

        `once` names what it is about, so that it is said once whoever else says it; `regardless`
        says it in spite of silences and quiet hours.
        """
        self.subjects.setdefault(alert.id, (alert, None))
        about = once or now.isoformat()
        self.promises.append(
            Promise(
                key=f"notice:{wording}:{alert.id}:{target.channel}:{target.conversation}:{about}",
                kind="notice",
                channel=target.channel,
                conversation=target.conversation,
                order_no=alert.order_no,
                alert_id=alert.id,
                priority=_PRIORITY[alert.level],
                next_at=now,
                created_at=now,
                body={
                    "wording": wording,
                    "facts": facts,
                    "mentions": mentions or [],
                    "regardless": regardless,
                },
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
        copies, promises = self.regard.pass_on(self.copies, self.promises, self.subjects)
        self.tx.cards.add(copies)
        self.tx.outbox.promise(promises)
        self.tx.audit.add(*self.attempts)

    def targets(self, alert: Alert, order: Order, now: datetime) -> tuple[Target, ...]:
        """Return where an alert goes; with `direct` also to whoever answers for it, in private."""
        routing = routing_of(self.deps, alert.level, order)
        found = routing.targets
        if routing.direct:
            names = self.rota.answers_for(order, routing, now)
            private = private_targets(self.deps, names, routing.targets)
            found = tuple(dict.fromkeys((*routing.targets, *private)))
        # A conversation bound to other shops never sees the card; nobody is never an answer.
        seen = (
            target
            for target in found
            if conversation_sees(
                self.deps.scopes, (target.channel, target.conversation), order.shop
            )
        )
        return tuple(seen) or (FALLBACK,)

    def first_wait(self, level: Level, order: Order, done: int = 0) -> timedelta:
        """Return how long an open alert waits until somebody else is told."""
        own = routing_of(self.deps, level, order).escalate
        return wait_for(chain_of(own, level, self.deps.people.chain), done)

    def send_card(self, alert: Alert, target: Target, now: datetime) -> None:
        """Promise a copy of the card to a conversation that has none."""
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
