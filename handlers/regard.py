"""Regard for people: what is said unasked passes here: it is sent, muted or kept for later."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handlers.deps import Deps
from handlers.rota import Rota, mention_ids, routing_of
from rules.alerts import Alert
from rules.attention import Held, Muted, Now, attention
from rules.calendar import Hours
from rules.silences import AlertFacts, Field, Silence
from storage.cards import CardCopy
from storage.orders import Order
from storage.outbox import Delivery, Promise
from storage.tx import Tx

#: An alert with its order, where the caller has it at hand.
Subject = tuple[Alert, Order | None]


@dataclass(slots=True)
class Regard:
    """Judges for one transaction; silences are read once, when the first promise is judged."""

    tx: Tx
    deps: Deps
    rota: Rota
    _silences: tuple[Silence, ...] | None = None
    _orders: dict[str, Order | None] = field(default_factory=dict)

    def verdict(self, alert: Alert, order: Order | None, now: datetime) -> Now | Muted | Held:
        """Say whether people are told of this alert now."""
        silences, hours = self._in_force(now), self.deps.people.hours
        if not silences and hours == Hours():
            return Now()
        facts = self.facts(alert, order, silences)
        return attention(facts, now, silences=silences, hours=hours, tz=self.deps.timezone)

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

    def pass_on(
        self,
        copies: list[CardCopy],
        promises: list[Promise],
        subjects: Mapping[str, Subject],
    ) -> tuple[list[CardCopy], list[Promise]]:
        """Return the copies and promises as they are to be written."""
        if not promises:
            return copies, promises
        verdicts: dict[str, Now | Muted | Held] = {}
        passed, kept_back = [], set()
        for promise in promises:
            subject = subjects.get(promise.alert_id or "")
            settled = promise.state is not Delivery.QUEUED
            if subject is None or settled or promise.body.get("regardless"):
                passed.append(promise)
                continue
            alert, order = subject
            if alert.id not in verdicts:
                verdicts[alert.id] = self.verdict(alert, order, promise.created_at)
            verdict = verdicts[alert.id]
            if promise.kind == "redraw" and not _is_debug(verdict):
                passed.append(promise)
                continue
            judged = _judged(promise, alert, verdict)
            if judged.state is not Delivery.QUEUED and promise.card_id is not None:
                kept_back.add(promise.card_id)
            passed.append(self._calling(judged, alert, order))
        return [copy for copy in copies if copy.id not in kept_back], passed

    def _calling(self, promise: Promise, alert: Alert, order: Order | None) -> Promise:
        """Call by name whoever answers for a card."""
        if promise.kind != "card" or order is None:
            return promise
        now = promise.created_at
        names = self.rota.answers_for(order, routing_of(self.deps, alert.level, order), now)
        ids = mention_ids(self.deps, names, promise.channel) if names else []
        return replace(promise, body={**promise.body, "mentions": ids}) if ids else promise

    def _in_force(self, now: datetime) -> tuple[Silence, ...]:
        if self._silences is None:
            self._silences = tuple(self.tx.silences.in_force(now))
        return self._silences

    def _order(self, order_no: str) -> Order | None:
        if order_no not in self._orders:
            self._orders[order_no] = self.tx.orders.get(order_no)
        return self._orders[order_no]


def _is_debug(verdict: Now | Muted | Held) -> bool:
    return isinstance(verdict, Muted) and verdict.code == "debug"


def _judged(promise: Promise, alert: Alert, verdict: Now | Muted | Held) -> Promise:
    """Return the promise as the verdict has it; what is kept back belongs to no card yet."""
    match verdict:
        case Now():
            return promise
        case Muted(code=code, by=by, reason=reason, until=until):
            why = {"by": by, "reason": reason, "until": until.isoformat()}
            return replace(
                promise,
                key=f"muted:{code}:{alert.level}:{promise.key}",
                card_id=None,
                body={**promise.body, **why},
                state=Delivery.MUTED,
                last_code=code,
                settled_at=promise.created_at,
            )
        case Held(until=until):
            place = f"{promise.channel}:{promise.conversation}"
            return replace(
                promise,
                key=f"held:{alert.id}:{place}:{until.isoformat()}",
                card_id=None,
                next_at=until,
                state=Delivery.HELD,
                last_code="quiet",
            )
