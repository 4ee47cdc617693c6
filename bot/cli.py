"""The command line: `resonance demo | run | day | check | migrate | replay | sweep | trace | …`."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot import plays, schema, terminal, trials
from bot import replay as replaying
from bot.channels.console.signin import SignIn
from bot.clock import SystemClock
from bot.config.errors import ConfigurationError
from bot.opening import Config, Files, opened, settings_of
from bot.process import obstacles
from bot.process.obstacles import ObstacleError
from bot.process.start import starting
from bot.terminal import err, fail, out
from handlers.commands.story import story
from handlers.sweeps import SWEEPS
from rules.wording.say import say
from storage import migrate as migrations

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for play in (plays.demo, plays.day, trials.backtest, trials.tune):
    cli.command()(play)


@cli.callback()
def options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=terminal.show_version, is_eager=True, help="版本号 / the version"
        ),
    ] = False,
) -> None:
    """共振，订单值班员。
    Resonance, the duty officer for online orders.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: what is configured wrongly ends with 2, what is in the way with 1."""
    try:
        cli(arguments)
    except ConfigurationError as error:
        err.print("配置有误 / configuration error", style="red")
        err.print(str(error), soft_wrap=True)
        sys.exit(2)
    except ObstacleError as error:
        err.print(str(error), style="red", soft_wrap=True)
        sys.exit(1)


@cli.command()
def run(config: Config = None) -> None:
    """启动机器人：HTTP、控制台、定时任务、消息投递。
    The bot: streams, HTTP, the console, sweeps, the outbox.
    """
    settings = settings_of(config)
    with starting():
        # The web and its pages are half of a start; no other command waits for them.
        from bot import app as composition  # noqa: PLC0415
        from bot.config import checks  # noqa: PLC0415

        app = composition.build(settings)
    for line in checks.summary(settings):
        out.print(line)
    asyncio.run(
        composition.serve(
            app,
            on_ready=lambda port: out.print(f"listening on {settings.http.host}:{port}"),
            reread=lambda: settings_of(config),
        )
    )


@cli.command()
def check(config: Config = None) -> None:
    """检查配置，逐个连接所配的端点；有问题时列表并以 1 退出。
    Say what is configured, reach every endpoint it names, and end with 1 where something is wrong.
    """
    from bot.config import checks  # noqa: PLC0415 - only a check reaches every endpoint

    settings = settings_of(config)
    table = Table("项目", "状态", Column("说明", overflow="fold"), title="resonance check")
    found = checks.run(settings)
    for line in found:
        table.add_row(line.part, Text("✔", "green") if line.ok else Text("✖", "red"), line.text)
    out.print(table)
    raise typer.Exit(0 if all(line.ok for line in found) else 1)


@cli.command()
def migrate(config: Config = None) -> None:
    """把数据库升级到最新结构。
    Bring the database to the newest schema.
    """
    settings = settings_of(config)
    url = settings.database.url
    with obstacles.at_the_database(url):
        migrations.upgrade(url)
        out.print(f"database is at {migrations.current(url)}")


@cli.command()
def replay(
    files: Files,
    config: Config = None,
) -> None:
    """把文件里的事件送进同一个入口，按到达时间重放。
    Feed events from files through the intake of live ones, each at its own time of arrival.
    """
    settings = settings_of(config)
    for name in files:
        if name != "-" and not Path(name).exists():
            fail(f"没有文件 {name} / no such file", code=2)
    totals = replaying.Summary()
    with opened(settings) as (database, deps):
        for name in files:
            totals.add(terminal.replay(database, deps, Path(name)))
        red_orange = database.look(lambda tx: tx.alerts.counts())
    taken = f"accepted {totals.accepted}  duplicates {totals.duplicates}"
    out.print(f"{taken}  rejected {totals.rejected}")
    for (level, state), count in sorted(red_orange.items()):
        out.print(f"{say(f'level_{level}')} · {say(f'state_{state}')}: {count}")
    raise typer.Exit(1 if totals.rejected else 0)


@cli.command()
def sweep(
    name: Annotated[str, typer.Argument(help="、".join(SWEEPS))], config: Config = None
) -> None:
    """现在跑一次某个定时任务。
    Run one sweep now.
    """
    if name not in SWEEPS:
        fail(f"没有定时任务 {name}；有：{', '.join(SWEEPS)} / no such sweep", code=2)
    settings = settings_of(config)
    done = 0
    with opened(settings) as (database, deps):
        clock = SystemClock()
        while portion := database.do(lambda tx: SWEEPS[name](tx, deps, clock.now())):
            done += portion
    out.print(f"{name}: {done}")


@cli.command()
def trace(
    order: Annotated[str, typer.Argument(help="订单号 / the order number")], config: Config = None
) -> None:
    """打印一个订单的来龙去脉。
    Print the whole story of an order.
    """
    settings = settings_of(config)
    with opened(settings) as (database, deps):
        lines = database.look(lambda tx: story(tx, deps, order, SystemClock().now()))
    for line in lines or fail(f"没有订单 {order} / no such order"):
        out.print(line, soft_wrap=True)


@cli.command("sign-in")
def sign_in(
    name: Annotated[str, typer.Argument(help="[[people]] 里的姓名 / a name of [[people]]")],
    config: Config = None,
) -> None:
    """打印一个人的控制台登录链接，一小时内有效，退出即失效。
    Print somebody's sign-in link to the console: good for an hour, or until they sign out.
    """
    settings = settings_of(config)
    user_id = next((p.console for p in settings.people if p.name == name and p.console), None)
    if user_id is None:
        fail(f"[[people]] 里没有带 console 的 {name} / no such person with a console id")
    database, secret = schema.prepare(settings)
    sign, public = SignIn(secret, SystemClock()), settings.http.public_url
    with closing(database):
        out.print(database.look(lambda tx: sign.link(tx, public, user_id)), soft_wrap=True)
