"""The courier: hands what the outbox promised to the channels, and writes down how it went."""

import asyncio
import random
from collections.abc import Mapping

from bot.channels.base import Channel
from bot.clock import Clock
from bot.logs import logger
from bot.metrics import Metrics
from bot.supervisor import Supervisor
from handlers import outbox
from handlers.deps import Deps
from handlers.ports import Outcome, Outgoing, TryLater, Unknown
from storage.database import Database

log = logger(__name__)

#: A promise waits this long at most before somebody looks at it.
LOOK_EVERY = 0.25
#: A channel that has not answered by then is tried again later; shorter than the lease.
SEND_LIMIT = 20.0


class Courier:
    """One loop: claim, send, report."""

    def __init__(
        self,
        *,
        database: Database,
        deps: Deps,
        clock: Clock,
        channels: Mapping[str, Channel],
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._deps = deps
        self._clock = clock
        self._channels = channels
        self._metrics = metrics

    async def run(self, supervisor: Supervisor) -> None:
        """Deliver until it is time to stop; what is being sent then is finished first."""
        while not supervisor.is_stopping():
            if not await self.deliver_due():
                await supervisor.sleep(LOOK_EVERY)

    async def deliver_due(self) -> int:
        """Deliver one portion of what is due; return how many were tried."""
        now = self._clock.now()
        if not await self._database.read(lambda tx: tx.outbox.has_due(now)):
            return 0
        taken = await self._database.write(
            lambda tx: outbox.claim(tx, self._deps, self._channels.keys(), self._clock.now())
        )
        by_conversation: dict[tuple[str, str], list[Outgoing]] = {}
        for out in taken:
            by_conversation.setdefault((out.channel, out.conversation), []).append(out)
        # In one conversation strictly in order; conversations do not wait for each other.
        await asyncio.gather(*(self._deliver(outs) for outs in by_conversation.values()))
        return len(taken)

    async def _deliver(self, outs: list[Outgoing]) -> None:
        for out in outs:
            outcome = await self._send(out)
            await self._report(out, outcome)
            self._metrics.delivered(out.channel, type(outcome).__name__)

    async def _report(self, out: Outgoing, outcome: Outcome) -> None:
        jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
        await self._database.write(
            lambda tx: outbox.report(
                tx, self._deps, out.entry_id, outcome, self._clock.now(), jitter=jitter
            )
        )

    async def _send(self, out: Outgoing) -> Outcome:
        try:
            async with asyncio.timeout(SEND_LIMIT):
                return await self._channels[out.channel].send(out)
        except TimeoutError:
            return Unknown(code="timeout", error="no answer in time")
        except Exception as error:  # the promise stays; only this try is lost
            log.exception("send_failed", channel=out.channel, entry=out.entry_id)
            return TryLater(code="error", error=type(error).__name__)
