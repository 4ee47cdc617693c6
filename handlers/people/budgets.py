"""Budgets at work: how often each person was interrupted in the shift they have now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.people.regard import Regard, saying_of
from handlers.people.rota import Rota
from rules.alerts.alert import Alert
from rules.alerts.attention import Held, Muted, Now
from rules.delivery.places import place_name
from rules.delivery.routes import Target
from rules.delivery.unasked import SAYINGS, Wish
from rules.people.budget import Interruption, Turn, interrupted, turn_of, waits_until
from rules.people.permissions import ALL_SHOPS, Actor
from rules.vocabulary import Level
from rules.wording.say import say
from storage.delivery.outbox import Entry, Promise
from storage.orders.orders import Order
from storage.tx import Tx

#: No shift is longer; older messages are of an earlier one.
_LONGEST = timedelta(days=2)
#: Cards by which a person asks a person for something: no budget is about them.
_HANDED = frozenset({"draft"})
#: The number of what this transaction promises itself: later than all that were.
_JUST_NOW = 2**63


@dataclass(slots=True)
class Budgets:
    """
    Judges for one transaction; what was said in these shifts is read once, when it is asked for.

    Two transactions at once may each say the last one: a budget is a courtesy, not a limit.
    """

    tx: Tx
    deps: Deps
    rota: Rota
    regard: Regard
    _said: list[tuple[int, datetime, tuple[str, ...]]] | None = None
    _turns: dict[str, Turn] = field(default_factory=dict)

    def verdict(
        self, promise: Promise, subject: tuple[Alert, Order | None] | None
    ) -> Now | Muted | Held:
        """
        Say whether people are told of what is promised now, by their wishes and by how often.

        Red always passes a budget, and counts.
        """
        now, budget = promise.created_at, self.deps.people.budget
        verdict = self.regard.of(promise, subject, now)
        talks = promise.kind in ("card", "notice")
        if budget is None or not (isinstance(verdict, Now) and talks):
            return verdict
        names = interrupted(interruption_of(promise), self.deps.directory)
        if self._may_wait(promise, subject):
            spent = {name: self.spent(name, now) for name in names}
            turns = {name: self.turn(name, now) for name in names}
            until = waits_until(names, spent, turns, budget)
            if until is not None:
                return Held(until=until, code="budget")
        self._all(now).append((_JUST_NOW, now, names))
        return verdict

    def of_many(self, entry: Entry, level: Level, now: datetime) -> Now | Held:
        """
        Say whether a card that many alerts share, or none, goes now that its level is known.

        What was promised earlier in this shift comes first; what has waited for its end has waited.
        """
        budget = self.deps.people.budget
        beyond = Wish.BUDGET in SAYINGS[saying_of(entry)].despite or entry.subject in _HANDED
        if budget is None or beyond or level is Level.RED:
            return Now()
        names = interrupted(interruption_of(entry), self.deps.directory)
        turns = {name: self.turn(name, now) for name in names}
        if all(entry.created_at < turn.start for turn in turns.values()):
            return Now()
        spent = {name: self.spent(name, now, before=entry.id) for name in names}
        until = waits_until(names, spent, turns, budget)
        return Now() if until is None else Held(until=until, code="budget")

    def _may_wait(self, promise: Promise, subject: tuple[Alert, Order | None] | None) -> bool:
        """Say whether it is neither red nor one of what no budget is about."""
        if Wish.BUDGET in SAYINGS[saying_of(promise)].despite:
            return False
        if "level" in promise.body:
            return Level(promise.body["level"]) is not Level.RED
        alert = subject[0] if subject else self.tx.alerts.get(promise.subject_id or "")
        return alert is None or alert.level is not Level.RED

    def spent(self, name: str, now: datetime, *, before: int = _JUST_NOW + 1) -> int:
        """Return how often somebody was interrupted in the shift they have now, by earlier ones."""
        start = self.turn(name, now).start
        return sum(
            start <= at and name in names and number < before
            for number, at, names in self._all(now)
        )

    def turn(self, name: str, now: datetime) -> Turn:
        """Return the shift that somebody has now."""
        if name not in self._turns:
            self._turns[name] = turn_of(name, self.rota.duties(now), now, self.deps.timezone)
        return self._turns[name]

    def names(self, now: datetime) -> tuple[str, ...]:
        """Return who was interrupted lately."""
        return tuple(dict.fromkeys(name for *_, names in self._all(now) for name in names))

    def _all(self, now: datetime) -> list[tuple[int, datetime, tuple[str, ...]]]:
        if self._said is None:
            said = self.tx.ledger.interruptions(now - _LONGEST)
            self._said = [
                (one.number, one.at, interrupted(one, self.deps.directory)) for one in said
            ]
        return self._said


def interruption_of(promise: Promise | Entry) -> Interruption:
    """Return a promise as what it does to people."""
    return Interruption(
        at=promise.created_at,
        channel=promise.channel,
        conversation=promise.conversation,
        called=tuple(promise.body.get("mentions", ())),
    )


def waiting_for(tx: Tx, deps: Deps, actor: Actor) -> dict[str, list[str]]:
    """
    Return what waits for the end of a shift, by whom it would have interrupted.

    Of each message its order, or what else it is about; those that the actor may not see lack, and
    those that will not be said, since a red card says more or all is over.
    """
    waiting = [e for e in tx.ledger.waiting_by_wish() if e.last_code == "budget"]
    waiting = [e for e in waiting if _is_news(tx, e)]
    orders = tx.orders.find({e.order_no for e in waiting if e.order_no is not None})
    found: dict[str, list[str]] = {}
    for entry in waiting:
        order = orders.get(entry.order_no or "")
        if actor.sees(order.shop) if order is not None else ALL_SHOPS in actor.shops:
            for name in interrupted(interruption_of(entry), deps.directory):
                found.setdefault(name, []).append(entry.order_no or _about(entry, deps.lang))
    return found


def _about(entry: Entry, lang: str) -> str:
    """Name what a card is about that is about no order; a sentence without one has no name."""
    return say(f"budget_about_{entry.subject}", lang) if entry.card_id is not None else ""


def _is_news(tx: Tx, entry: Entry) -> bool:
    if entry.subject == "trouble":
        trouble = tx.troubles.get(entry.subject_id or "")
        return trouble is not None and trouble.lasts
    if entry.subject != "alert":
        return True
    alert = tx.alerts.get(entry.subject_id or "")
    return alert is not None and alert.alive and alert.level is not Level.RED


def receiver_name(deps: Deps, name: str) -> str:
    """Name whom a budget is of: a person, or a group as people call it."""
    channel, found, conversation = name.partition(":")
    if not found or deps.directory.named(name) is not None:
        return name
    place = Target(channel=channel, conversation=conversation)
    return place_name(place, deps.directory, deps.lang)
