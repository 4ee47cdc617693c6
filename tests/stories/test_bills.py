"""Bills of platforms: six heads, every cent, linked to orders, told by month."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.unshipped.bills import Head, head_of
from tests.harness import Harness

#: A bill as platforms write it: kind, ¥, order.
BILL = (
    ("延迟发货", "5.00", "1024"), ("天猫-延迟发货赔付", "9.95", "1025"), ("缺货", "30.00", "1025"),
    ("虚假发货（长期无揽收）", "20.10", "1024"), ("轨迹超时异常", "3.33", "1026"),
    ("延迟换货", "12.00", "1026"), ("违背补寄承诺", "7.07", "1026"),
)  # fmt: skip


def said(h: Harness, text: str, *, by: str = "王敏") -> list[str]:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text.splitlines()


def takes(h: Harness, number: int, kind: str, amount: str, order_no: str, named: str = "") -> None:
    """Let a line of a bill arrive."""
    bill_id = named or f"b-{number}"
    h.happens("penalty.billed", order_no, kind=kind, amount=amount, bill_id=bill_id)


def three_orders(h: Harness) -> None:
    for no in ("1024", "1025", "1026"):
        h.ordered(no, shop="other" if no == "1026" else "glasses")
    for number, (kind, amount, no) in enumerate(BILL):
        takes(h, number, kind, amount, no)


@pytest.mark.parametrize(
    ("kind", "head"),
    [*zip([kind for kind, _, _ in BILL], [
        Head.LATE, Head.LATE, Head.LACKING, Head.FALSE, Head.STALLED, Head.EXCHANGE, Head.PROMISE,
     ], strict=True), (" Late_Shipment ", Head.LATE), ("差评处罚", Head.OTHER), ("", Head.OTHER)],
)  # fmt: skip
def test_each_name_falls_under_its_head(kind: str, head: Head) -> None:
    assert head_of(kind) is head


def test_a_bill_comes_to_its_sum_by_heads_however_often_it_is_told(h: Harness) -> None:
    three_orders(h)
    for number, (kind, amount, no) in enumerate(BILL):
        takes(h, number, kind, amount, no)

    title, line = said(h, "漏发率")

    assert title == "2026-08 漏发率 0/3 = 0.00%"
    assert sum(Decimal(amount) for _, amount, _ in BILL) == Decimal("87.45")
    assert line == (
        "平台账单 ¥87.45（7 笔）：缺货 ¥30.00、虚假发货 ¥20.10、延迟发货 ¥14.95、延迟换货 ¥12.00、"
        "违背补寄承诺 ¥7.07、轨迹超时 ¥3.33"
    )
    assert "¥22.40（3 笔）" in said(h, "漏发率", by="外店小周")[1]
    assert said(h, "漏发率 2026-07") == ["2026-07 漏发率 0/0 = 0.00%"]


def test_a_line_that_is_corrected_counts_as_it_was_told_last(h: Harness) -> None:
    h.ordered()
    takes(h, 1, "缺货", "30.00", "1024", named="b")
    takes(h, 2, "缺货", "3.00", "1024", named="b")
    assert said(h, "漏发率")[1] == "平台账单 ¥3.00（1 笔）：缺货 ¥3.00"


def test_a_bill_has_a_line_for_each_order_and_each_reason(h: Harness) -> None:
    h.ordered()
    h.ordered("2048")
    for no, kind, amount in (
        ("1024", "缺货", "1.00"),
        ("2048", "缺货", "2.00"),
        ("1024", "轨迹", "4"),
    ):
        takes(h, 1, kind, amount, no, named="b")
    assert said(h, "漏发率")[1] == "平台账单 ¥7.00（3 笔）：轨迹超时 ¥4.00、缺货 ¥3.00"


def test_months_stand_beside_each_other_with_what_was_missed(h: Harness) -> None:
    h.ordered(promised_ship_at=(h.now + timedelta(hours=2)).isoformat())
    h.ordered("2048")
    h.now += timedelta(hours=3)
    takes(h, 1, "延迟发货", "3.00", "1024")
    h.now += timedelta(days=31)
    takes(h, 2, "缺货", "9.50", "2048")

    assert said(h, "漏发率")[-2:] == [
        "平台账单 ¥9.50（1 笔）：缺货 ¥9.50", "漏发和账单：2026-08 2 单 ¥3.00、2026-09 0 单 ¥9.50",
    ]  # fmt: skip


def test_an_order_that_was_fined_ended_badly_and_says_so(h: Harness) -> None:
    three_orders(h)

    checked = said(h, "体检 1024")
    assert "平台已罚：虚假发货 ¥20.10、延迟发货 ¥5.00" in checked
    assert "一切正常。" not in checked
    (captured,) = [line for line in said(h, "健康") if "异常信号捕获率" in line]
    assert "0/3" in captured
    assert any("平台罚款：缺货" in one["text"] or "¥30.00" in one["text"]
               for one in h.order("1025")["timeline"])  # fmt: skip


def test_cases_like_one_that_was_fined_say_so(h: Harness) -> None:
    h.ordered()
    h.turns_red()
    h.expect_card()
    takes(h, 1, "延迟发货", "3.00", "1024")
    h.now += timedelta(days=2)
    h.ordered("2048")
    h.turns_red("2048")
    assert "1 单罚款；如 1024 罚款" in h.expect_card("2048").text
