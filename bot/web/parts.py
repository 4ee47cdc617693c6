"""What the HTTP application is put together from. The composition root fills it in."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.metrics import Metrics
from handlers.deps import Deps
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A system that may post events and scans."""

    name: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """Everything the endpoints need."""

    database: Database
    deps: Deps
    clock: Clock
    sources: tuple[Source, ...]
    metrics: Metrics
    gateways: Collection[str] = ()  #: Names of systems that are told, and may report back.
    kuaidi100_salt: str | None = field(default=None, repr=False)
    ready: Callable[[], Mapping[str, str]]  #: Part of the process -> "ok" or its problem.
