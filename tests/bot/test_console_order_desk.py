"""What is done on an order's page is what its reader may do, and nobody is named in full there."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.console.views.order.desk import order_desk
from bot.channels.console.views.order_data import Reading
from handlers.desk.order import OrderDesk
from handlers.desk.order import order_desk as desk_of
from storage.database import opened
from storage.tx import Tx
from tests.builders import SHANGHAI
from tests.harness import Harness


@pytest.fixture
def h(sqlite_url: str) -> Iterator[Harness]:
    with opened(sqlite_url) as database:
        yield Harness(database=database)


def _shown(h: Harness, reader: str) -> dict[str, Any]:
    actor = h.deps.directory.actor("console", reader)

    def work(tx: Tx) -> OrderDesk:
        order = tx.orders.get("1024")
        assert order is not None
        return desk_of(tx, h.deps, actor, order, h.now)

    reading = Reading(now=h.now, tz=SHANGHAI, directory=h.deps.directory)
    return order_desk(h.database.look(work), "1024", reading)


def _acts(h: Harness, reader: str) -> dict[str, str]:
    return {act["code"]: act["command"] for act in _shown(h, reader)["acts"]}


def test_its_buttons_are_commands_that_its_reader_would_not_be_refused(h: Harness) -> None:
    h.ordered()
    assert _acts(h, "lilei") == {"lock": "锁单 1024"}
    h.turns_red()
    h.read()

    assert set(_acts(h, "wangmin")) == {"lock", "release", "claim", "false_alarm", "useful"}
    assert set(_acts(h, "lilei")) == {"lock", "claim", "useful"}  # red is released by an approver
    assert _acts(h, "zhao") == {}
    assert _acts(h, "zhou") == {}  # another shop's
    h.says(_acts(h, "wangmin")["claim"])
    assert "claim" not in _acts(h, "wangmin")
    h.says(f"{_acts(h, 'wangmin')['release']} 核对过")
    h.happens("system.status", "1024", system="wms", status="LOADED")
    assert _acts(h, "wangmin") == {}  # it has left
    h.read()


def test_of_many_goods_eight_are_shown_and_the_others_are_counted(h: Harness) -> None:
    h.ordered(items=[{"sku": f"S{n}", "qty": 1} for n in range(10)])

    shown = _shown(h, "wangmin")

    assert [one["name"] for one in shown["goods"]] == [f"S{n}" for n in range(8)]
    assert [one["name"] for one in shown["further_goods"]] == ["S8", "S9"]
    assert shown["goods_more"] == "还有 2 种"


def test_customer_and_address_are_masked_and_goods_and_notes_are_there(h: Harness) -> None:
    h.ordered(
        items=[
            {"sku": "frame-1", "qty": 2, "name": "镜框"}, {"sku": "g", "qty": 1, "is_gift": True},
        ],
        customer={"id": "c1", "name": "林晓梅", "phone": "13812345678", "tier": "金卡"},
        address={"province": "浙江省", "city": "杭州市", "district": "西湖区",
                 "detail": "文三路 138 号 2 幢 301 室"},
    )  # fmt: skip
    h.happens("order.marked", "1024", mark="已打单 13812345678", by="小美")

    shown = _shown(h, "wangmin")

    assert shown["customer"] == "林** · 1******5678 · 金卡"
    assert shown["address"] == "浙江省 杭州市 西湖区 文三路 ** 号 ** 幢 ** 室"
    assert shown["goods"] == [
        {"name": "镜框", "pieces": "× 2", "gift": ""},
        {"name": "g", "pieces": "× 1", "gift": "赠品"},
    ]
    assert (shown["further_goods"], shown["goods_more"]) == ([], "")
    assert [(n["text"], n["by"]) for n in shown["notes"]] == [("已打单 1******5678", "小美")]
    h.happens("order.address_changed", "1024", address={"city": "宁波市"})
    assert _shown(h, "wangmin")["address"] == "宁波市"
