"""The command line: `resonance demo | run | day | check | migrate | replay | sweep | trace | …`."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from bot import app as composition
from bot import logs, plays, schema, terminal
from bot import replay as replaying
from bot.backtest import command as backtesting
from bot.channels.console.signin import SignIn
from bot.clock import SystemClock
from bot.config import checks, overrides, wiring
from bot.config import settings as configuration
from bot.config.errors import ConfigurationError
from bot.config.settings import Settings
from bot.process import obstacles
from bot.process.obstacles import ObstacleError
from bot.signing import Signer
from bot.terminal import err, fail, out
from handlers.commands.story import story
from handlers.deps import Deps
from handlers.sweeps import SWEEPS
from rules.wording.say import say
from storage import migrate as migrations
from storage.database import Database

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="配置文件，默认 resonance.toml（没有就用默认值） / the configuration file, "
        "resonance.toml unless named, defaults where there is none",
    ),
]
Files = Annotated[
    list[str],
    typer.Argument(
        help="CloudEvents JSON 行文件，可 .gz；- 为标准输入 / JSON lines, .gz too; - is stdin"
    ),
]
DEFAULT_FILE = Path("resonance.toml")
for play in (plays.demo, plays.day):
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


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Database, Deps]]:
    database, secret = schema.prepare(settings)
    try:
        yield database, wiring.build_deps(settings, Signer(secret))
    finally:
        database.close()


@cli.command()
def run(config: Config = None) -> None:
    """启动机器人：HTTP、控制台、定时任务、消息投递。
    The bot: streams, HTTP, the console, sweeps, the outbox.
    """
    settings = _settings(config)
    app = composition.build(settings)
    for line in checks.summary(settings):
        out.print(line)
    # What start-up built stays for good; the collector need not look at it again.
    gc.collect()
    gc.freeze()
    asyncio.run(
        composition.serve(
            app,
            on_ready=lambda port: out.print(f"listening on {settings.http.host}:{port}"),
            reread=lambda: _settings(config),
        )
    )


@cli.command()
def check(config: Config = None) -> None:
    """检查配置，逐个连接所配的端点；有问题时列表并以 1 退出。
    Say what is configured, reach every endpoint it names, and end with 1 where something is wrong.
    """
    settings = _settings(config)
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
    settings = _settings(config)
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
    settings = _settings(config)
    for name in files:
        if name != "-" and not Path(name).exists():
            fail(f"没有文件 {name} / no such file", code=2)
    totals = replaying.Summary()
    with _opened(settings) as (database, deps):
        for name in files:
            totals.add(terminal.replay(database, deps, Path(name)))
        red_orange = database.look(lambda tx: tx.alerts.counts())
    taken = f"accepted {totals.accepted}  duplicates {totals.duplicates}"
    out.print(f"{taken}  rejected {totals.rejected}")
    for (level, state), count in sorted(red_orange.items()):
        out.print(f"{say(f'level_{level}')} · {say(f'state_{state}')}: {count}")
    raise typer.Exit(1 if totals.rejected else 0)


@cli.command()
def backtest(
    files: Files,
    tried: Annotated[
        list[str] | None,
        typer.Option("--set", help="试一个值，如 signal.weight.pay_dwell=1.0 / a value to try"),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=0, help="几个进程，0 为几核几个 / processes, 0 for one per core")
    ] = 0,
    seed: Annotated[int, typer.Option(help="区间的种子 / the seed of the intervals")] = 1,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
    config: Config = None,
) -> None:
    """用过去的事件回测：会报多少、准不准、早多久，旁边是固定规则；什么也不写、不发。
    How past orders would have been judged, beside fixed rules. Writes nothing and tells nobody.
    """
    settings = overrides.overridden(_settings(config), tried or ())
    policy = wiring.build_policy(settings)
    found = backtesting.read_and_judge(files, policy, seed=seed, workers=workers)
    backtesting.show(found, lang=settings.lang, as_json=as_json)
    raise typer.Exit(1 if found.rejected else 0)


@cli.command()
def sweep(
    name: Annotated[str, typer.Argument(help="、".join(SWEEPS))], config: Config = None
) -> None:
    """现在跑一次某个定时任务。
    Run one sweep now.
    """
    if name not in SWEEPS:
        fail(f"没有定时任务 {name}；有：{', '.join(SWEEPS)} / no such sweep", code=2)
    settings = _settings(config)
    done = 0
    with _opened(settings) as (database, deps):
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
    settings = _settings(config)
    with _opened(settings) as (database, deps):
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
    settings = _settings(config)
    user_id = next((p.console for p in settings.people if p.name == name and p.console), None)
    if user_id is None:
        fail(f"[[people]] 里没有带 console 的 {name} / no such person with a console id")
    database, secret = schema.prepare(settings)
    sign, public = SignIn(secret, SystemClock()), settings.http.public_url
    with closing(database):
        out.print(database.look(lambda tx: sign.link(tx, public, user_id)), soft_wrap=True)
