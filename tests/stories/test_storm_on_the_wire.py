"""A storm through the real thing: HTTP in, three platforms in processes of their own out."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from time import monotonic

import httpx
import pytest

from tests.stories.processes import Platforms, platforms, running
from tests.stories.storm_load import (
    CONFIG,
    RED_OF,
    assert_within_limits,
    busiest,
    first_cards,
    is_red,
    order,
    post,
    strict,
)
from tests.stories.storm_views import Counted, Screen, screens

#: (alerts, seconds in which they are posted); a minute is what all of it may take.
_FULL, _SAMPLE = (10_000, 55), (500, 3)
_MINUTE = 60
#: More than any platform takes at once, for the story in which nothing is merged.
_APART = 60


async def _until_over(sims: Platforms, posted: "asyncio.Task[float]") -> dict[str, Screen]:
    """Watch until every group was told that the storm is over; at no moment is a count wrong."""
    deadline, totals = monotonic() + 60, dict.fromkeys(("dingtalk", "wecom", "slack"), 0)
    while True:
        seen = await screens(sims)
        for name, screen in seen.items():
            if (card := screen.storm) is not None:
                assert (
                    card.total == card.alone + card.merged + card.queued == card.red + card.orange
                )
                assert card.total >= totals[name], "a card went back"
                totals[name] = card.total
        if not posted.done():
            deadline = monotonic() + 60
        elif all(screen.over for screen in seen.values()):
            return seen
        assert monotonic() < deadline, {name: screen.texts[-2:] for name, screen in seen.items()}
        await asyncio.sleep(0.5)


async def _assert_each_can_be_called_up(http: httpx.AsyncClient, number: int) -> None:
    """Ask for every order there is, some at a time."""
    left = iter(range(number))

    async def ask() -> None:
        for n in left:
            shown = (await http.get(f"/v1/orders/{order(n)}")).json()
            assert shown["alert"]["level"] == ("red" if is_red(n) else "orange"), shown

    async with asyncio.TaskGroup() as group:
        for _ in range(8):
            group.create_task(ask())


async def _assert_people_find_any(sims: Platforms, number: int, alone: set[str]) -> None:
    """Let people look up orders that are on no card of their own, and the end of the list."""
    reds = number // RED_OF
    title = f"预警 {number} 个（红 {reds}，橙 {number - reds}）"
    await sims.slack.says("预警", by="U012345")
    found = await sims.slack.expect_bubble(title, by="U012345", within=15)
    assert order(RED_OF - 1) in found["text"]  # the first of the red ones
    await sims.slack.says(f"预警 {number // 10}", by="U012345")
    found = await sims.slack.expect_bubble(title, by="U012345", within=15)
    assert found["text"].count("橙色") == 10
    assert "还有" not in found["text"], "that was the last page"
    rng = Random(number)  # noqa: S311 - chooses orders, guards nothing
    one, two, three = (
        order(n) for n in rng.sample([n for n in range(number) if order(n) not in alone], 3)
    )
    await sims.dingtalk.says(f"@共振 查单 {one}")
    await sims.wecom.says(f"查单 {two}")
    await sims.slack.says(f"查单 {three}", by="U012345")
    await sims.dingtalk.expect_bubble(one, within=15)
    await sims.wecom.expect_bubble(two, within=15)
    await sims.slack.expect_bubble(three, by="U012345", within=15)
    # Nothing redraws a card of WeCom's but a press.
    storm = [row for row in await sims.wecom.view() if "预警集中出现" in row["title"]][-1]
    await sims.wecom.press(storm, "刷新")
    await sims.wecom.expect_card(storm, f"预警集中出现：{number} 单", within=5)


@pytest.mark.proof
@pytest.mark.wire
@pytest.mark.timeout(900)
async def test_a_storm_overruns_no_platform_and_each_of_its_alerts_is_counted_and_can_be_called_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    number, seconds = _FULL if full_proof else _SAMPLE
    red = number // RED_OF
    async with platforms() as sims, running(tmp_path, CONFIG, sims.env) as http:
        await strict(sims)
        began = monotonic()
        async with asyncio.TaskGroup() as group:
            posting = group.create_task(post(http, range(number), seconds))
            watching = group.create_task(_until_over(sims, posting))
        over = monotonic() - began - posting.result()
        first = {name: at - began for name, at in (await first_cards(sims)).items()}
        seen, most = watching.result(), await busiest(sims)
        await _assert_each_can_be_called_up(http, number)
        await _assert_people_find_any(sims, number, {no for _, no in seen["wecom"].alone})

    with capsys.disabled():
        print(  # noqa: T201 - the figures of the proof
            f"\n{number} alerts in {posting.result():.1f} s, told to be over {over:.1f} s later;",
            f"first card after {', '.join(f'{at:.2f} s ({name})' for name, at in first.items())};",
            f"most messages: {', '.join(f'{count} ({what})' for what, count in most.items())}",
        )
    assert posting.result() <= _MINUTE
    assert all(0 < at < 5 for at in first.values()), first
    assert_within_limits(most)
    for name, screen in seen.items():
        alone = screen.alone
        assert len({no for _, no in alone}) == len(alone) > 0
        assert {level for level, _ in alone} == {"红色"}, "red first"
        assert alone[0][1] in screen.texts[0]
        counted = Counted(
            total=number, red=red, orange=number - red, alone=len(alone), merged=number - len(alone)
        )
        assert screen.over == [counted], name
        assert name == "wecom" or screen.storm == counted, name
        reds = [is_red(int(no) - 2_000_000) for no in screen.first_to_see]
        assert reds == sorted(reds, reverse=True), name


@pytest.mark.proof
@pytest.mark.wire
@pytest.mark.timeout(900)
async def test_where_nothing_is_merged_each_platform_is_given_what_it_takes_and_the_rest_waits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    """In full until the last card has come, which DingTalk's limit delays by three minutes."""
    config = f"{CONFIG}\n[delivery]\nmerge_above = 1000\n"
    red = _APART // RED_OF
    async with platforms() as sims, running(tmp_path, config, sims.env) as http:
        await strict(sims)
        began = monotonic()
        await post(http, range(_APART), seconds=0.25)
        wanted = (_APART,) * 3 if full_proof else (19, 29, 5)
        async with asyncio.timeout(600):
            while True:
                seen, waiting = await screens(sims), _waiting(tmp_path / "resonance.db")
                shown = {name: len({no for _, no in one.alone}) for name, one in seen.items()}
                if all(a >= b for a, b in zip(shown.values(), wanted, strict=True)) and all(
                    shown[name] + waiting.get(name, 0) == _APART for name in seen
                ):
                    break  # on the screens and in the ledger are all of them
                await asyncio.sleep(0.1)
        took, most = monotonic() - began, await busiest(sims)

    with capsys.disabled():
        print(  # noqa: T201 - the figures of the proof
            f"\n{_APART} alerts, none merged: after {took:.1f} s",
            f"{', '.join(f'{count} ({name})' for name, count in shown.items())} shown,",
            f"{sum(waiting.values())} waiting;",
            f"most messages: {', '.join(f'{count} ({what})' for what, count in most.items())}",
        )
    assert_within_limits(most | {"slack, edits a minute": 1})
    for name, screen in seen.items():
        levels = [level for level, _ in screen.alone]
        assert levels == sorted(levels, key=["红色", "橙色"].index), "red first"
        assert levels.count("红色") == min(red, len(levels))
        assert len(levels) == shown[name], f"{name} shows one twice"


def _waiting(path: Path) -> dict[str, int]:
    """Return how many cards of each channel the ledger says were not sent."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(
            connection.execute(
                "SELECT channel, count(*) FROM outbox WHERE kind = 'card' AND state != 'sent'"
                " GROUP BY channel"
            ).fetchall()
        )
