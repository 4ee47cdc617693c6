"""Trials: commands that judge past orders anew, `resonance backtest` and `resonance tune`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.backtest import command as backtesting
from bot.config import wiring
from bot.config.overrides import overridden
from bot.learning import command as tuning
from bot.opening import Config, Files, opened, settings_of
from handlers.resonance.published import current_policy
from rules.learning.search import Prices
from rules.learning.tuning import Advice


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
    settings = settings_of(config)
    policy = overridden(wiring.build_policy(settings), tried or ())
    found = backtesting.read_and_judge(files, policy, seed=seed, workers=workers)
    backtesting.show(found, lang=settings.lang, as_json=as_json)
    raise typer.Exit(1 if found.read.rejected else 0)


def tune(
    files: Files,
    seed: Annotated[int, typer.Option(help="区间的种子 / the seed of the intervals")] = 1,
    picture: Annotated[
        Path | None,
        typer.Option(help="把前沿画成 SVG 写到这里 / write the front there, as SVG"),
    ] = None,
    *,
    apply_draft: Annotated[
        bool,
        typer.Option(
            "--apply-draft",
            help="值得改就留一份草案，两个人批准才生效 / leave what pays as a draft for two people",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
    config: Config = None,
) -> None:
    """在过去的事件上找更省的权重：按时间往后验证，分不清是不是碰巧的不提。
    Search weights that would have cost less, tried forward in time; chance is not proposed.
    """
    settings = settings_of(config)
    policy, section = wiring.build_policy(settings), settings.resonance
    prices = Prices(tap=section.tap_cost, miss=section.miss_cost)
    lang = settings.lang
    if apply_draft:
        with opened(settings) as (database, deps):
            policy = database.look(lambda tx: current_policy(tx, deps))
            found, given = tuning.search(files, policy, prices, seed=seed, lang=lang)
            tuning.show(found, policy, prices, lang=lang, picture=picture, as_json=as_json)
            if found.advice is Advice.PROPOSE:
                tuning.draft(database, deps, found, policy, prices)
    else:
        found, given = tuning.search(files, policy, prices, seed=seed, lang=lang)
        tuning.show(found, policy, prices, lang=lang, picture=picture, as_json=as_json)
    raise typer.Exit(1 if given.rejected else 0)
