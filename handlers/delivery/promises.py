"""The door for promises: the only place that makes one, and the only way into the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from handlers.delivery.inhibition import inhibited
from handlers.deps import Deps, derived_id
from handlers.people.budgets import Budgets
from handlers.people.regard import Regard, kept_back
from handlers.people.rota import Rota, mention_ids
from rules.alerts.alert import Alert
from rules.delivery.calls import Call
from rules.delivery.policy import PRIORITY, RED_PRIORITY
from rules.delivery.routes import Target
from rules.delivery.unasked import SAYINGS
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.delivery.outbox import Delivery, Promise
from storage.orders.orders import Order
from storage.tx import Tx


@dataclass(slots=True)
class Promises:
    """
    Collects what one transaction promises; `write` has it pass people's wishes and keeps it.

    Which wishes each kind of message passes by stands in `rules.delivery.unasked`. Wishes and
    alerts may change until it is sent: handlers.delivery.leaving looks once more.
    """

    tx: Tx
    deps: Deps
    #: Alerts that something is promised about, with their order where it is at hand.
    alerts: dict[str, tuple[Alert, Order | None]] = field(default_factory=dict)
    copies: list[CardCopy] = field(default_factory=list)  #: Of cards that are promised.
    rota: Rota = field(init=False)
    regard: Regard = field(init=False)
    budgets: Budgets = field(init=False)
    _made: list[Promise] = field(default_factory=list)
    #: Alerts that turned red just now, by order: what waits about earlier ones is not said.
    _red: dict[str, tuple[Alert, datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Share one look at rota and silences among all promises."""
        self.rota = Rota(self.tx, self.deps)
        self.regard = Regard(self.tx, self.deps)
        self.budgets = Budgets(self.tx, self.deps, self.rota, self.regard)

    def send_card(self, alert: Alert, target: Target, now: datetime, *, step: bool = False) -> None:
        """
        Promise a copy of the card to a conversation that has none.

        That of a `step` of escalation is for an alert that nobody has taken when it leaves.
        """
        # Red is never inhibited. An orange score that lacks a silent source would be noise now.
        calm = alert.level is not Level.RED
        order = self.alerts.get(alert.id, (alert, None))[1]
        outage: Any = {"state": Delivery.MUTED, "last_code": "outage", "settled_at": now}
        copy = CardCopy(
            id=derived_id("card", alert.id, target.channel, target.conversation),
            subject="alert",
            subject_id=alert.id,
            order_no=alert.order_no,
            channel=target.channel,
            conversation=target.conversation,
        )
        self.show(
            copy,
            PRIORITY[alert.level],
            now,
            next_at=now + self.deps.delivery.group_wait if calm else now,
            calls=self.rota.called_for(alert, order, now) if order is not None else (),
            body={"saying": "card_of_step"} if step else {},
            **(outage if alert.missing and calm else {}),
        )

    def show(
        self,
        copy: CardCopy,
        priority: int,
        now: datetime,
        *,
        number: int = 0,
        calls: Iterable[str] = (),
        **more: Any,  # noqa: ANN401 - fields of Promise
    ) -> None:
        """Promise a copy of a card, its `number`th; people of `calls` are called by name."""
        ids = mention_ids(self.deps, calls, copy.channel)
        if ids:
            more["body"] = {**more.get("body", {}), "mentions": ids}
        self.copies.append(copy)
        key = f"card:{copy.id}:{number}" if number else f"card:{copy.id}"
        self._add("card", key, copy, now, priority=priority, **copy.about, **more)

    def draw_anew(
        self, copy: CardCopy, priority: int, number: int, now: datetime, *, at: datetime
    ) -> None:
        """Promise picture `number` of a card that is there already."""
        key = f"redraw:{copy.id}:{number}"
        self._add("redraw", key, copy, now, next_at=at, priority=priority, **copy.about)

    def call(
        self,
        gateway: str,
        call: Call,
        subject: str,
        subject_id: str,
        now: datetime,
        *,
        at: datetime,
        conversation: str | None = None,
        priority: int = RED_PRIORITY,
        **more: str | int,
    ) -> None:
        """
        Promise a call of a system, not before `at`; `more` is for what follows its answer.

        Calls of one `conversation` are made in order; without one it is their warehouse.
        """
        place = Target(channel=gateway, conversation=conversation or call.warehouse)
        self._add(
            "call", f"call:{call.id}", place, now, next_at=at, order_no=call.order_no,
            subject=subject, subject_id=subject_id, priority=priority,
            body={"call": call.as_body(), **more},
        )  # fmt: skip

    def notice(
        self,
        target: Target,
        wording: str,
        alert: Alert,
        now: datetime,
        *,
        once: str | None = None,
        storm: str | None = None,
        mentions: Iterable[str] = (),
        **facts: str,
    ) -> None:
        """
        Promise one sentence about an alert; `wording` is its key in rules.wording.say.

        `once` names what it is about, so that it is said once whoever else says it, and once for
        all alerts of a `storm`.
        """
        self.alerts.setdefault(alert.id, (alert, None))
        self.say(
            target, wording, facts, now, alert=alert, storm=storm, mentions=mentions,
            key=f"notice:{wording}:{storm or alert.id}:{target}:{once or now.isoformat()}",
        )  # fmt: skip

    def say(
        self,
        target: Target,
        wording: str,
        facts: dict[str, str],
        now: datetime,
        *,
        key: str | None = None,
        about: str = "",
        level: Level = Level.ORANGE,
        alert: Alert | None = None,
        sources: Iterable[str] = (),
        storm: str | None = None,
        mentions: Iterable[str] = (),
        priority: int | None = None,
        brings: tuple[str, str] | None = None,
        shows: tuple[str, str] | None = None,
        only_shown: bool = False,
    ) -> None:
        """
        Promise one sentence, once in each conversation for what it is `about`.

        `level` is how important it is where neither its kind nor an alert tells; `sources` are the
        senders of events that it is about. Of `handlers.files`, by purpose and what about, it
        `brings` a file, and is said only where files are taken, or `shows` an image with it; where
        it is `only_shown`, it is said where images are.
        """
        level = SAYINGS[wording].level or (alert.level if alert is not None else level)
        self._add(
            "notice",
            key or f"{wording}:{about or now.isoformat()}:{target}",
            target,
            now,
            order_no=alert.order_no if alert is not None else None,
            subject="alert" if alert is not None else None,
            subject_id=alert.id if alert is not None else None,
            priority=PRIORITY[level] if priority is None else priority,
            body={
                "wording": wording,
                "facts": facts,
                "storm": storm,
                "mentions": list(mentions),
                "level": level.value,
                "sources": list(sources),
                **({"brings": brings} if brings else {}),
                **({"shows": shows, "only_shown": only_shown} if shows else {}),
            },
        )

    def turned_red(self, alert: Alert, now: datetime) -> None:
        """Have nothing said any more of what waits about the order's earlier orange alerts."""
        self._red[alert.order_no] = (alert, now)

    def write(self) -> None:
        """Write what was promised as people's wishes have it; the alerts must have been saved."""
        if self._red:
            self._made = inhibited(self.tx, self._made, self._red)
        passed, unseen = [], set()
        for promise in self._made:
            judged = self._judged(promise)
            if promise.kind == "card" and judged.card_id is None:
                unseen.add(promise.card_id)
            passed.append(judged)
        self.tx.cards.add([copy for copy in self.copies if copy.id not in unseen])
        self.tx.outbox.promise(passed)
        self.copies.clear()
        self._made.clear()
        self._red.clear()

    def _add(
        self,
        kind: str,
        key: str,
        place: Target | CardCopy,
        now: datetime,
        **more: Any,  # noqa: ANN401 - fields of Promise
    ) -> None:
        self._made.append(
            Promise(
                key=key,
                kind=kind,
                channel=place.channel,
                conversation=place.conversation,
                created_at=now,
                **{"next_at": now, "body": {}, **more},
            )
        )

    def _judged(self, promise: Promise) -> Promise:
        # No wish of people is about a call; a card of many alerts has no level before it is drawn.
        of_many = promise.card_id is not None and promise.subject != "alert"
        if promise.state is not Delivery.QUEUED or promise.kind == "call" or of_many:
            return promise
        verdict = self.budgets.verdict(promise, self.alerts.get(promise.subject_id or ""))
        return replace(promise, **kept_back(promise, verdict, promise.created_at))
