"""The desk: the real courier with a clock that is moved by hand, and platforms that take notes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.channels.base import Status
from bot.delivery.courier import Courier
from bot.metrics import Metrics
from handlers.deps import Deps
from handlers.events import intake
from handlers.ports import Outcome, Outgoing, Sent
from handlers.shipping import locks
from handlers.sweeps import SWEEPS
from rules.delivery.capabilities import CONSOLE, Capabilities, Pace
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.routes import Route, Target
from rules.events.event import Event
from rules.people.permissions import Scopes
from storage.database import Database
from storage.delivery.outbox import Entry
from storage.tx import Tx
from tests.builders import NOON, a_policy, a_rule, an_event, some_deps

DING = Capabilities(
    elements=CONSOLE.elements,
    redraws=True,
    paces=(Pace(messages=20, per=timedelta(minutes=1), whole_channel=True),),
)
WECOM = Capabilities(
    elements=CONSOLE.elements,
    redraws=False,
    paces=(Pace(messages=30, per=timedelta(minutes=1)),),
)
#: Sweeps beat thrice as often as of themselves, and not at every look of the courier.
_BEAT = timedelta(seconds=10)
_NUMBERS = count(1)


def _sent(_out: Outgoing) -> Outcome:
    return Sent(message_ref=f"m{next(_NUMBERS)}")


@dataclass(slots=True)
class Platform:
    """A channel that takes notes and answers as it is told."""

    name: str
    capabilities: Capabilities
    clock: "MovedClock"
    answer: Callable[[Outgoing], Outcome] = _sent
    got: list[tuple[datetime, Outgoing]] = field(default_factory=list)
    status: Status = field(default_factory=Status)

    async def send(self, out: Outgoing) -> Outcome:
        """Take a note and answer."""
        self.got.append((self.clock.now(), out))
        outcome = self.answer(out)
        if isinstance(outcome, Sent) and out.message_ref is not None:
            return Sent(message_ref=out.message_ref)
        return outcome

    async def run(self) -> None:
        """Nothing is streamed here."""

    @property
    def messages(self) -> list[Outgoing]:
        """What counts as a message."""
        return [out for _, out in self.got if out.message_ref is None]

    @property
    def texts(self) -> list[str]:
        """What was said, without pictures."""
        return [out.text for out in self.messages if out.picture is None]

    @property
    def titles(self) -> list[str]:
        """The titles of every picture, redrawn or new."""
        return [out.picture.card.title for _, out in self.got if out.picture is not None]

    def busiest(self, per: timedelta) -> int:
        """Return the most messages in any window."""
        times = [at for at, out in self.got if out.message_ref is None]
        return max((sum(t - per < one <= t for one in times) for t in times), default=0)


@dataclass(slots=True)
class MovedClock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        """Return its time."""
        return self.at


class Desk:
    """Alerts go in, time goes by, and platforms say what they got."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Capabilities],
        *,
        to: tuple[str, ...] | None = None,
        delivery: DeliveryPolicy | None = None,
        silence: Mapping[str, timedelta] | None = None,
        scopes: Scopes | None = None,
        owner: str | None = None,
    ) -> None:
        self.database = database
        self.clock = MovedClock()
        self._swept = self.clock.at
        self.on = {n: Platform(n, can, self.clock) for n, can in channels.items()}
        targets = to if to is not None else tuple(channels)
        self.deps = some_deps(
            a_policy(a_rule("warm", "3.0"), a_rule("hot", "5.0"), a_rule("mild", "0.3")),
            routes=(
                Route(
                    to=tuple(Target(channel=name, conversation="ops") for name in targets),
                    owner=owner,
                ),
            ),
            delivery=delivery or DeliveryPolicy(),
            silence=silence or {},
            scopes=scopes or {},
            worker="desk:0",
        )
        self.courier = self._courier(self.deps)

    def _courier(self, deps: Deps) -> Courier:
        return Courier(
            database=self.database,
            deps=deps,
            clock=self.clock,
            channels=self.on,
            metrics=Metrics(),
        )

    def alerts(self, number: int, *, kind: str = "warm", start: int = 1) -> None:
        """Let so many orders be raised now, in one batch."""
        events: list[Event] = []
        for n in range(start, start + number):
            no = f"{kind}-{n}"
            events.append(
                an_event("order.created", no, at=self.clock.at, event_id=f"{no}-c", amount=str(n))
            )
            events.append(self.event("signal.seen", no, kind=kind))
        self.take(*events)

    def event(self, what: str, order_no: str, **data: Any) -> Event:  # noqa: ANN401 - event data
        """Return an event that happens now."""
        return an_event(
            what, order_no, at=self.clock.at, event_id=f"{order_no}-{next(_NUMBERS)}", **data
        )

    def take(self, *events: Event) -> None:
        """Let events arrive."""
        self.database.do(lambda tx: intake.take(tx, self.deps, events, self.clock.at))

    def release(self, order_no: str) -> None:
        """Let a person release an order; what was counted is forgotten."""
        actor = self.deps.directory.actor("console", "wangmin")

        def work(tx: Tx) -> None:
            order = tx.orders.lock((order_no,), self.clock.at)[order_no]
            locks.lock(tx, self.deps, actor, order, reason="", now=self.clock.at)
            order = tx.orders.lock((order_no,), self.clock.at)[order_no]
            locks.release(tx, self.deps, actor, order, reason="", wanted=None, now=self.clock.at)

        self.database.do(work)

    def look(self) -> None:
        """Deliver all that may go now."""

        async def all_of_it() -> None:
            while await self.courier.deliver_due():
                pass

        asyncio.run(all_of_it())

    def wait(self, seconds: float, *, step: float = 1.0) -> None:
        """Let time go by, with the courier at each step and the sweeps at each beat."""
        end = self.clock.at + timedelta(seconds=seconds)
        while self.clock.at < end:
            self.clock.at = min(end, self.clock.at + timedelta(seconds=step))
            if self.clock.at == end or self.clock.at - self._swept >= _BEAT:
                self._swept = self.clock.at
                for sweep in SWEEPS.values():
                    self.database.do(lambda tx, sweep=sweep: sweep(tx, self.deps, self._swept))  # type: ignore[misc]
            self.look()

    def ledger(self) -> list[Entry]:
        """Return the whole ledger."""
        return self.database.look(lambda tx: tx.ledger.recent(100_000))

    def states(self, kind: str = "card") -> dict[str, int]:
        """Count what was promised of this kind about single alerts, by state."""
        found: dict[str, int] = {}
        for entry in self.ledger():
            if entry.kind == kind and entry.subject == "alert":
                found[entry.state.value] = found.get(entry.state.value, 0) + 1
        return found
