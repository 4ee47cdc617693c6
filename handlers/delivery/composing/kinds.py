"""Kinds: how each kind of promise is composed when it leaves, and what follows its outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from handlers.delivery.composing import calls, notices, pictures
from handlers.delivery.composing.outgoing import KeptBack, Needless
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.ports import GaveUp, Outgoing, Sent
from rules.delivery.capabilities import Capabilities
from storage.delivery.outbox import Entry
from storage.tx import Tx


class Settled(Protocol):
    """What follows when a promise was kept or given up, written where the effect belongs."""

    def __call__(
        self,
        tx: Tx,
        deps: Deps,
        entry: Entry,
        outcome: Sent | GaveUp,
        now: datetime,
        *,
        out: Outgoing | None,
    ) -> None:
        """Write it; `out` is what was sent, None where nothing was."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of promise."""

    compose: Callable[
        [Promises, Entry, Capabilities, datetime], Outgoing | Needless | KeptBack | GaveUp
    ]
    settled: Settled | None = None


KINDS: Mapping[str, Kind] = MappingProxyType({
    "card": Kind(compose=pictures.compose, settled=pictures.settled),
    "redraw": Kind(compose=pictures.compose, settled=pictures.settled),
    "notice": Kind(compose=notices.compose),
    "call": Kind(compose=calls.compose, settled=calls.settled),
})  # fmt: skip
