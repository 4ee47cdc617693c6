"""The composition root: puts the parts together, alike for the process, the demo and the tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from fastapi import FastAPI

from bot import schema, watchdog
from bot.channels.base import Channel
from bot.channels.console.client import ConsoleClient
from bot.clock import Clock, SystemClock
from bot.config import switchboard
from bot.config.errors import ConfigurationError
from bot.config.sections.channels import PLATFORMS
from bot.config.sections.systems import PaymentSection
from bot.config.settings import Settings
from bot.config.wiring import build_deps, build_rooms
from bot.config.wiring_gateways import build_gateways
from bot.config.wiring_payments import build_payment_gateways, renewed
from bot.delivery import courier, wakes
from bot.delivery.courier import Courier
from bot.gateways.base import Gateway
from bot.logs import logger
from bot.metrics import Metrics
from bot.process import obstacles
from bot.process.scheduler import Scheduler
from bot.process.server import DRAIN, Server
from bot.process.supervisor import Supervisor
from bot.signing import Signer
from bot.watchdog import Watchdog
from bot.web import app as web
from handlers.deps import Deps
from rules.shipping.guard import Guard
from storage.database import Database

log = logger(__name__)

#: A beat this many times late means that a loop stands still (invariant 10).
MISSED_BEATS = 4
#: Seconds that a round of a loop may take at the least: under load it waits for the database.
ROUND = 10.0


@dataclass(slots=True, kw_only=True)
class App:
    """Everything that runs, not yet running."""

    settings: Settings
    database: Database
    deps: Deps
    clock: Clock
    metrics: Metrics
    signer: Signer
    supervisor: Supervisor
    channels: Mapping[str, Channel]
    gateways: dict[str, Gateway]
    courier: Courier
    scheduler: Scheduler
    watchdog: Watchdog
    web: FastAPI

    def start(self) -> None:
        """Start every loop; the web server is started by `serve`."""
        supervisor, beat = self.supervisor, self.settings.schedule.sweep_every.total_seconds()
        for name, run, every in (
            ("courier", self.courier.run, courier.LOOK_EVERY),
            ("scheduler", self.scheduler.run, beat),
            ("watchdog", self.watchdog.run, watchdog.LOOK_EVERY),
        ):
            patience = max(every, ROUND) * MISSED_BEATS
            supervisor.start(name, partial(run, supervisor), patience=patience)
        listen = partial(wakes.listen, self.database, self.courier.wake, supervisor)
        if not self.database.is_sqlite:  # only there can another process tell us anything
            supervisor.start("wakes", listen)
        for name in self.channels.keys() & set(PLATFORMS):
            self.supervisor.start(f"channel:{name}", self.channels[name].run)

    def renew_payments(self, sections: list[PaymentSection]) -> None:
        """Put payments as they are configured now in force; ConfigurationError changes nothing."""
        fresh = renewed(sections, self.deps.payments, self.gateways, self.clock)
        self.gateways.update(fresh)
        self.courier.take_on(fresh)

    def readiness(self) -> dict[str, str]:
        """Say of each part whether it is ready: "ok", or what is wrong."""
        parts = dict.fromkeys(self.supervisor.loops, "ok")
        parts |= self.supervisor.problems()
        for name, channel in self.channels.items():
            status = channel.status
            state = "ok" if status.state == "online" else status.last_error or status.state
            parts[f"channel:{name}"] = state
        if self.supervisor.is_stopping():
            parts["process"] = "stopping"
        parts["database"] = (
            "ok" if self.database.waiting < web.BACKLOG else "the write queue is long"
        )
        return parts


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    gateways: Mapping[str, Gateway] | None = None,
    guard: Guard | None = None,
) -> App:
    """
    Put the parts together; nothing runs yet. On SQLite the schema is updated first.

    `gateways` and `guard` stand in place of those that the settings name.
    """
    clock = clock or SystemClock()
    database, secret = schema.prepare(settings)
    signer = Signer(secret)
    deps = build_deps(settings, signer)
    deps = deps if guard is None else replace(deps, guard=guard)
    metrics = Metrics()
    supervisor = Supervisor()
    channels: dict[str, Channel] = {}
    if settings.console.enabled:
        channels["console"] = ConsoleClient(
            database=database, clock=clock, rooms=build_rooms(settings), lang=settings.lang
        )
    channels |= switchboard.platforms(
        switchboard.Exchange(
            settings=settings,
            database=database,
            deps=deps,
            clock=clock,
            supervisor=supervisor,
            spent=lambda *where: app.courier.spent(*where),  # noqa: PLW0108 - there is none yet
            room=lambda *where: app.courier.room(*where),  # noqa: PLW0108 - likewise
        )
    )
    if gateways is None:
        gateways = build_gateways(settings.gateways, clock)
        gateways |= build_payment_gateways(settings.payments, deps.payments, clock)
    scheduler = Scheduler(
        database=database, deps=deps, clock=clock, every=settings.schedule.sweep_every
    )
    app = App(
        settings=settings,
        database=database,
        deps=deps,
        clock=clock,
        metrics=metrics,
        signer=signer,
        supervisor=supervisor,
        channels=MappingProxyType(channels),
        gateways=dict(gateways),
        courier=Courier(
            database=database,
            deps=deps,
            clock=clock,
            channels=channels,
            gateways=gateways,
            metrics=metrics,
        ),
        scheduler=scheduler,
        watchdog=Watchdog(
            database=database,
            deps=deps,
            clock=clock,
            channels=channels,
            beat_at=lambda: scheduler.beat_at,
            every=settings.schedule.sweep_every,
        ),
        web=FastAPI(),
    )
    app.web = web.create(_web_parts(app))
    if settings.console.enabled:
        _mount_console(app, secret)
    return app


def _web_parts(app: App) -> web.WebParts:
    salt = app.settings.kuaidi100.salt
    return web.WebParts(
        database=app.database,
        deps=app.deps,
        clock=app.clock,
        sources=tuple(
            web.Source(name=s.name, token=s.token.get_secret_value()) for s in app.settings.sources
        ),
        metrics=app.metrics,
        gateways=frozenset(app.gateways),
        kuaidi100_salt=salt.get_secret_value() if salt is not None else None,
        ready=app.readiness,
    )


def _mount_console(app: App, secret: str) -> None:
    # NiceGUI costs 20 MB; whoever runs without the console does not pay for it.
    from bot.channels.console import pages  # noqa: PLC0415
    from bot.channels.console.parts import ConsoleParts  # noqa: PLC0415

    client = app.channels["console"]
    if not isinstance(client, ConsoleClient):
        return
    pages.mount(
        app.web,
        ConsoleParts(
            database=app.database,
            deps=app.deps,
            clock=app.clock,
            client=client,
            open=app.settings.console.open,
            secret=secret,
            rooms=client.rooms,
        ),
    )


def _renew(app: App, reread: Callable[[], Settings]) -> None:
    """Renew the contracts of payments; a configuration with a mistake leaves those in force."""
    try:
        app.renew_payments(reread().payments)
    except ConfigurationError as error:
        log.error("contracts_not_renewed", error=str(error))  # noqa: TRY400 - it says it all
    else:
        log.info("contracts_renewed", contracts=[one.version for one in app.deps.payments.all])


async def serve(
    app: App,
    *,
    on_ready: Callable[[int], None] | None = None,
    reread: Callable[[], Settings] | None = None,
) -> None:
    """
    Run until SIGTERM or SIGINT: stop listening, finish what is under way, close the database.

    With `reread` SIGHUP has payments configured anew.
    """
    http = app.settings.http
    server = Server(app.web, on_ready, None if reread is None else partial(_renew, app, reread))
    try:
        sockets = await obstacles.listen(http.host, http.port)
        app.start()
        await server.serve(sockets)
    finally:
        await app.supervisor.stop(within=DRAIN)
        for gateway in app.gateways.values():
            await gateway.close()
        for one in (app.web.state.missed_scans, app.web.state.lookout):
            one.drain()
        app.database.close()
        log.info("stopped")
