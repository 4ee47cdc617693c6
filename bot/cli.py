"""The command line: `resonance demo | run | check | migrate | replay | sweep | trace | sign-in`."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table
from rich.text import Text

from bot import app as composition
from bot import checks, logs, obstacles, recordings, schema, wiring
from bot import replay as replaying
from bot import settings as configuration
from bot.clock import SystemClock
from bot.obstacles import ObstacleError
from bot.setting_errors import ConfigurationError
from bot.settings import Settings
from bot.signing import Signer
from handlers.deps import Deps
from handlers.sweeps import SWEEPS
from handlers.trace import story
from rules.wording import say
from storage import migrate as migrations
from storage.database import Database

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="共振 · 订单值班员",
)
# No markup: what is printed carries the words of others, and `[[sources]]` is meant as written.
out = Console(markup=False, highlight=False)
err = Console(stderr=True, markup=False, highlight=False)

Config = Annotated[
    Path | None, typer.Option("--config", help="配置文件，默认 resonance.toml（没有就用默认值）")
]
DEFAULT_FILE = Path("resonance.toml")


def main() -> None:
    """Run the command line: what is configured wrongly ends with 2, what is in the way with 1."""
    try:
        cli()
    except ConfigurationError as error:
        err.print("配置有误 / configuration error", style="red")
        err.print(str(error), soft_wrap=True)
        sys.exit(2)
    except ObstacleError as error:
        err.print(str(error), style="red", soft_wrap=True)
        sys.exit(1)


def _settings(path: Path | None) -> Settings:
    if path is None and DEFAULT_FILE.exists():
        path = DEFAULT_FILE
    found = configuration.load(path)
    logs.configure(form=found.log.format, level=found.log.level)
    return found


def _fail(message: str, *, code: int = 1) -> NoReturn:
    err.print(message, style="red", soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Database, Deps]]:
    database, secret = schema.prepare(settings)
    try:
        yield database, wiring.build_deps(settings, Signer(secret))
    finally:
        database.close()


@cli.command()
def run(config: Config = None) -> None:
    """启动机器人：HTTP、控制台、定时任务、消息投递。"""
    settings = _settings(config)
    app = composition.build(settings)
    for line in checks.summary(settings):
        out.print(line)
    # What start-up built stays for good; the collector need not look at it again.
    gc.collect()
    gc.freeze()
    asyncio.run(
        composition.serve(
            app, on_ready=lambda port: out.print(f"listening on {settings.http.host}:{port}")
        )
    )


@cli.command()
def demo(
    port: Annotated[int, typer.Option(help="网页端口，0 为任选")] = 8080,
    orders: Annotated[
        Path | None, typer.Option(help="用真实订单（CloudEvents JSON 行，可 .gz）代替生成的一天")
    ] = None,
    speed: Annotated[float | None, typer.Option(help="时间加快多少倍")] = None,
    *,
    once: Annotated[bool, typer.Option("--once", help="放完一天，打印结果，结束")] = False,
) -> None:
    """不用任何账号，在本机演示：放一天的订单，网页里看卡片、按按钮。"""
    from bot.demo import play  # noqa: PLC0415 - only the demo needs its day

    if speed is not None and speed <= 0:
        _fail("--speed 要大于 0 / --speed must be above 0", code=2)
    if orders is not None and not orders.exists():
        _fail(f"--orders：没有文件 {orders} / no such file", code=2)
    raise typer.Exit(play.run_demo(port=port, orders=orders, speed=speed, once=once))


@cli.command()
def check(config: Config = None) -> None:
    """检查配置，逐个连接所配的端点；有问题时列表并以 1 退出。"""
    settings = _settings(config)
    table = Table("项目", "状态", Column("说明", overflow="fold"), title="resonance check")
    found = checks.run(settings)
    for line in found:
        table.add_row(line.part, Text("✔", "green") if line.ok else Text("✖", "red"), line.text)
    out.print(table)
    raise typer.Exit(0 if all(line.ok for line in found) else 1)


@cli.command()
def migrate(config: Config = None) -> None:
    """把数据库升级到最新结构。"""
    settings = _settings(config)
    url = settings.database.url
    with obstacles.at_the_database(url):
        migrations.upgrade(url)
        out.print(f"database is at {migrations.current(url)}")


@cli.command()
def replay(
    files: Annotated[
        list[str], typer.Argument(help="CloudEvents JSON 行文件，可 .gz；- 为标准输入")
    ],
    config: Config = None,
) -> None:
    """把文件里的事件送进同一个入口，按到达时间重放。"""
    settings = _settings(config)
    for name in files:
        if name != "-" and not Path(name).exists():
            _fail(f"没有文件 {name} / no such file", code=2)
    totals = replaying.Summary()
    with _opened(settings) as (database, deps):
        for name in files:
            totals.add(_replay_one(database, deps, Path(name)))
        red_orange = database.look(lambda tx: tx.alerts.counts())
    out.print(
        f"accepted {totals.accepted}  duplicates {totals.duplicates}  rejected {totals.rejected}",
    )
    for (level, state), count in sorted(red_orange.items()):
        out.print(f"{say(f'level_{level}')} · {say(f'state_{state}')}: {count}")
    raise typer.Exit(1 if totals.rejected else 0)


def _replay_one(database: Database, deps: Deps, path: Path) -> replaying.Summary:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    summary = replaying.Summary()
    try:
        with Progress(*columns, console=err, transient=True) as progress:
            task = progress.add_task(path.name, total=None)
            if str(path) != "-":
                # Read to its end first, so that nothing is taken of a file that is cut off.
                progress.update(task, total=sum(1 for _ in recordings.lines_of(path)))
            for summary in replaying.replay(database, deps, recordings.lines_of(path)):
                progress.update(
                    task, completed=summary.accepted + summary.duplicates + summary.rejected
                )
    except recordings.UnreadableError as error:
        _fail(f"{error}；已收 {summary.accepted} 条 / {summary.accepted} events of it were taken")
    for line, why in summary.shown:
        err.print(f"{path.name} line {line}: {why.code} {why.field}: {why.message}")
    return summary


@cli.command()
def sweep(
    name: Annotated[str, typer.Argument(help="、".join(SWEEPS))], config: Config = None
) -> None:
    """现在跑一次某个定时任务。"""
    if name not in SWEEPS:
        _fail(f"没有定时任务 {name}；有：{', '.join(SWEEPS)} / no such sweep", code=2)
    settings = _settings(config)
    done = 0
    with _opened(settings) as (database, deps):
        clock = SystemClock()
        while portion := database.do(lambda tx: SWEEPS[name](tx, deps, clock.now())):
            done += portion
    out.print(f"{name}: {done}")


@cli.command()
def trace(order: Annotated[str, typer.Argument(help="订单号")], config: Config = None) -> None:
    """打印一个订单的来龙去脉。"""
    settings = _settings(config)
    with _opened(settings) as (database, deps):
        lines = database.look(lambda tx: story(tx, deps, order, SystemClock().now()))
    if lines is None:
        _fail(f"没有订单 {order} / no such order")
    for line in lines:
        out.print(line, soft_wrap=True)


@cli.command("sign-in")
def sign_in(
    name: Annotated[str, typer.Argument(help="[[people]] 里的姓名")], config: Config = None
) -> None:
    """打印一个人的控制台登录链接，一小时内有效。"""
    settings = _settings(config)
    person = next((p for p in settings.people if p.name == name and p.console), None)
    if person is None or person.console is None:
        _fail(f"[[people]] 里没有带 console 的 {name} / no such person with a console id")
    database, secret = schema.prepare(settings)
    database.close()
    token = Signer(secret).sign_in_token(person.console)
    out.print(
        f"{settings.http.public_url.rstrip('/')}/sign-in?token={token}",
        soft_wrap=True,
    )
