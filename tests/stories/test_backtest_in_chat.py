"""`回测`: past orders judged by other numbers, beside those in force; nothing changes by it."""

from datetime import timedelta

from rules.cards.images.image import Image
from tests.harness import Harness


def _answer(h: Harness, text: str, *, by: str = "王敏") -> list[str]:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text.splitlines()


def test_other_weights_are_tried_on_past_orders_and_nothing_else_happens(h: Harness) -> None:
    assert _answer(h, "回测") == ["近 90 天没有下单，没有可以回测的。"]
    for no in ("1001", "1002", "1003"):
        h.ordered(no)
        h.turns_orange(no)
        h.expect_card(no)
    for no in ("1004", "1005", "1006"):  # three weak signals, and 2.4: one short of being told
        h.ordered(no)
        for city in ("杭州", "宁波", "温州"):
            h.happens("order.address_changed", no, address={"city": city})
            h.now += timedelta(minutes=31)
    h.ordered("1007")
    h.now += timedelta(hours=2)
    for no in ("1001", "1004", "1005", "1007"):
        h.happens("outcome.reported", no, kind="complaint")
    h.expect_nothing()

    title, tried, *lines = _answer(h, "回测 地址修改=1.0 近90天")

    assert title == "回测近 90 天下的单：7 单，差的 4 单"
    assert tried == "试：地址修改的权重 0.8 → 1.0"
    assert lines[:4] == [
        "预警次数：3 → 6",
        "每千单预警：428.6 → 857.1",
        "报中：1 → 3",
        "漏报：3 → 1",
    ]
    assert lines[4] == "准确率：33.3% [6.1%–79.2%] → 50.0% [18.8%–81.2%]"
    assert lines[5] == "召回率：25.0% [4.6%–69.9%] → 75.0% [30.1%–95.4%]"
    assert lines[6].startswith("提前多久（中位数）：")
    assert lines[7] == "旁边：24 小时未发货的固定规则报 0 中 0"
    assert lines[8].startswith("差单里，固定门槛之前就有 3 个弱信号同时在的：75.0% [30.1%–95.4%]")
    assert len(lines) == 9
    (followed,) = h.read("回测近 90 天的图")
    assert followed.read_file is not None
    image = h.database.look(followed.read_file)
    assert isinstance(image, Image)
    assert image.title == "回测近 90 天：7 单"
    assert image.svg.count("<circle") == 2 * (5 + 6)  # thresholds that tell of anything
    h.expect_nothing()  # nobody was told of anything, and the numbers in force are the same
    assert "地址修改 0.8" in "\n".join(_answer(h, "信号"))

    # As they are, in other words, of another shop, and what is no number.
    assert "预警次数：3" in _answer(h, "回测 30天", by="小赵")
    assert _answer(h, "回测 近 30 天 橙=2.4，红=3.9")[1].startswith("试：")
    assert len(h.read("回测近 30 天的图")) == 2
    assert _answer(h, "回测", by="外店小周") == ["近 90 天没有下单，没有可以回测的。"]
    assert "火星" in _answer(h, "回测 火星=1.0")[0]
    assert len(_answer(h, "回测 地址修改=heavy")) == 1
    h.lang = "en"
    assert _answer(h, "backtest address_changed=1.0 90d")[0] == (
        "backtest over the orders of the last 90 days: 7, bad: 4"
    )
    h.expect_notice("The backtest of 90 days as a picture")
