"""The rota: who answers for an order at this moment, and where each channel finds them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from handlers.deps import Deps
from rules.alerts.alert import Alert
from rules.delivery.routes import FALLBACK, Routing, Stage, Target, walk
from rules.people.oncall import Duty, on_duty, who_is_on
from rules.people.permissions import ALL_SHOPS, Person, conversation_sees
from rules.shipping.reasons import AT_SCANNER
from rules.vocabulary import Level, Role
from storage.orders.orders import Order
from storage.tx import Tx


def route_facts(order: Order) -> dict[str, str | None]:
    """Return what a route may match of an order."""
    return {"shop": order.shop, "warehouse": order.warehouse, "platform": order.platform}


def routing_of(deps: Deps, level: Level, order: Order | None) -> Routing:
    """Return where an order's alert of this level goes; without an order, where any may go."""
    facts = None if order is None else route_facts(order)
    chain = deps.people.chain
    return walk(deps.routes, level=level, facts=facts, scopes=deps.scopes, chain=chain)


def names_orders(deps: Deps, level: Level) -> bool:
    """Say whether a card about orders of any shop may name them: nowhere it stands is bound."""
    return all(t.place not in deps.scopes for t in routing_of(deps, level, None).targets)


def mention_ids(deps: Deps, names: Iterable[str], channel: str) -> list[str]:
    """Return the ids by which a channel knows these people."""
    people = (deps.directory.named(name) for name in names)
    return [p.ids[channel] for p in people if p is not None and channel in p.ids]


def keepers_of(deps: Deps, warehouses: Iterable[str | None]) -> tuple[str, ...]:
    """Return who works in these warehouses, each once."""
    names = (deps.keepers.get(name) for name in warehouses if name is not None)
    return tuple(dict.fromkeys(name for name in names if name is not None))


def private_targets(deps: Deps, names: Iterable[str], near: Iterable[Target]) -> tuple[Target, ...]:
    """Return a private chat with each person, on a channel of these targets where there is one."""
    channels = [target.channel for target in near]
    found: dict[Target, None] = {}
    for name in names:
        person = deps.directory.named(name)
        known = [c for c in channels if person is not None and c in person.ids]
        if person is not None and (known or person.ids):
            channel = known[0] if known else next(iter(person.ids))
            found[Target(channel=channel, conversation=person.ids[channel])] = None
    return tuple(found)


@dataclass(slots=True)
class Rota:
    """Answers for one transaction; swaps are read once, and only where there are shifts."""

    tx: Tx
    deps: Deps
    _duties: dict[datetime, tuple[Duty, ...]] = field(default_factory=dict)

    def duties(self, now: datetime) -> tuple[Duty, ...]:
        """Return every shift that is on."""
        rules = self.deps.people
        if not rules.shifts:
            return ()
        if now not in self._duties:
            swaps = self.tx.silences.swaps(now)
            self._duties[now] = on_duty(rules.shifts, rules.hours, now, self.deps.timezone, swaps)
        return self._duties[now]

    def targets(self, level: Level, order: Order, now: datetime) -> tuple[Target, ...]:
        """Return where an alert goes; with `direct` also to whoever answers for it, in private."""
        routing = routing_of(self.deps, level, order)
        if not routing.direct:
            return routing.targets
        names = self.answers_for(order, routing, now)
        return self.seen(
            order, (*routing.targets, *private_targets(self.deps, names, routing.targets))
        )

    def seen(self, order: Order, targets: Iterable[Target]) -> tuple[Target, ...]:
        """Return where the order may be shown; bound to other shops is never, nobody never too."""
        scopes = self.deps.scopes
        found = (t for t in targets if conversation_sees(scopes, t.place, order.shop))
        return tuple(dict.fromkeys(found)) or (FALLBACK,)

    def on_duty(self, order: Order, now: datetime) -> tuple[str, ...]:
        """Return who is on duty for an order."""
        return who_is_on(self.duties(now), order.shop, order.warehouse)[0]

    def answers_for(self, order: Order, routing: Routing, now: datetime) -> tuple[str, ...]:
        """
        Return who is called when an alert comes up.

        The route's owner, else who is on duty. An owner whom nobody knows is no reason to call
        nobody (S-62): then it is whoever may release the order.
        """
        if routing.owner is not None and self.deps.directory.named(routing.owner) is not None:
            return (routing.owner,)
        present = self.on_duty(order, now)
        return present if present or routing.owner is None else self._approvers(order)

    def called_for(self, alert: Alert, order: Order, now: datetime) -> tuple[str, ...]:
        """Return everyone who is called when the card of an alert is shown."""
        first = self.answers_for(order, routing_of(self.deps, alert.level, order), now)
        return tuple(dict.fromkeys((*first, *self.keepers_for(alert, order))))

    def keepers_for(self, alert: Alert, order: Order) -> tuple[str, ...]:
        """Return who is called besides: a scan froze the order in the keeper's hands (S-08)."""
        frozen = not AT_SCANNER.isdisjoint(alert.hard)
        return keepers_of(self.deps, (order.warehouse,)) if frozen else ()

    def present_for(self, order: Order, routing: Routing, now: datetime) -> tuple[str, ...]:
        """Return who is there right now: on duty, else whoever answers for it."""
        return self.on_duty(order, now) or self.answers_for(order, routing, now)

    def of_stage(
        self, stage: Stage, order: Order, routing: Routing, now: datetime
    ) -> tuple[str, ...]:
        """Return who is called at a stage of the default chain."""
        match stage:
            case Stage.BACKUP:
                first = self.answers_for(order, routing, now)
                present, backups = who_is_on(self.duties(now), order.shop, order.warehouse)
                others = tuple(p for p in present if p not in first) or backups
                return others or self._known(routing.owner) or self._approvers(order)
            case Stage.CROSS_TEAM:
                return self._approvers(order)
            case Stage.MANAGER:
                return self._with_role(order, Role.ADMIN) or self._approvers(order)

    def _known(self, name: str | None) -> tuple[str, ...]:
        return (name,) if name is not None and self.deps.directory.named(name) else ()

    def _approvers(self, order: Order) -> tuple[str, ...]:
        return self._with_role(order, Role.APPROVER) or self._with_role(order, Role.ADMIN)

    def _with_role(self, order: Order, role: Role) -> tuple[str, ...]:
        people = self.deps.directory.people
        return tuple(p.name for p in people if p.role is role and _sees(p, order.shop))


def _sees(person: Person, shop: str | None) -> bool:
    return ALL_SHOPS in person.shops or (shop is not None and shop in person.shops)
