"""The courier: hands what the outbox promised to the channels, and writes down how it went."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType

from bot.channels.base import Channel
from bot.clock import Clock
from bot.delivery.held_channels import HeldChannels
from bot.delivery.outcomes import Outcomes
from bot.gateways.base import Gateway
from bot.logs import logger
from bot.metrics import Metrics
from bot.process.supervisor import Supervisor
from handlers.delivery import claiming, quota, settling
from handlers.deps import Deps
from handlers.ports import Outcome, Outgoing, TryLater, Unknown
from rules.delivery.pacing import Budget, Lane, Pacer
from rules.delivery.retries import held_up
from storage.database import Database
from storage.faults import StoreError
from storage.tx import Tx

log = logger(__name__)

#: A promise waits this long at most before somebody looks at it, also where nobody was woken.
LOOK_EVERY = 0.25
#: Who is woken by one commit after another looks once for all that came within this time.
TOGETHER = 0.01
#: Seconds until the store is asked again that was at fault.
WAIT = 1.0
#: A channel that has not answered by then leaves an unknown outcome; shorter than the lease.
SEND_LIMIT = 20.0


class Courier:
    """Claims, sends and reports; lanes do not wait for each other."""

    def __init__(
        self,
        *,
        database: Database,
        deps: Deps,
        clock: Clock,
        channels: Mapping[str, Channel],
        gateways: Mapping[str, Gateway] = MappingProxyType({}),
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._deps = deps
        self._clock = clock
        self._senders: dict[str, Channel | Gateway] = {**channels, **gateways}
        self._can = {name: sender.capabilities for name, sender in self._senders.items()}
        self._metrics = metrics
        self._pacer = Pacer(self._can)
        self._held = HeldChannels(
            database=database, deps=deps, clock=clock, channels=channels, gateways=gateways
        )
        self._outcomes = self._no_outcomes()
        self._answers: Counter[str] = Counter()  #: Not yet counted against the month.
        self._freed = asyncio.Event()
        self._looked_at = 0.0  #: Of the loop's clock.
        self._promised = False  #: Since the last look.

    def spent(self, channel: str, conversation: str) -> None:
        """Count an answer that a channel sent by itself; it is what `Doors.spent` is wired to."""
        self._pacer.spent(Lane(channel, conversation), self._clock.now())
        if channel in self._can and self._can[channel].quota is not None:
            self._answers[channel] += 1

    def room(self, channel: str, conversation: str) -> timedelta:
        """Return how long an answer has to wait; it is what `Doors.room` is wired to."""
        return self._pacer.room(Lane(channel, conversation), self._clock.now())

    def take_on(self, gateways: Mapping[str, Gateway]) -> None:
        """Deliver by more gateways, too; the writer may be reading what there was."""
        can = {name: gateway.capabilities for name, gateway in gateways.items()}
        self._senders.update(gateways)
        self._can = {**self._can, **can}
        self._pacer.take_on(can)
        self._held.take_on(can)

    async def run(self, supervisor: Supervisor) -> None:
        """Deliver until it is time to stop; what is being sent then is finished first."""
        loop, self._outcomes = asyncio.get_running_loop(), self._no_outcomes()
        self._database.on_promise = partial(loop.call_soon_threadsafe, self.wake)
        async with asyncio.TaskGroup() as group:
            while not supervisor.is_stopping():
                self._freed.clear()
                self._looked_at = loop.time()
                try:
                    promised, self._promised = self._promised, False
                    await self._look(group, promised=promised)
                except StoreError as error:  # what is being sent is not to be cut off for it
                    log.warning("courier_waits", error=repr(error))
                    await supervisor.sleep(WAIT)
                    continue
                supervisor.beat("courier")
                await self._rest()
        self._database.on_promise = lambda: None
        await self._held.let_go()

    def wake(self) -> None:
        """Look again, since something was promised; it is what a commit calls."""
        self._promised = True
        loop = asyncio.get_running_loop()
        loop.call_at(self._looked_at + TOGETHER, self._freed.set)

    async def deliver_due(self) -> int:
        """Deliver what is due now, and wait for it; return how many were tried."""
        self._outcomes = self._no_outcomes()
        async with asyncio.TaskGroup() as group:
            return await self._look(group)

    def _no_outcomes(self) -> Outcomes:
        """Begin with none: those that wait belong to one event loop."""
        return Outcomes(self._database, within=claiming.LEASE.total_seconds())

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._freed.wait()
        except TimeoutError:
            return

    async def _look(self, group: asyncio.TaskGroup, *, promised: bool = False) -> int:
        """Take what is due and have it delivered; only what was `promised` is sure to be there."""
        self._pacer.restore(await self._held.renewed())
        now, held = self._clock.now(), self._held.names
        budget = self._pacer.budget(now)
        if not promised and not await self._database.read(
            lambda tx: claiming.has_work(tx, self._deps, self._can, now, budget=budget, held=held)
        ):
            return 0
        answers = self._answers.copy()
        taken = await self._database.write(lambda tx: self._claim(tx, budget, held, answers))
        self._answers -= answers
        by_lane: dict[Lane, list[Outgoing]] = {}
        for out in taken:
            by_lane.setdefault(self._lane(out), []).append(out)
        for lane, outs in by_lane.items():
            for _ in outs:
                self._pacer.began(lane)
            group.create_task(self._deliver(lane, outs))
        return len(taken)

    def _claim(
        self, tx: Tx, budget: Budget, held: tuple[str, ...], answers: Mapping[str, int]
    ) -> list[Outgoing]:
        now = self._clock.now()
        for channel, number in answers.items():
            quota.answered(tx, self._deps, channel, number, now)
        return claiming.claim(tx, self._deps, self._can, now, budget=budget, held=held)

    def _lane(self, out: Outgoing) -> Lane:
        redraws = out.message_ref is not None and self._can[out.channel].redraws
        return Lane(out.channel, out.conversation, redraws)

    async def _deliver(self, lane: Lane, outs: list[Outgoing]) -> None:
        """Send strictly in order. After a refusal the rest of the lane waits, untried."""
        rest = list(outs)
        try:
            while rest:
                out = rest.pop(0)
                outcome = await self._send(out)
                self._pacer.ended(lane, self._clock.now())
                jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
                await self._report(out, outcome, jitter)
                self._metrics.delivered(out.channel, type(outcome).__name__)
                if isinstance(outcome, TryLater):
                    self._block(lane, out, outcome, jitter)
                    await self._put_back(rest)
                    break
        finally:
            for _ in rest:
                self._pacer.ended(lane, self._clock.now())
            self._freed.set()

    def _block(self, lane: Lane, out: Outgoing, refusal: TryLater, jitter: float) -> None:
        wait = held_up(
            out.attempt, refusal.wait, whole_channel=refusal.whole_channel, jitter=jitter
        )
        what = lane.channel if refusal.whole_channel else lane
        self._pacer.block(what, self._clock.now() + wait)

    async def _put_back(self, outs: list[Outgoing]) -> None:
        if outs:
            await self._note(lambda tx: settling.put_back(tx, self._deps, outs))

    async def _report(self, out: Outgoing, outcome: Outcome, jitter: float) -> None:
        await self._note(
            lambda tx: settling.report(
                tx, self._deps, self._can, out, outcome, self._clock.now(), jitter=jitter
            )
        )

    async def _note(self, work: Callable[[Tx], object]) -> None:
        """Write what became of promises, as long as they are ours: once is enough to have sent."""
        try:
            await self._outcomes.write(work)
        except StoreError:  # the lease has run out; whoever takes them next sends them marked
            log.exception("outcome_lost")

    async def _send(self, out: Outgoing) -> Outcome:
        try:
            async with asyncio.timeout(SEND_LIMIT):
                return await self._senders[out.channel].send(await self._with_file(out))
        except TimeoutError:
            return Unknown(code="timeout", error="no answer in time")
        except Exception as error:  # the promise stays; only this try is lost
            log.exception("send_failed", channel=out.channel, entry=out.entry_id)
            return TryLater(code="error", error=type(error).__name__)

    async def _with_file(self, out: Outgoing) -> Outgoing:
        """Read what comes with a message; only one that is nothing without it waits for it."""
        if out.read_file is None:
            return out
        try:
            return replace(out, file=await self._database.read(out.read_file))
        except Exception:
            if out.needs_file:
                raise
            log.exception("file_not_read", channel=out.channel, entry=out.entry_id)
            return out
