"""Two processes on one PostgreSQL: the one that holds the platforms is killed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from signal import SIGKILL
from time import monotonic
from typing import Any

import psycopg
import pytest

from tests.stories.dingtalk_group import DingTalkGroup
from tests.stories.groups import WITHIN, until
from tests.stories.processes import own_environment, platforms
from tests.stories.slack_group import SlackGroup
from tests.stories.town import Product
from tests.stories.wecom_group import WeComGroup

pytestmark = [pytest.mark.wire, pytest.mark.proof, pytest.mark.timeout(300)]

#: Seconds, of which two are needed: one until WeCom's lease is looked for, one to connect and send.
_BOUND = 20.0


async def test_a_killed_holder_of_the_platforms_is_followed_and_nothing_is_lost_or_doubled(
    tmp_path: Path, postgresql_url: str
) -> None:
    def rows(query: str) -> Sequence[Sequence[Any]]:
        with psycopg.connect(postgresql_url.replace("+psycopg", "")) as connection:
            return connection.execute(query.encode()).fetchall()

    async with platforms() as sims:
        products = [_product(tmp_path / name, postgresql_url, sims.env) for name in ("a", "b")]
        groups = (DingTalkGroup(sims.dingtalk), WeComGroup(sims.wecom), SlackGroup(sims.slack))
        _, wecom, _ = groups
        try:
            for product in products:
                product.start()
            await sims.dingtalk.expect_links(2, within=20)
            await sims.slack.online(2, within=20)
            await sims.wecom.expect_links(1, within=20)
            await wecom.asks("帮助", "查单")
            (owner,) = rows("SELECT owner FROM leases WHERE name LIKE 'channel:wecom:%'")[0]
            victim = next(p for p in products if str(p.pid) == owner.split(":")[1])
            survivor = next(p for p in products if p is not victim)
            await survivor.turns_orange("4001")
            cards = {group.name: await group.card("4001") for group in groups}

            await _settled(rows)
            victim.end(SIGKILL)
            began = monotonic()
            await survivor.turns_orange("4002")
            for group in groups:
                await group.card("4002", within=_BOUND)
            took = monotonic() - began

            assert took < _BOUND
            for group in groups:
                for order_no in ("4001", "4002"):
                    shown = [text for text in await group.texts() if f"订单 {order_no}" in text]
                    assert len(shown) == 1, f"{order_no} in {group.name}: {shown}"
            await groups[0].presses(cards["dingtalk"], "冻结")
            for group in groups:
                await group.shows(cards[group.name], "已锁定", within=5)
                await group.says("查单 4002")
                await group.reads("4002")
                assert not any("重发" in text for text in await group.texts())
            assert rows(
                "SELECT count(*) FROM audit WHERE action = 'lock' AND outcome = 'done'"
            ) == [(1,)]
            await _settled(rows)
            assert rows("SELECT count(*) FROM outbox WHERE kind = 'card'") == [(8,)]
        finally:
            for product in products:
                product.end()
        for group in groups:
            assert await group.violations() == [], group.name


async def _settled(rows: Callable[[str], Sequence[Sequence[Any]]]) -> None:
    """Wait until it is written down that everything has left: a kill before that sends it twice."""

    async def is_settled() -> bool:
        return not rows("SELECT 1 FROM outbox WHERE kind = 'card' AND state <> 'sent'")

    await until(is_settled, "something was not sent", WITHIN)


def _product(folder: Path, url: str, env: dict[str, str]) -> Product:
    folder.mkdir()
    return Product(folder, {**own_environment(folder), **env, "RESONANCE_DATABASE__URL": url})
