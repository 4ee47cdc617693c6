"""The night's comparison: what left, its pick-up and its order, one card where they disagree."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier

import pytest

from handlers.ports import Outgoing
from handlers.sweeps import nights
from rules.cards.card import Card
from rules.delivery.routes import Route, Target
from storage.database import Database, opened
from tests.harness import GROUP, Harness

TWO = time(2)


def _at(clock: str, day: int = 3) -> datetime:
    return datetime.fromisoformat(f"2026-08-{day:02d}T{clock}+08:00")


@pytest.fixture
def night(h: Harness) -> Harness:
    h.night_check, h.now = TWO, _at("14:00:00", 2)
    return h


def _leaves(h: Harness, no: str, *, by: str = "wms traces erp", **data: str) -> None:
    """Let an order arrive and leave, as far as these tell of it."""
    h.ordered(no, **data)
    h.happens("system.status", no, system="erp", status="WaitConfirm")
    h.happens("system.status", no, system="wms", status="LOADED" if "wms" in by else "PICK")
    if "traces" in by:
        h.happens("carrier.trace", no, tracking_no=f"SF{no}", state="GOT", carrier="SF")
    if "erp" in by:
        h.happens("system.status", no, system="erp", status="Sent")


def _cards(h: Harness) -> list[Outgoing]:
    h.pass_time(timedelta(0))
    return [out for out in h.read("出库对账") if out.message_ref is None]


def _card(h: Harness) -> Card:
    (out,) = _cards(h)
    assert out.picture is not None
    return out.picture.card


def test_at_two_each_way_of_not_fitting_is_named_with_its_orders(night: Harness) -> None:
    h = night
    _leaves(h, "1001")
    _leaves(h, "1002", by="wms erp")
    _leaves(h, "1003", by="traces erp")
    _leaves(h, "1004", by="wms traces")
    _leaves(h, "1005", by="erp")
    h.ordered("1006")
    h.happens("order.cancelled", "1006")
    h.happens("system.status", "1006", system="wms", status="LOADED")
    h.happens("order.created", "1007", platform="taobao", shop="glasses", amount="9.00", items=[])
    h.happens("order.paid", "1007", amount="9.00")
    h.happens("system.status", "1007", system="wms", status="LOADED")
    h.read()
    h.now = _at("01:59:59")
    assert not _cards(h)
    h.now = _at("02:00:00")
    card = _card(h)
    assert card.title == "出库对账 08-03 · 6 单对不上"
    assert "7 单，仓库、快递和订单三方有 6 单对不上" in card.headline
    assert {line.label: line.text for line in card.lines} == {
        "已取消却出了库 1 单": "hz-1 · 1006",
        "标了发货没出库 1 单": "hz-1 · 1005",
        "出库没有运单号 1 单": "1007",
        "出库没揽收 1 单": "hz-1 · 1002",
        "揽收了没出库 1 单": "hz-1 · 1003",
        "出库了订单没改 1 单": "hz-1 · 1004",
    }
    assert len(card.suggestions) == len(card.lines)
    assert len(h.read("15 分钟还没有运单号")) == 1


def test_who_works_where_something_is_to_be_looked_for_is_called(night: Harness) -> None:
    h = night
    h.keepers = {"hz-1": "李雷", "sz-2": "韩梅"}
    _leaves(h, "1001", by="wms erp")
    _leaves(h, "1002", by="wms traces", warehouse="sz-2")  # the order is to be mended
    h.read()
    h.now = _at("02:00:00")
    (out,) = _cards(h)
    assert out.mentions == ("lilei",)


def test_a_night_without_differences_is_no_card_however_the_day_goes_on(night: Harness) -> None:
    h = night
    _leaves(h, "1001")
    h.read()
    h.now = _at("02:00:00")
    assert not _cards(h)
    _leaves(h, "1002", by="wms erp")
    h.read()
    for clock in ("02:00:30", "14:00:00", "23:59:59"):
        h.now = _at(clock)
        assert not _cards(h)
    h.now = _at("02:00:00", 4)
    assert "1 单对不上" in _card(h).title


@pytest.mark.parametrize("clock", ["01:59:59", "02:00:01"])
def test_a_restart_at_the_hour_loses_nothing_and_doubles_nothing(
    night: Harness, clock: str
) -> None:
    h = night
    _leaves(h, "1001", by="wms erp")
    h.read()
    h.now = _at(clock)
    before = _cards(h)
    h.restart()
    h.now = _at("02:00:31")
    assert len([*before, *_cards(h)]) == 1
    h.now = _at("23:00:00")
    assert not _cards(h)


def test_two_processes_at_once_promise_one_card(database_url: str) -> None:
    with opened(database_url) as one, opened(database_url) as other:
        together = Barrier(2)
        h = Harness(one, night_check=TWO, now=_at("14:00:00", 2))
        _leaves(h, "1001", by="wms erp")
        h.read()
        h.now = _at("02:00:00")

        def run(database: Database) -> int:
            write = database.look(lambda tx: nights.look(tx, h.deps, h.now))
            together.wait()
            return database.do(write)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(run, (one, other))) == [0, 1]
        assert len(_cards(h)) == 1


def test_what_fits_by_now_is_gone_from_the_card(night: Harness) -> None:
    h = night
    _leaves(h, "1001", by="wms erp")
    _leaves(h, "1002", by="wms erp")
    h.read()
    h.now = _at("02:00:00")
    (out,) = _cards(h)
    assert out.picture is not None
    for no, left in (("1001", "1 单对不上"), ("1002", "全部对上了")):
        h.happens("carrier.trace", no, tracking_no=f"SF{no}", state="GOT", carrier="SF")
        h.press(out.picture.tokens["refresh"], by="韩梅")
        assert left in h.read("出库对账")[-1].text


def test_what_left_a_moment_ago_is_compared_the_next_night(night: Harness) -> None:
    h = night
    h.now = _at("01:50:00")
    _leaves(h, "1001", by="wms erp")
    h.read()
    h.now = _at("02:00:00")
    assert not _cards(h)
    h.now = _at("02:00:00", 4)
    assert "1001" in _card(h).lines[0].text


def test_the_silence_of_a_warehouse_that_is_not_connected_is_no_difference(night: Harness) -> None:
    h = night
    for no, warehouse in (("1001", "hz-1"), ("1002", "sz-2")):
        h.ordered(no, warehouse=warehouse)
        h.happens("carrier.trace", no, tracking_no=f"SF{no}", state="GOT", carrier="SF")
    _leaves(h, "1003")
    h.read()
    h.now = _at("02:00:00")
    assert [line.text for line in _card(h).lines] == ["hz-1 · 1001"]


def test_a_conversation_of_other_shops_is_told_nothing(night: Harness) -> None:
    h = night
    h.routes = (
        Route(to=tuple(Target(channel="console", conversation=room) for room in (GROUP, "else"))),
    )
    h.scopes = {("console", "else"): ("other",)}
    _leaves(h, "1001", by="wms erp")
    h.read()
    h.now = _at("02:00:00")
    assert [out.conversation for out in _cards(h)] == [GROUP]


def test_a_warehouse_whose_waybills_stay_away_is_one_card_until_they_come(h: Harness) -> None:
    h.keepers = {"hz-1": "李雷"}
    for no in ("1001", "1002"):
        h.happens(
            "order.created", no, platform="taobao", shop="glasses", amount="9.00", items=[],
            warehouse="hz-1",
        )  # fmt: skip
        h.happens("order.paid", no, amount="9.00")
        h.happens("system.status", no, system="wms", status="LOADED")
    left = h.now
    h.read()
    h.pass_time(left + timedelta(minutes=14) - h.now)
    assert not h.read("运单号")
    h.pass_time(timedelta(minutes=2))
    (card,) = h.read("运单号")
    assert "hz-1 出库没有运单号" in card.text
    assert "2 单出库超过 15 分钟还没有运单号。1001 1002" in card.text
    assert card.mentions == ("lilei",)
    h.pass_time(timedelta(minutes=5))
    assert not h.read("运单号")
    for no in ("1001", "1002"):
        h.happens("parcel.created", no, parcel_id=f"P{no}", tracking_no=f"SF{no}")
    h.pass_time(timedelta(minutes=1))
    (over,) = h.read("运单号")
    assert "已恢复" in over.text
