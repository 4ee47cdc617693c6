"""`体检`: promises in money, contracts of whoever told of an order, its like; what is not known."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from rules.health.troubles import Trouble, Wrong
from rules.unshipped.penalties import Penalty
from rules.vocabulary import Level
from tests.harness import Harness

HOUR = timedelta(hours=1)
RULE = Penalty(
    platform="taobao", first=date(2026, 1, 1), share=Decimal("0.05"), least=Decimal(1),
    most=Decimal(30), source="rule.example", verified=date(2026, 7, 1),
)  # fmt: skip


def checked(h: Harness, order_no: str = "1024", *, by: str = "王敏") -> list[str]:
    reply = h.says(f"体检 {order_no}", by=by)
    assert reply is not None
    return reply.text.splitlines()


def a_trouble(source: str, since: datetime, over_at: datetime | None = None) -> Trouble:
    facts = {"code": "before_payment", "order": "1024"}
    return Trouble(id=f"{source}-{since}", wrong=Wrong.PAUSED, name=source, since=since,
                   facts=facts, over_at=over_at)  # fmt: skip


def lines(h: Harness, start: str, order_no: str = "1024") -> list[str]:
    return [line for line in checked(h, order_no) if line.startswith(start)]


def test_a_promise_is_told_in_money_by_which_rule_and_how_sure_that_is(h: Harness) -> None:
    h.ordered(promised_ship_at=(h.now + 5 * HOUR).isoformat())
    assert lines(h, "晚发的代价") == ["晚发的代价：罚则未配置"]
    h.penalties = (RULE,)
    (line,) = lines(h, "晚发的代价")
    assert line.split("；") == [
        "晚发的代价：¥9.95 × 漏发概率 25% ≈ ¥2.49", "罚则 rule.example（2026-07-01 核对）",
        "概率是假设，本店的单还不够",
    ]  # fmt: skip
    h.now += 6 * HOUR
    assert lines(h, "晚发的代价") == [
        "晚发的代价：¥9.95（来不及了）；罚则 rule.example（2026-07-01 核对）"
    ]
    h.happens("carrier.trace", tracking_no="SF1024", state="1", text="已揽收")
    assert lines(h, "晚发的代价") == []


def test_promises_of_the_carrier_are_told_until_they_are_kept(h: Harness) -> None:
    until = {
        "promised_pickup_at": (h.now + HOUR).isoformat(),
        "promised_delivery_at": (h.now + 49 * HOUR).isoformat(),
    }
    h.ordered(**until)
    assert lines(h, "揽收时限") == ["揽收时限 13:00，还剩 58 分钟"]
    assert lines(h, "送达时限") == ["送达时限 08-05 13:00，还剩 2 天"]
    h.happens("carrier.trace", tracking_no="SF1024", state="1", text="已揽收")
    assert lines(h, "揽收时限") == []
    assert len(lines(h, "送达时限")) == 1
    h.happens("carrier.trace", tracking_no="SF1024", state="3", text="已签收")
    assert lines(h, "送达时限") == []


def test_broken_contracts_of_those_who_told_of_it_are_named(h: Harness) -> None:
    before = a_trouble("before", h.now - 9 * HOUR, over_at=h.now - HOUR)
    h.ordered()
    others = a_trouble("wechat", h.now)
    mine = a_trouble("oms", h.now)
    h.database.do(lambda tx: tx.troubles.save([before, others, mine]))
    assert [one for one in lines(h, "合约") if "wechat" in one or "微信" in one] == []
    (line,) = lines(h, "合约")
    assert line.endswith("，从 12:01 起")
    assert "一切正常。" not in checked(h)
    over = replace(mine, over_at=h.now + 2 * HOUR)
    h.database.do(lambda tx: tx.troubles.save([replace(others, over_at=h.now), over]))
    h.now += 3 * HOUR
    (line,) = lines(h, "合约")
    assert line.endswith("，12:01 起 2 小时，已恢复")


def test_orders_like_it_are_named_with_how_they_ended(h: Harness) -> None:
    h.ordered()
    assert lines(h, "相似") == []
    h.turns_red()
    assert h.expect_card().level is Level.RED
    assert lines(h, "相似") == ["相似：新：最近 30 天首次出现"]
    h.happens("outcome.reported", kind="complaint")
    h.now += timedelta(days=2)
    h.ordered("2048")
    h.happens("order.address_changed", "2048", address={"city": "杭州"})
    assert lines(h, "相似", "2048") == ["相似：新：最近 30 天首次出现"]
    h.turns_red("2048")
    h.expect_card("2048")
    assert lines(h, "相似", "2048") == [
        "相似：最近 90 天 1 单同类（地址修改+客服对话），1 单投诉；如 1024 投诉（单太少，只作参考）"
    ]


def test_an_unknown_number_gets_near_ones_and_anothers_order_stays_theirs(h: Harness) -> None:
    h.ordered("770011")
    assert any("770011" in line for line in checked(h, "770012"))
    assert "199" not in "\n".join(checked(h, "770011", by="外店小周"))


def test_of_several_parcels_it_is_said_which_have_left_and_what_waits_still_has_its_promise(
    h: Harness,
) -> None:
    h.ordered()
    for number in (2, 3):
        h.happens("parcel.created", parcel_id=f"P1024-{number}", tracking_no=f"SF1024-{number}")
    h.happens("carrier.trace", tracking_no="SF1024-2", state="揽收")

    partly = checked(h)

    (left,) = (line for line in partly if "起发出" in line)
    assert left.endswith("3 个里 1 个有物流，其余还没有。")
    assert any(line.startswith("发货时限") for line in partly)
    assert "没有锁定，可以发货。" in partly
    for rest in ("SF1024", "SF1024-3"):
        h.happens("carrier.trace", tracking_no=rest, state="揽收")
    whole = checked(h)
    assert any(line.endswith("已发出。") for line in whole)
    assert not any(line.startswith(("发货时限", "没有锁定")) for line in whole)


def test_what_is_held_is_not_well_and_what_nobody_ordered_may_not_ship(h: Harness) -> None:
    h.ordered()
    assert "一切正常。" in checked(h)
    h.locks("1024", by="finance", hold="FINANCE")

    held = checked(h)
    h.happens("chat.opened", "ghost")
    unheard = checked(h, "ghost")

    assert "一切正常。" not in held
    assert "· 核实无误后放行；有问题就保持锁定〔放行 1024〕" in held
    assert "没有锁定，可以发货。" not in unheard
    assert "还没有收到这一单的下单，扫描不放行。" in unheard
    assert h.scan("ghost").code == "UNKNOWN_CODE"


def test_a_hold_of_another_system_is_released_by_its_name(h: Harness) -> None:
    h.ordered()
    h.locks("1024", by="finance", hold="FINANCE")

    plain = h.says("放行 1024")
    below = h.says("放行 1024", by="李雷")
    named = h.says("放行 1024 finance 已付清（转账）")

    assert plain is not None
    assert plain.text.endswith("要放行，写明是哪一个：放行 1024 FINANCE")
    assert below is not None
    assert "写明是哪一个" not in below.text
    assert named is not None
    assert named.text.startswith("已放行订单 1024")
    (hold,) = h.order()["holds"]
    assert hold["released_at"] is not None
    (note,) = h.database.look(
        lambda tx: [a.detail for a in tx.audit.of_order("1024") if a.detail.endswith("（转账）")]
    )
    assert note == "FINANCE 已付清（转账）"
