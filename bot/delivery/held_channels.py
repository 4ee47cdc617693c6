"""Held channels and gateways: this process delivers for them; each has one process at a time."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.clock import Clock
from bot.gateways.base import Gateway
from bot.logs import logger
from bot.process import workers
from handlers.deps import Deps
from rules.delivery.capabilities import Capabilities
from rules.delivery.pacing import LONGEST, Lane
from storage.database import Database
from storage.tx import Tx

log = logger(__name__)

#: One process delivers for a channel, or nobody could keep its pace. Renewed at half of this.
HOLD = timedelta(seconds=20)


class HeldChannels:
    """Takes, renews and gives back the courier's leases, and what the dead left behind."""

    def __init__(
        self,
        *,
        database: Database,
        deps: Deps,
        clock: Clock,
        channels: Mapping[str, Channel],
        gateways: Mapping[str, Gateway],
    ) -> None:
        self._database = database
        self._deps = deps
        self._clock = clock
        self._channels = channels
        held: dict[str, Channel | Gateway] = {**channels, **gateways}
        self._can = {name: one.capabilities for name, one in held.items()}
        self._held: dict[str, datetime] = {}  #: channel -> when its lease must be renewed

    def take_on(self, can: Mapping[str, Capabilities]) -> None:
        """Take the leases of more gateways at the next look."""
        self._can = {**self._can, **can}

    @property
    def names(self) -> tuple[str, ...]:
        """The channels that are ours now."""
        return tuple(self._held)

    async def renewed(self) -> Iterable[tuple[Lane, datetime]]:
        """
        Take or renew the lease of every channel; return what those taken over were given lately.

        A channel that stands by is left to the process that has its connection.
        """
        now = self._clock.now()
        idle = {name for name, one in self._channels.items() if one.status.state == "standby"}
        if idle & self._held.keys():
            await self._drop(idle)
        due = [n for n in self._can if n not in idle and self._held.get(n, now) <= now]
        if not due:
            return ()
        taken = await self._database.write(
            lambda tx: [name for name in due if self._take_lease(tx, name, now)]
        )
        fresh = [name for name in taken if name not in self._held]
        for name in due:
            self._held.pop(name, None)
        self._held |= dict.fromkeys(taken, now + HOLD / 2)
        if not fresh:
            return ()
        await self._recover()
        sent = await self._database.read(lambda tx: tx.ledger.sent_since(fresh, now - LONGEST, now))
        return [
            (Lane(c, conv, redraw and self._can[c].redraws), at) for c, conv, redraw, at in sent
        ]

    async def let_go(self) -> None:
        """Give back every lease, so that another process need not wait for its end."""
        await self._drop(self._held.keys())

    async def _recover(self) -> None:
        """
        Take over what processes of this machine left behind when they were killed.

        After a lease was taken and before anything is claimed under it: who held it may have died
        in that very moment, and what it had taken goes before what is waiting.
        """
        ours = self._deps.worker
        owners = await self._database.read(lambda tx: tx.ledger.owners())
        gone = {name for name in owners if workers.is_gone(name, but=ours)}
        if gone:
            await self._database.write(lambda tx: self._inherit(tx, gone))
            log.warning("took_over", workers=len(gone))

    def _inherit(self, tx: Tx, gone: set[str]) -> None:
        now = self._clock.now()
        repeatable = [name for name, can in self._can.items() if can.idempotent]
        for owner in sorted(gone):
            tx.queue.put_back_unsent(owner)
            tx.queue.abandoned(
                now,
                owner=owner,
                repeatable=repeatable,
                wait=self._deps.delivery.verify_after_crash,
            )

    def _take_lease(self, tx: Tx, name: str, now: datetime) -> bool:
        ours = self._deps.worker
        return workers.take_lease(tx, f"courier:{name}", ours=ours, now=now, until=now + HOLD)

    async def _drop(self, names: Collection[str]) -> None:
        leases, owner, now = [f"courier:{n}" for n in names], self._deps.worker, self._clock.now()
        self._held = {name: at for name, at in self._held.items() if name not in names}
        await self._database.write(lambda tx: tx.leases.drop(leases, owner=owner, now=now))
