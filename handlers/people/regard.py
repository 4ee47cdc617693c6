"""Regard for people: whether they want to hear of something now, by silences, hours, debug mode."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from handlers.deps import Deps
from rules.alerts.alert import Alert
from rules.alerts.attention import Held, Muted, Now, attention
from rules.delivery.unasked import SAYINGS, Wish
from rules.people.calendar import Hours
from rules.people.silences import AlertFacts, Field, Silence
from rules.shipping.reasons import reason_of
from rules.vocabulary import SYSTEM, HardRule, Level
from storage.delivery.outbox import Delivery, Entry, Promise
from storage.orders.orders import Order
from storage.tx import Tx

#: What one card tells of all such orders together (S-34), and what it is called where somebody
#: asks; an order with anything else speaks up.
_ON_ONE_CARD: Mapping[tuple[HardRule, ...], str] = MappingProxyType(
    {
        (HardRule.PAYMENT_WITHOUT_ORDER,): "ghost",
        (HardRule.AMOUNT_MISMATCH,): "ghost_amount",
    }
)
_LOOKS_AGAIN = timedelta(hours=1)


@dataclass(slots=True)
class Regard:
    """Judges for one transaction; silences are read once, when the first promise is judged."""

    tx: Tx
    deps: Deps
    _silences: tuple[Silence, ...] | None = None
    _orders: dict[str, Order | None] = field(default_factory=dict)

    def verdict(
        self,
        about: Alert | AlertFacts,
        order: Order | None,
        now: datetime,
        *,
        despite: Collection[Wish] = (),
    ) -> Now | Muted | Held:
        """Say whether people are told of this alert, or of something else so important, now."""
        if isinstance(about, Alert) and (card := self._card_of_many(about)):
            return Muted(code=card, by=SYSTEM, reason="", until=now + _LOOKS_AGAIN)
        silences, hours = self._in_force(now), self.deps.people.hours
        if not silences and hours == Hours():
            return Now()
        facts = self.facts(about, order, silences) if isinstance(about, Alert) else about
        tz = self.deps.timezone
        return attention(facts, now, silences=silences, hours=hours, tz=tz, despite=despite)

    def of(
        self,
        promise: Promise | Entry,
        subject: tuple[Alert, Order | None] | None,
        now: datetime,
        *,
        saying: str | None = None,
        level: Level | None = None,
    ) -> Now | Muted | Held:
        """Say whether people are told of a promise now, said as its own kind or another."""
        despite = SAYINGS[saying or saying_of(promise)].despite
        if subject is None and promise.subject == "alert":
            alert = self.tx.alerts.get(promise.subject_id or "")
            subject = (alert, None) if alert is not None else None
        if subject is not None:
            return self.verdict(*subject, now, despite=despite)
        about = AlertFacts(
            order_no=promise.order_no or "",
            level=level or Level(promise.body.get("level", Level.ORANGE)),
            sources=frozenset(promise.body.get("sources", ())),
        )
        return self.verdict(about, None, now, despite=despite)

    def facts(self, alert: Alert, order: Order | None, silences: tuple[Silence, ...]) -> AlertFacts:
        """Return what silences may be about; what costs a query only where one asks for it."""
        asked = {silence.field for silence in silences}
        no = alert.order_no
        order = self._order(no) if order is None else order
        return AlertFacts(
            order_no=no,
            level=alert.level,
            kinds=frozenset([*(str(p.kind) for p in alert.parts), *map(str, alert.hard)]),
            shop=order.shop if order else None,
            warehouse=order.warehouse if order else None,
            platform=order.platform if order else None,
            carriers=self.tx.silences.carriers_of((no,)).get(no, frozenset())
            if Field.CARRIER in asked
            else frozenset(),
            sources=self.tx.silences.sources_of((no,)).get(no, frozenset())
            if Field.SOURCE in asked
            else frozenset(),
        )

    def _card_of_many(self, alert: Alert) -> str | None:
        """Name the card that tells of this order among others; None where it speaks for itself."""
        card = _ON_ONE_CARD.get(alert.hard)
        if card is None or alert.hard != (HardRule.AMOUNT_MISMATCH,):
            return card
        holds = self.tx.holds.of_order(alert.order_no)
        # Set by us for what a provider says, and counted; by anybody else it is its own matter.
        counted = all(
            hold.owner == SYSTEM for hold in holds if reason_of(hold.reason).hard_rule in alert.hard
        )
        return card if counted and alert.score < self.deps.policy.orange else None

    def _in_force(self, now: datetime) -> tuple[Silence, ...]:
        if self._silences is None:
            self._silences = tuple(self.tx.silences.in_force(now))
        return self._silences

    def _order(self, order_no: str) -> Order | None:
        if order_no not in self._orders:
            self._orders[order_no] = self.tx.orders.get(order_no)
        return self._orders[order_no]


def saying_of(promise: Promise | Entry) -> str:
    """Return what kind of message a promise is, as rules.delivery.unasked calls it."""
    return str(promise.body.get("wording") or promise.body.get("saying") or promise.kind)


def kept_back(
    promise: Promise | Entry, verdict: Now | Muted | Held, now: datetime
) -> dict[str, Any]:
    """Return what a verdict changes of a promise; a card that is kept back is no copy yet."""
    match verdict:
        case Now():
            return {}
        case Muted(code=code, by=by, reason=reason, until=until):
            why = {"by": by, "reason": reason, "until": until.isoformat()}
            return {
                "key": f"muted:{code}:{promise.priority}:{promise.key}",
                "card_id": None,
                "body": {**promise.body, **why},
                "state": Delivery.MUTED,
                "last_code": code,
                "settled_at": now,
            }
        case Held(until=until, code=code) if promise.subject == "alert":
            place = f"{promise.channel}:{promise.conversation}"
            return {
                "key": f"held:{promise.subject_id}:{place}:{until.isoformat()}",
                "card_id": None,
                "next_at": until,
                "state": Delivery.HELD,
                "last_code": code,
            }
        case Held(code=code) if not SAYINGS[saying_of(promise)].keeps:
            return {"state": Delivery.MUTED, "last_code": code, "settled_at": now}
        case Held(until=until, code=code):
            return {"next_at": until, "last_code": code}
