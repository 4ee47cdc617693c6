"""Plays: the commands that need nothing but this machine, `resonance demo` and `resonance day`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.terminal import fail


def demo(
    port: Annotated[int, typer.Option(help="网页端口，0 为任选 / the port, 0 for any")] = 8080,
    orders: Annotated[
        Path | None,
        typer.Option(
            help="用真实订单（CloudEvents JSON 行，可 .gz）代替生成的一天 / "
            "real orders (CloudEvents as JSON lines, .gz too) instead of a made-up day"
        ),
    ] = None,
    speed: Annotated[
        float | None, typer.Option(help="时间加快多少倍 / how much faster than real time")
    ] = None,
    *,
    once: Annotated[
        bool,
        typer.Option(
            "--once", help="放完一天，打印结果，结束 / play the day, print what happened, end"
        ),
    ] = False,
    lang: Annotated[
        Literal["zh", "en"], typer.Option(help="看到的一切用哪种语言 / the language of all of it")
    ] = "zh",
) -> None:
    """不用任何账号，在本机演示：放一天的订单，网页里看卡片、按按钮。
    Everything on this machine, no account: a day of orders, cards and buttons in the browser.
    """
    from bot.demo import play  # noqa: PLC0415 - only the demo needs its day

    if speed is not None and speed <= 0:
        fail("--speed 要大于 0 / --speed must be above 0", code=2)
    if orders is not None and not orders.exists():
        fail(f"--orders：没有文件 {orders} / no such file", code=2)
    raise typer.Exit(play.run_demo(port=port, orders=orders, speed=speed, once=once, lang=lang))


def day(
    orders: Annotated[
        int | None,
        typer.Option(min=1, help="多少单，默认 5000，--drift 时 200 / how many, 5000 or 200"),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="种子，同一个种子是同一天 / the same is the same day")
    ] = 1,
    days: Annotated[
        int | None,
        typer.Option(
            min=1, max=366, help="多少天，每天这么多单，默认 1，--drift 时 28 / days, 1 or 28"
        ),
    ] = None,
    shape: Annotated[
        Literal["ordinary", "sale"],
        typer.Option(help="sale：大促，零点起一小时涌来四分之一 / a rush at midnight"),
    ] = "ordinary",
    guard: Annotated[
        Literal["on", "off"],
        typer.Option(help="off：没有共振的一天，比较用 / the same day without Resonance"),
    ] = "on",
    faults: Annotated[
        str | None,
        typer.Option(
            help="只要这些故障，逗号分开，none 为没有；默认全部，--drift 时没有 / "
            "only these, comma-separated; all, or none with --drift"
        ),
    ] = None,
    *,
    drift: Annotated[
        bool,
        typer.Option(
            "--drift",
            help="换季、有一家承运商变差，每周末找权重，两个人发布 / "
            "a season and a carrier change; weights are searched each week and published by two",
        ),
    ] = False,
    lang: Annotated[
        Literal["zh", "en"], typer.Option(help="用哪种语言打印 / the language of what is printed")
    ] = "zh",
) -> None:
    """模拟商家的一天：订单、仓库、承运商和人都是造的，走的是整个产品；打印漏发率。
    Play a merchant's day with every outside made up through the whole product: what was missed.
    """
    from bot.day import run as playing  # noqa: PLC0415 - only this needs a day

    usual = (200, 28, "none") if drift else (5000, 1, "")
    playing.run(
        orders=orders or usual[0], seed=seed, days=days or usual[1], shape=shape,
        guarded=guard == "on", faults=usual[2] if faults is None else faults, drift=drift,
        lang=lang,
    )  # fmt: skip
