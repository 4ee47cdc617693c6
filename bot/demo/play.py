"""The demo: everything on this machine, a day of orders in a minute, no account."""

import asyncio
import signal
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from bot import app as composition
from bot import logs
from bot.app import App
from bot.clock import SystemClock
from bot.demo import files, past, report, waiting
from bot.demo.clock import DemoClock
from bot.demo.english import in_english
from bot.demo.hands import Tally
from bot.demo.house import HOST, TOKEN, build
from bot.demo.player import Player
from bot.demo.scenario.day import LENGTH, SEED, day
from bot.demo.scenario.script import SOURCE
from bot.demo.scenario.steps import Step
from bot.recordings import UnreadableError

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Real time for what is played, unless --speed says otherwise.
PLAYED_IN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """What will be played: from when to when, how many steps, and the steps."""

    starts: datetime
    ends: datetime
    total: int
    prelude: tuple[Step, ...]
    steps: Iterable[Step]

    @property
    def usual_speed(self) -> float:
        """Return the speed at which it takes a minute."""
        return max(1.0, (self.ends - self.starts) / PLAYED_IN)


def choose(orders: Path | None, today: datetime, lang: str = "zh") -> Play:
    """Choose what to play: a file of real orders, or the generated day, dated today."""
    if orders is not None:
        first, last, number = files.span(orders)
        return Play(
            starts=first, ends=last, total=number, prelude=(), steps=files.from_file(orders)
        )
    starts = today.astimezone(SHANGHAI).replace(hour=8, minute=0, second=0, microsecond=0)
    if starts <= today:
        starts += timedelta(
            days=1
        )  # the demo is never behind the real clock: a visitor's own events are not "in the future"
    made = day(SEED, starts)
    told = in_english if lang == "en" else _as_it_is
    return Play(
        starts=starts, ends=starts + LENGTH, total=len(made.steps),
        prelude=tuple(map(told, made.prelude)), steps=tuple(map(told, made.steps)),
    )  # fmt: skip


def run_demo(
    *, port: int, orders: Path | None, speed: float | None, once: bool, lang: str = "zh"
) -> int:
    """
    Play, and serve until Ctrl-C; with `once`, print what happened and end.

    Returns the exit code: 0 when it was played, 1 when nothing of the file could be.
    """
    logs.configure(form="console", level="error")
    console = Console(markup=False, highlight=False)
    try:
        play = choose(orders, SystemClock().now(), lang)
    except (UnreadableError, ValueError) as error:
        console.print(f"--orders：{error}", style="red")
        return 1
    with TemporaryDirectory(prefix="resonance-demo-") as folder, _until_told_to_stop():
        clock = DemoClock(play.starts)
        demo = build(Path(folder), port or _free_port(), clock, lang)
        app, player = demo.app, Player(demo, clock)
        if once:
            return asyncio.run(_once(app, player, play, console))
        asyncio.run(_serve(app, player, play, speed or play.usual_speed, console))
    return 0


async def _once(app: App, player: Player, play: Play, console: Console) -> int:
    try:
        with _bar(console) as bar:
            task = bar.add_task(
                _in(app, "准备历史", "history"), total=len(play.prelude) + play.total, clock=""
            )

            def progress(at: datetime, done: int) -> None:
                name = (
                    _in(app, "历史", "history") if at < play.starts else _in(app, "播放", "playing")
                )
                bar.update(task, advance=done, description=name, clock=_clock(at, play))

            await past.remember(app, player, play.prelude, progress)
            player.tally = Tally()
            await player.fast(play.steps, progress)
            await player.fast_forward(play.ends)
            await player.tell(play.starts)
        found = await app.database.read(lambda tx: report.outcome(tx, player.tally.orders))
        report.show(console, found, player.tally, SHANGHAI, app.deps.lang)
    finally:
        app.database.close()
    return 0 if player.tally.accepted else 1


async def _serve(app: App, player: Player, play: Play, speed: float, console: Console) -> None:
    console.print(
        _in(app, "正在准备两周的历史数据……", "Preparing two weeks of history …"), style="dim"
    )
    await past.remember(app, player, play.prelude, lambda _at, _done: None)
    await waiting.begin(app)
    player.tally = Tally()
    with _bar(console) as bar:
        task = bar.add_task(_in(app, "等待", "waiting"), total=play.total, clock="", start=False)

        def progress(at: datetime, done: int) -> None:
            tally = player.tally
            caught = len(report.caught(tally))
            name = _in(
                app,
                f"订单 {len(tally.orders)} · 扫描 {len(tally.scans)} · 拦下 {caught}",
                f"orders {len(tally.orders)} · scans {len(tally.scans)} · stopped {caught}",
            )
            bar.update(task, advance=done, description=name, clock=_clock(at, play))

        def ready(port: int) -> None:
            url = f"http://{HOST}:{port}"
            console.print(
                _in(
                    app,
                    f"共振演示已就绪：{url}/（Ctrl-C 结束）",
                    f"The demo is ready: {url}/ (Ctrl-C ends it)",
                ),
                style="bold green",
            )
            console.print(
                _in(
                    app,
                    f"接口 {url}/docs，令牌 Bearer {TOKEN}，来源 {SOURCE}；"
                    f"全程 {_seconds(play, speed)} 秒（--speed {speed:g}）",
                    f"API {url}/docs, token Bearer {TOKEN}, source {SOURCE}; "
                    f"{_seconds(play, speed)} s in all (--speed {speed:g})",
                ),
                style="dim",
            )  # fmt: skip
            bar.start_task(task)
            app.supervisor.start("day", lambda: player.live(play.steps, speed, progress, over))

        def over() -> None:
            console.print(
                _in(
                    app,
                    "放完了，往下按真实时间走，网页和接口照常可用",
                    "The day is over; time is real from here on, pages and API stay open",
                ),
                style="dim",
            )

        await composition.serve(app, on_ready=ready)


def _bar(console: Console) -> Progress:
    columns = (
        SpinnerColumn(), TextColumn("{task.fields[clock]}"), BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"), TextColumn("{task.description}"),
    )  # fmt: skip
    return Progress(*columns, console=console)


def _clock(at: datetime, play: Play) -> str:
    local = at.astimezone(SHANGHAI)
    long = play.ends - play.starts > timedelta(days=2)
    return f"{local:%Y-%m-%d}" if long else f"{local:%m-%d %H:%M}"


def _seconds(play: Play, speed: float) -> int:
    return round((play.ends - play.starts).total_seconds() / speed)


def _as_it_is(step: Step) -> Step:
    return step


def _in(app: App, zh: str, en: str) -> str:
    """Return a line of the terminal in the demo's language."""
    return zh if app.deps.lang == "zh" else en


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _until_told_to_stop() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C, so that the temporary folder goes, and end quietly on both."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
