"""A case told after the fact: every number in it is one of the journal, counted here once more."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from rules.vocabulary import AlertState
from storage.delivery.outbox import Delivery
from tests.builders import SHANGHAI, a_policy, a_rule, hours, minutes
from tests.harness import Harness

WEIGHTS = {"order.address_changed": Decimal("0.8"), "chat.opened": Decimal("1.2")}


def local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%H:%M")


def stood(h: Harness, at: datetime) -> tuple[int, Decimal]:
    """Count what the journal says that the order had by then."""
    events = h.database.look(lambda tx: tx.journal.of_order("1024"))
    heard = [WEIGHTS[e.type] for e in events if e.type in WEIGHTS and e.received_at <= at]
    return len(heard), sum(heard, Decimal(0))


def a_case(h: Harness) -> dict[str, datetime]:
    """Play one: 2.0 for six hours, orange, red, taken, released."""
    h.ordered("1024")
    at = {}
    h.happens("order.address_changed", "1024", address={"city": "杭州"})
    at["first"] = h.now
    h.now += minutes(40)
    h.happens("chat.opened", "1024")
    at["stood"] = h.now
    h.now += hours(6)
    h.happens("order.address_changed", "1024", address={"city": "宁波"})
    at["warned"] = h.now
    h.now += minutes(1)
    card = h.expect_card("1024")
    at["told"] = h.now
    h.now += minutes(20)
    h.happens("chat.opened", "1024")
    at["red"] = h.now
    h.expect_notice("红")
    h.expect_card("1024", redraw=True)
    h.now += minutes(4)
    h.scan("P1024")
    h.says("查单 1024", by="小赵")
    h.now += minutes(5)
    h.says("认领 1024", by="李雷")
    at["claimed"] = h.now
    h.expect_card("1024", redraw=True)
    h.now += minutes(10)
    h.says("放行 1024 客户已确认", by="王敏")
    at["released"] = h.now
    assert card.level == "orange"
    return at


def test_a_red_case_that_is_over_tells_how_it_came_and_what_would_be_sooner(h: Harness) -> None:
    at = a_case(h)

    closed = h.expect_card("1024", redraw=True)
    said = h.says("复盘 1024", by="小赵")

    assert closed.state is AlertState.RELEASED
    assert said is not None
    count, score = stood(h, at["stood"])
    more, warned = stood(h, at["warned"])
    sent = h.database.look(lambda tx: tx.ledger.about("order", "1024"))
    first = min(
        e.settled_at
        for e in sent
        if e.kind == "card" and e.state is Delivery.SENT and e.settled_at is not None
    )
    denied = h.database.look(lambda tx: tx.scans.of_order("1024"))
    assert said.text.splitlines() == [
        "复盘 1024：红色预警，已放行，从预警到结束 40 分钟",
        f"{local(at['first'])} 首个信号：1 个信号（地址修改）共 0.8，6 小时 40 分后预警",
        f"{local(at['warned'])} 预警：{more} 个信号（地址修改、客服对话）共 {warned}",
        f"{local(first)} 送达 订单值班群",
        f"{local(at['red'])} 升为红色",
        f"{local(at['claimed'] - minutes(5))} 小赵：查单",
        f"{local(at['claimed'])} 李雷：认领",
        f"{local(at['released'])} 王敏：放行",
        "预警后 1 分钟送达",
        "送达后 29 分钟有人处理",
        f"其间扫描拦下 {len(denied)} 次",
        "怎样能更早：",
        (
            f"· {local(at['stood'])} 已有 {count} 个信号共 {score}；"
            f"橙线设为 {score} 会早 6 小时预警（别的单也会多报，先试“回测 橙={score}”）"
        ),
    ]
    assert f"橙线设为 {score} 会早 6 小时预警" in closed.text
    assert closed.card.closed or closed.card.buttons  # it says so in its folded part alone
    assert "橙线设为" not in closed.card.headline
    tried = h.says(f"回测 橙={score}")
    assert tried is not None
    assert f"橙色阈值 2.5 → {score}" in tried.text
    h.expect_notice("回测近 90 天的图")


def test_what_other_weights_would_have_done_is_not_guessed(h: Harness) -> None:
    a_case(h)
    h.expect_card("1024", redraw=True)
    before = h.says("复盘 1024")
    h.policy = a_policy(a_rule("chat_opened", "1.5", cap=2))

    after = h.says("复盘 1024")

    assert before is not None
    assert after is not None
    assert "预警：2.8" in after.text  # as it was written down then
    assert "不推测" in after.text
    assert "橙线" not in after.text
    assert h.policy.version != ""


def test_an_account_is_the_same_whenever_it_is_read_and_lasts_while_the_case_does(
    h: Harness,
) -> None:
    h.ordered("1024")
    calm = h.says("复盘 1024")
    h.turns_red("1024")
    h.expect_card("1024")
    open_yet = h.says("复盘 1024")
    h.says("误报 1024 客户自己改的", by="王敏")
    closed = h.expect_card("1024", redraw=True).text
    first = h.says("复盘 1024")
    h.says("查单 1024")
    h.happens("chat.opened", "1024")
    h.now += minutes(30)

    again = h.says("复盘 1024")

    assert calm is not None
    assert "没有过预警" in calm.text
    assert open_yet is not None
    assert "还没有结束" in open_yet.text
    assert first == again
    assert "复盘：" in closed
    other = h.says("复盘 1024", by="外店小周")
    assert other is not None
    assert "王敏" not in other.text


def test_a_case_of_the_scanner_alone_names_its_rule_and_counts_its_scan(h: Harness) -> None:
    h.ordered("1024")
    h.ordered("2048")
    h.scan("P2048", order_no="1024")
    raised = h.now
    h.now += minutes(2)
    h.read("1024")
    h.now += minutes(3)
    h.says("放行 1024 换回来了", by="王敏")
    h.read("1024")

    said = h.says("复盘 1024")

    assert said is not None
    assert said.text.splitlines() == [
        "复盘 1024：红色预警，已放行，从预警到结束 5 分钟",
        f"{local(raised)} 预警：扫描单号与包裹不符",
        f"{local(raised + minutes(2))} 送达 订单值班群",
        f"{local(h.now)} 王敏：放行",
        "预警后 2 分钟送达",
        "送达后 3 分钟有人处理",
        "其间扫描拦下 1 次",
        "怎样能更早：",
        "· 没有：信号一到就预警了",
    ]


def test_what_a_silence_kept_back_is_part_of_how_it_could_have_been_sooner(h: Harness) -> None:
    h.ordered("1024")
    h.says("静默 1024 2h 客户出差", by="李雷")
    h.turns_orange("1024")
    h.now += minutes(40)
    h.happens("chat.opened", "1024")
    h.happens("order.address_changed", "1024", address={"city": "温州"})
    h.read("1024")
    h.now += minutes(5)
    h.says("误报 1024 看过了", by="王敏")
    h.read("1024")

    said = h.says("复盘 1024")

    assert said is not None
    assert "· 静默、免打扰或打扰额度压下 1 条，最久 45 分钟" in said.text


def test_what_stood_on_a_storm_card_was_heard_of_when_that_arrived(h: Harness) -> None:
    h.delivery = replace(h.delivery, merge_above=0)
    for number in range(3):
        h.ordered(f"o-{number}")
    for number in range(3):
        h.happens("order.address_changed", f"o-{number}", address={"city": "杭州"})
        h.happens("order.address_changed", f"o-{number}", address={"city": "宁波"})
    warned = h.now
    unheard = h.says("复盘 o-2")
    h.now += minutes(7)
    h.deliver()
    told = h.now
    h.now += minutes(5)
    h.says("认领 o-2", by="李雷")

    heard = h.says("复盘 o-2")

    stands = h.database.look(lambda tx: [e.state for e in tx.ledger.about("order", "o-2")])
    assert Delivery.GROUPED in stands, stands
    assert unheard is not None
    assert "还没有消息送达" in unheard.text
    assert heard is not None
    assert f"{local(told)} 在汇总卡片里送达 订单值班群" in heard.text
    assert "预警后 7 分钟送达" in heard.text
    assert "送达后 5 分钟有人处理" in heard.text
    assert "没有消息送达" not in heard.text
    assert told - warned == minutes(7)
    h.read()
