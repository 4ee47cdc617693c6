"""`分析`: the article's figures from its orders, read past the writer, for each shop its own."""

from datetime import timedelta

import pytest

from handlers.chat import dispatch
from handlers.events import intake
from handlers.ports import ChatMessage
from tests.cancelled_orders import LAST, thousand_orders
from tests.harness import Harness

NOTHING = "支付后 2 小时内取消：近 30 天没有时间已满的订单。"


def answer(h: Harness, text: str, *, by: str = "王敏", conversation: str = "ops") -> list[str]:
    reply = h.says(text, by=by, conversation=conversation)
    assert reply is not None
    return reply.text.splitlines()


def asked_by(h: Harness, user_id: str) -> ChatMessage:
    return ChatMessage(
        channel="console", conversation="ops", user_id=user_id, user_name="?", at=h.now,
        text="分析 2小时内取消", message_id="m-1", addressed=True,
    )  # fmt: skip


def test_the_article_is_read_out_of_its_orders_as_far_as_one_may_see_them(h: Harness) -> None:
    h.now = LAST + timedelta(hours=12)
    h.scopes = {("console", "group-a"): ("店A",)}
    events = thousand_orders()
    h.database.do(lambda tx: intake.take(tx, h.deps, events, h.now))

    title, *lines, how = answer(h, "分析 2小时内取消")

    assert title == "支付后 2 小时内取消：10.0%（100/1000 单，95% 区间 8.3%–12.0%，近 30 天）"
    evening, popup, small = lines
    assert evening.startswith("1. 时段 22:00–23:30：4.9×，48.7%（73/150 单，")
    assert evening.endswith("占其中 73.0%")
    assert popup == "2. 信号 popup：3.2×，32.0%（80/250 单，95% 区间 26.5%–38.0%），占其中 80.0%"
    assert small.startswith("3. 三线及以下城市：2.0×，19.8%（89/450 单，")
    assert small.endswith("占其中 89.0%")
    assert how.startswith("比较了 ")
    # The same in other words, by whoever may only look.
    assert answer(h, "分析 支付后 2 小时内取消", by="小赵") == [title, *lines, how]
    # What nobody could have kept apart is no segment, and is said to be none.
    assert answer(h, "分析 下单后1小时内支付")[1].startswith("没有哪一组明显更多（比较了 ")
    # A bound group, and a person of another shop.
    bound = answer(h, "分析 2小时内取消", conversation="group-a")[0]
    assert "/1000 单" not in bound
    assert "单，95%" in bound
    assert answer(h, "分析 2小时内取消", by="外店小周") == [NOTHING]

    h.lang = "en"
    english = answer(h, "analyse cancelled within 2h of payment")
    assert english[0] == (
        "paid → cancelled within 2 hours: "
        "10.0% (100 of 1000 orders, 95% CI 8.3%–12.0%, last 30 days)"
    )
    assert english[2] == (
        "2. Signal popup: 3.2×, 32.0% (80 of 250 orders, 95% CI 26.5%–38.0%), 80.0% of them all"
    )
    assert "no proof of a cause" in english[-1]


def test_of_few_orders_the_share_is_told_and_of_none_that_there_are_none(h: Harness) -> None:
    assert answer(h, "分析 2小时内取消") == [NOTHING]
    h.ordered()
    h.happens("order.cancelled", reason="不想要了")
    assert answer(h, "分析 2小时内取消") == [NOTHING]  # its time is not over
    h.now += timedelta(hours=2)
    assert answer(h, "分析 2小时内取消") == [
        "支付后 2 小时内取消：100.0%（1/1 单，95% 区间 20.7%–100.0%，近 30 天）",
        "单太少，满 20 单才分组比较。",
    ]
    h.now += timedelta(days=30)
    assert answer(h, "分析 2小时内取消") == [NOTHING]


def test_what_is_unclear_is_asked_about(h: Harness) -> None:
    assert answer(h, "分析 火星 2h")[0].startswith("看不懂“火星”。能分析的事：下单、支付、取消")
    assert answer(h, "分析")[0].endswith("例如：分析 2小时内取消")
    assert answer(h, "分析 取消")[0].startswith("多长时间以内？")
    assert answer(h, "分析 取消 30天")[0].startswith("时间最长 14 天。")
    h.lang = "en"
    assert answer(h, "analyse moon 2h")[0].startswith("“moon” is not understood.")


def test_for_a_stranger_nothing_is_read(h: Harness) -> None:
    message = asked_by(h, "nobody")

    asked = h.database.look(lambda tx: dispatch.read_ahead(message, tx, h.deps, h.now))
    reply = h.database.do(lambda tx: dispatch.on_message(asked, tx, h.deps, h.now))

    assert asked.ahead is None
    assert reply is not None
    assert "分析" not in reply.text
    assert reply.private


def test_a_writer_is_never_made_to_read(h: Harness) -> None:
    message = asked_by(h, "wangmin")

    assert dispatch.reads_ahead(message)
    with pytest.raises(TypeError, match="read ahead"):
        h.database.do(lambda tx: dispatch.on_message(message, tx, h.deps, h.now))


def test_where_no_segment_has_enough_orders_that_is_said_and_not_that_none_stands_out(
    h: Harness,
) -> None:
    for number in range(24):
        h.ordered(f"o-{number}")
        h.now += timedelta(hours=1)
    h.now += timedelta(hours=3)

    title, said = answer(h, "分析 2小时内取消")

    assert "0/24 单" in title
    assert said == "每组都不满 20 单，没有可以比较的。"
