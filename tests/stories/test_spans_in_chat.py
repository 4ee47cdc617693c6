"""A stretch of time or a time that cannot be: what is wrong is said, and nothing is done."""

from collections.abc import Sequence

import pytest

from handlers.resonance import breaker
from storage.tx import Tx
from tests.harness import Harness

#: What is typed, and what the answer says; `{}` is a stretch of time that cannot be.
_SPANS: Sequence[tuple[str, str]] = (
    ("稍后 1024 {}", "例如：稍后 1024 2h"),
    ("停止自动锁 {} 误锁太多", "例如：停止自动锁 2h 权重配错了"),
    ("停止自动锁 误锁太多 {}", "例如：停止自动锁 2h 权重配错了"),
    ("静默 glasses {} 暴雨停运", "例如：静默 glasses 2h 暴雨停运"),
    ("静默 客服对话 客户 c-1 {} 常来聊", "例如：静默 客服对话 客户 c-1 2h"),
    ("名单 加 vip c-1 {} 老客户", "例如：名单 加 vip c-1 30d 老客户"),
    ("调试模式 开 {}", "例如：调试模式 开 30m"),
    ("分析 支付后 {} 内取消", "例如：分析 2小时内取消"),
    ("假如 1024 发货时限={}x", "可写：地址修改=1.0"),
    ("信号 窗口 {}", "不是时长：写 48h"),
)
#: The same of what is typed otherwise.
_OTHERS: Sequence[tuple[str, str]] = (
    ("停止自动锁 24 误锁太多", "没看懂时长：“24”"),
    ("停止自动锁 2h30 误锁太多", "没看懂时长：“2h30”"),
    ("停止自动锁 8d 误锁太多", "最长 7 天"),
    ("调试模式 开 5h", "最长 4 小时"),
    ("调试模式 开-30m", "至少 1 分钟"),
    ("稍后 1024 25h", "最长可放 24h"),
    ("分析 支付后 15天内取消", "时间最长 14 天"),
    ("健康 -7 天", "最近 1 到 92 天"),
    ("健康 -7", "最近 1 到 92 天"),
    ("健康 0 天", "最近 1 到 92 天"),
    ("健康 1000 天", "最近 1 到 92 天"),
    ("回测 近0天", "最近 1 到 366 天"),
    ("回测 近1000天", "最近 1 到 366 天"),
    ("回测 -7天", "看不懂“-7”"),
    ("契约 诊断 25:00", "25:00"),
    ("契约 诊断 2026-13-01 10:00", "2026-13-01"),
    ("假如 1024 现在=25:00", "现在=25:00"),
    ("假如 1024 勿扰=25:00-08:00", "勿扰=25:00-08:00"),
    ("漏发率 2026-13", "2026-"),
    ("信号 质量 2026-13", "2026-"),
    ("打扰 上上周", "上上周"),
)


@pytest.mark.parametrize("span", ["-2h", "0h", "99999d", "三刻钟"])
@pytest.mark.parametrize(("text", "said"), _SPANS)
def test_a_stretch_of_time_that_cannot_be_is_answered_with_what_to_write(
    h: Harness, text: str, said: str, span: str
) -> None:
    _is_refused(h, text.format(span), said)


@pytest.mark.parametrize(("text", "said"), _OTHERS)
def test_a_time_that_cannot_be_is_answered_with_what_is_wrong(
    h: Harness, text: str, said: str
) -> None:
    _is_refused(h, text, said)


def _is_refused(h: Harness, text: str, said: str) -> None:
    h.ordered()
    h.turns_orange()
    h.expect_card()
    before = _in_force(h)

    reply = h.says(text, by="陈静", private=True)

    assert reply is not None
    assert said in reply.text
    assert not reply.changed
    assert _in_force(h) == before


def _in_force(h: Harness) -> list[object]:
    def look(tx: Tx) -> list[object]:
        return [
            tx.alerts.latest_of(("1024",)),
            tx.marks.get(breaker.SWITCH),
            tx.silences.in_force(h.now),
            tx.policies.listed(h.now),
            tx.drafts.open(),
        ]

    return h.database.look(look)
