"""Silences, quiet hours and debug mode: what is not said, who wanted it so, and what follows."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from rules.alerts.attention import PeopleRules
from rules.people.calendar import Hours, Span
from rules.unshipped.penalties import Penalty
from rules.vocabulary import Action, AlertState, Level
from storage.delivery.outbox import Delivery, Entry
from tests.harness import Harness

MINUTE = timedelta(minutes=1)


def the_ledger(h: Harness, order_no: str = "1024") -> list[Entry]:
    return h.database.look(lambda tx: tx.ledger.about("order", order_no))


def reply(h: Harness, text: str, *, by: str = "王敏") -> str:
    answer = h.says(text, by=by)
    assert answer is not None
    return answer.text


def turns_red_at_once(h: Harness, order_no: str) -> None:
    """Let a burst of address changes and three conversations add up within seconds."""
    for _ in range(2):
        h.happens("order.address_changed", order_no, address={})
    for _ in range(3):
        h.happens("chat.opened", order_no)


def test_a_silence_shows_what_it_will_affect_needs_reason_and_duration_and_mutes(
    h: Harness,
) -> None:
    h.ordered("1024")
    h.turns_orange("1024")
    h.expect_card("1024")

    assert "静默 glasses 2h 暴雨停运" in reply(h, "静默 glasses", by="李雷")
    assert "为什么" in reply(h, "静默 glasses 2h", by="李雷")
    assert "没找到" in reply(h, "静默 玻璃 2h 直播", by="李雷")
    said = reply(h, "静默 glasses 2h 直播改价", by="李雷")

    assert "将影响当前 1 条预警" in said
    assert "红色照常发送" in said
    h.ordered("2048")
    h.turns_orange("2048")
    h.expect_nothing()
    muted = the_ledger(h, "2048")
    assert [(e.state, e.last_code) for e in muted] == [(Delivery.MUTED, "silence:1")]
    why = reply(h, "为什么没收到 2048")
    assert "李雷：直播改价" in why
    assert h.order("2048")["alert"] is not None  # evaluated and journalled all the same


def test_the_end_of_a_silence_is_announced_ten_minutes_before_and_what_lives_is_sent_once(
    h: Harness,
) -> None:
    h.ordered("1024")
    reply(h, "静默 仓 2h x", by="李雷")
    start = h.now
    reply(h, "静默 hz-1 2h 盘点", by="李雷")
    h.turns_orange("1024")
    h.expect_nothing()

    h.now = start + timedelta(minutes=109, seconds=59)
    h.pass_time(timedelta(0))
    h.expect_nothing()
    h.restart()
    h.pass_time(timedelta(seconds=1))

    assert "静默 1（仓库 hz-1）将在" in h.expect_notice("将在")
    h.pass_time(timedelta(minutes=9))
    h.expect_nothing()
    h.pass_time(timedelta(minutes=1))
    assert h.expect_card("1024").level is Level.ORANGE
    assert "1 单仍未处理" in h.expect_notice("已结束")
    h.pass_time(timedelta(minutes=5))
    h.expect_nothing()


def test_a_silence_is_listed_and_ended_early_by_number_or_by_what_it_is_about(h: Harness) -> None:
    h.ordered("1024")
    reply(h, "静默 顺丰 2h 停运", by="李雷")
    reply(h, "静默 1024 1h 客户出差", by="李雷")
    listed = reply(h, "静默", by="韩梅")
    assert "1. 承运商 顺丰" in listed
    assert "2. 订单 1024" in listed
    h.turns_orange("1024")
    h.expect_nothing()

    assert "结束了静默：订单 1024" in reply(h, "静默 取消 1024", by="韩梅")
    assert "没有“9”" in reply(h, "静默 取消 9", by="韩梅")
    assert reply(h, "静默 取消", by="韩梅").startswith("结束哪一项？")
    h.pass_time(MINUTE)
    h.expect_notice("静默 2")
    card = h.expect_card("1024")

    assert card.level is Level.ORANGE  # the carrier's code is not known to be 顺丰
    assert "结束了静默：承运商 顺丰" in reply(h, "静默 取消 1", by="韩梅")
    h.pass_time(MINUTE)
    h.expect_notice("静默 1")


def test_red_is_silenced_by_an_approver_only_and_for_half_an_hour_at_most(h: Harness) -> None:
    h.ordered("1024")
    reply(h, "静默 1024 2h 我在处理", by="李雷")
    h.turns_orange("1024")
    h.expect_nothing()
    h.happens("chat.opened")  # 3.4, still orange
    h.happens("order.address_changed", address={"city": "温州"})
    assert h.expect_card("1024").level is Level.RED
    assert h.scan("P1024").holds

    h.ordered("2048")
    said = reply(h, "静默 2048 2h 仓库盘点", by="王敏")
    assert "红色最长静默" in said
    start = h.now
    turns_red_at_once(h, "2048")
    assert h.read("2048") == []
    assert h.scan("P2048").holds  # a muted red alert locks as ever
    h.now = start + timedelta(minutes=29, seconds=59)
    h.pass_time(timedelta(0))
    assert h.read("2048") == []
    h.pass_time(timedelta(seconds=1))
    assert h.expect_card("2048").level is Level.RED
    h.read("1024")


def test_whether_the_end_of_a_muted_alert_is_told_is_a_setting(h: Harness) -> None:
    for setting in (False, True):
        no = "4001" if setting else "4000"
        h.people = PeopleRules(resolved_when_silenced=setting)
        h.ordered(no)
        reply(h, f"静默 {no} 2h 客户出差", by="李雷")
        h.turns_orange(no)
        h.expect_nothing()
        h.happens("order.cancelled", no)
        if setting:
            assert "静默期间已结束" in h.expect_notice(no)
        h.expect_nothing()


def test_orange_born_in_quiet_time_is_told_once_at_its_end_and_red_at_once(h: Harness) -> None:
    h.people = PeopleRules(hours=Hours(quiet=Span(start=time(22), until=time(8))))
    h.now = datetime(2026, 8, 3, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai
    for no in ("1024", "2048", "3072"):
        h.ordered(no)
        h.turns_orange(no)
    h.expect_nothing()
    h.happens("order.cancelled", "3072")
    h.ordered("5120")
    h.turns_red("5120")
    assert h.expect_card("5120").level is Level.RED
    assert h.says("误报 5120", by="王敏") is not None
    h.expect_card("5120", redraw=True)
    assert "暂存" in reply(h, "为什么没收到 1024")

    h.now = datetime(2026, 8, 3, 23, 59, tzinfo=UTC)
    h.pass_time(timedelta(0))
    h.expect_nothing()
    h.restart()
    h.pass_time(MINUTE)

    (digest,) = h.read("免打扰时间结束")
    assert "还有 2 条未处理（另有 1 条已结束）" in digest.text
    assert "1024" in digest.text
    assert "2048" in digest.text
    h.pass_time(timedelta(minutes=30))
    h.expect_nothing()


def test_a_make_up_sunday_is_a_workday_and_an_ordinary_one_is_not(h: Harness) -> None:
    work = Span(start=time(9), until=time(21))
    h.people = PeopleRules(hours=Hours(work=work, days="workdays"))
    h.now = datetime(2026, 9, 20, 4, 0, tzinfo=UTC)  # a Sunday before National Day, worked
    h.ordered("1024")
    h.turns_orange("1024")
    assert h.expect_card("1024").level is Level.ORANGE
    h.now = datetime(2026, 9, 13, 4, 0, tzinfo=UTC)  # a Sunday like any other

    h.ordered("2048")
    h.turns_orange("2048")

    assert h.read("2048") == []
    h.now = datetime(2026, 9, 14, 1, 0, tzinfo=UTC)  # Monday, 09:00
    h.pass_time(timedelta(0))
    assert "2048" in h.expect_notice("免打扰时间结束")
    h.read()


def test_in_debug_mode_all_is_evaluated_nothing_sent_and_it_ends_by_itself(h: Harness) -> None:
    h.ordered("1024")
    h.turns_orange("1024")
    h.expect_card("1024")
    refused = h.says("调试模式 开 30m", by="王敏")
    assert refused is not None
    assert refused.private
    assert "自动关闭" in reply(h, "调试模式 开 30m", by="陈静")
    assert "【调试模式" in reply(h, "查单 1024", by="李雷")

    h.ordered("2048")
    turns_red_at_once(h, "2048")
    h.happens("chat.opened", "1024")

    h.expect_nothing()
    assert h.scan("P2048").holds
    codes = {e.last_code for e in the_ledger(h, "2048")}
    assert codes == {"debug"}
    h.pass_time(timedelta(minutes=20))
    assert "自动关闭" in h.expect_notice("调试模式将在")
    h.expect_nothing()
    h.pass_time(timedelta(minutes=10))
    said = h.expect_notice("调试模式已关闭")
    assert "期间未发" in said
    assert h.expect_card("2048").level is Level.RED
    h.read("1024")
    assert "【调试模式" not in reply(h, "查单 1024", by="李雷")


def test_a_silence_of_another_shops_people_mutes_nothing_of_ours(h: Harness) -> None:
    h.ordered("1024")
    said = reply(h, "静默 hz-1 2h 盘点", by="外店小周")
    assert "只对您的店铺生效：other" in said

    h.turns_orange("1024")

    assert h.expect_card("1024").state is AlertState.OPEN


def test_a_muted_alert_escalates_to_nobody_until_the_silence_is_over(h: Harness) -> None:
    h.people = replace(h.people, red_silence_max=timedelta(minutes=20))
    h.ordered("1024")
    reply(h, "静默 1024 20m 正在打电话", by="王敏")
    turns_red_at_once(h, "1024")
    for _ in range(9):
        h.pass_time(MINUTE)
    h.expect_nothing()
    for _ in range(12):
        h.pass_time(MINUTE)
    h.expect_notice("将在")
    h.expect_notice("静默 1")
    card = h.expect_card("1024")
    h.expect_nothing()

    card.press(Action.RELEASE, by="王敏")
    h.expect_card("1024", redraw=True)


def test_the_ledger_of_silences_says_who_until_when_how_much_and_what_it_may_cost(
    h: Harness,
) -> None:
    h.penalties = (
        Penalty(
            platform="taobao", first=date(2026, 1, 1), fixed=Decimal(5),
            source="https://example.com/rules", verified=date(2026, 7, 1),
        ),
    )  # fmt: skip
    for no, platform in (("1024", "taobao"), ("2048", "taobao"), ("3072", "unheard-of")):
        h.ordered(no, platform=platform)
    start = h.now
    reply(h, "静默 hz-1 2h 盘点", by="李雷")
    for no in ("1024", "2048", "3072"):
        h.turns_orange(no)
    h.happens("order.cancelled", "2048")
    h.expect_nothing()

    listed = reply(h, "静默 列表")

    assert "1. 仓库 hz-1，到 14:03（李雷：盘点）" in listed
    assert (
        "红色照发；已压下 3 条；2 单未处理，晚发要赔：按平台罚则 ¥5.00（1 单）、罚则未配置 1 单"
    ) in listed
    assert "未处理" not in reply(h, "静默 列表", by="外店小周")
    h.pass_time(start + timedelta(hours=2) - h.now)
    ended = h.expect_notice("已结束")
    assert "期间未发 3 条，其中 2 单仍未处理，晚发要赔：按平台罚则 ¥5.00（1 单）" in ended
    for no in ("1024", "3072"):
        assert "起压下 1 条（李雷：盘点）" in h.expect_card(no).text


def test_what_waits_for_the_end_of_quiet_hours_stands_beside_the_silences(h: Harness) -> None:
    h.people = PeopleRules(hours=Hours(quiet=Span(start=time(22), until=time(8))))
    h.now = datetime(2026, 8, 3, 14, 30, tzinfo=UTC)
    h.ordered("1024")
    h.turns_orange("1024")

    assert "免打扰：压下 1 条，08-04 08:00 一并说" in reply(h, "静默 列表")
    h.expect_nothing()
