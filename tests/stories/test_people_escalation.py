"""Who is told when nobody acts, who is on duty, and what becomes of a claim that leads nowhere."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from handlers.sweeps import SWEEPS
from rules.alerts.attention import PeopleRules
from rules.delivery.routes import Route, Step, Target
from rules.people.calendar import Span
from rules.people.oncall import Shift
from rules.vocabulary import Action, AlertState, Level
from tests.harness import GROUP, Harness

MINUTE = timedelta(minutes=1)
SWEEP = timedelta(seconds=30)
LONGEST = timedelta(minutes=4)
OPS = Target(channel="console", conversation=GROUP)
LEAD = Target(channel="console", conversation="lead")
BOSS = Target(channel="console", conversation="boss")
CHAIN = (
    Step(after=timedelta(minutes=5), to=(LEAD,)),
    Step(after=timedelta(minutes=15), to=(BOSS,)),
)


def reply(h: Harness, text: str, *, by: str = "王敏") -> str:
    answer = h.says(text, by=by)
    assert answer is not None
    return answer.text


def sweeps_until(h: Harness, moment: datetime) -> None:
    """Let sweeps beat until a moment, seldom at first and every half minute towards it."""
    while h.now + SWEEP <= moment:
        h.pass_time(max(SWEEP, min(LONGEST, (moment - h.now) / 3 // SWEEP * SWEEP)))
    h.pass_time(moment - h.now)


def opened_red(h: Harness, order_no: str = "1024") -> datetime:
    h.ordered(order_no)
    h.turns_red(order_no)
    return h.now


def test_the_backup_gets_the_card_at_five_minutes_and_the_owners_late_click_stops_the_rest(
    h: Harness,
) -> None:
    h.routes = (Route(to=(OPS,), owner="李雷", escalate=CHAIN),)
    start = opened_red(h)
    card = h.expect_card("1024")

    sweeps_until(h, start + timedelta(minutes=5) - timedelta(seconds=1))
    h.expect_nothing()
    h.restart()
    sweeps_until(h, start + timedelta(minutes=5) + SWEEP)

    backup = h.expect_card("1024")
    assert backup.conversation == "lead"
    h.expect_nothing()
    sweeps_until(h, start + timedelta(minutes=12))
    assert card.press(Action.CLAIM, by="李雷").changed
    h.expect_card("1024", redraw=True)
    h.expect_card("1024", redraw=True)
    sweeps_until(h, start + timedelta(minutes=40))
    h.expect_nothing()


def test_three_fuses_burn_at_5_15_and_30_minutes_and_the_snapshot_never_changes(
    h: Harness,
) -> None:
    start = opened_red(h)
    h.expect_card("1024")
    for after, whom in ((5, "王敏"), (15, "王敏"), (30, "陈静")):
        sweeps_until(h, start + timedelta(minutes=after) - timedelta(seconds=1))
        assert h.read("没人处理") == []
        sweeps_until(h, start + timedelta(minutes=after) + SWEEP)
        group = [out for out in h.read("没人处理") if out.conversation == GROUP]
        assert len(group) == 1
        assert whom in group[0].text
        assert group[0].mentions == ({"王敏": "wangmin", "陈静": "chenjing"}[whom],)
    assert "《超时根因快照》" in group[0].text
    assert "地址修改 0.8×2＝1.6" in group[0].text
    private = {out.conversation for out in h.read()}
    assert private == {"wangmin", "chenjing"}

    assert h.says("放行 1024 客户已确认", by="王敏") is not None
    h.read()
    h.happens("order.cancelled")
    h.read()
    kept = [
        one.detail
        for one in h.database.look(lambda tx: tx.audit.of_order("1024"))
        if one.action == "snapshot"
    ]
    assert kept
    assert kept[0] in group[0].text
    assert kept[0] in reply(h, "轨迹 1024")
    sweeps_until(h, h.now + timedelta(hours=1))
    assert all(out.picture is not None for out in h.read("已放行"))  # it cannot be undone any more
    h.expect_nothing()


def test_two_processes_and_a_restart_tell_each_level_once(h: Harness) -> None:
    h.routes = (Route(to=(OPS,), escalate=CHAIN),)
    opened_red(h)
    h.expect_card("1024")
    h.now += timedelta(minutes=16)
    for worker in ("one", "two"):
        deps = replace(h.deps, worker=worker)
        while h.database.do(lambda tx, deps=deps: SWEEPS["escalations"](tx, deps, h.now)):  # type: ignore[misc]
            pass
        h.restart()

    assert {h.expect_card("1024").conversation for _ in range(2)} == {"lead", "boss"}
    assert [out.conversation for out in h.read("快照")] == ["boss"]
    h.expect_nothing()


def test_a_claim_without_progress_is_reminded_then_given_back_and_the_chain_goes_on(
    h: Harness,
) -> None:
    h.routes = (Route(to=(OPS,), escalate=CHAIN),)
    start = opened_red(h)
    card = h.expect_card("1024")
    sweeps_until(h, start + timedelta(minutes=6))
    assert h.expect_card("1024").conversation == "lead"
    assert card.press(Action.CLAIM, by="李雷").changed
    claimed = h.now
    h.read()

    sweeps_until(h, claimed + timedelta(minutes=59))
    h.expect_nothing()
    sweeps_until(h, claimed + timedelta(minutes=60) + SWEEP)
    h.restart()
    reminders = h.read("还没有动作")
    assert {out.conversation for out in reminders} == {GROUP, "lead"}
    assert reminders[0].mentions == ("lilei",)
    sweeps_until(h, claimed + timedelta(minutes=74))
    h.expect_nothing()
    sweeps_until(h, claimed + timedelta(minutes=75) + SWEEP)
    back = h.now

    assert len(h.read("已自动取消认领")) == 2
    assert h.expect_card("1024", redraw=True).state is AlertState.OPEN
    h.read()
    sweeps_until(h, back + timedelta(minutes=9))
    h.expect_nothing()  # level 1 is not told twice
    sweeps_until(h, back + timedelta(minutes=10) + SWEEP)
    assert h.expect_card("1024").conversation == "boss"
    assert h.read("快照")
    h.expect_nothing()


@pytest.mark.parametrize("minutes", [1, 20, 59, 61, 150])
def test_a_claim_is_reminded_when_the_configuration_says_so(h: Harness, minutes: int) -> None:
    h.people = PeopleRules(remind_after=timedelta(minutes=minutes))
    opened_red(h)
    h.expect_card("1024").press(Action.CLAIM, by="李雷")
    claimed = h.now
    h.read()

    sweeps_until(h, claimed + timedelta(minutes=minutes) - SWEEP)
    h.expect_nothing()
    sweeps_until(h, claimed + timedelta(minutes=minutes) + SWEEP)

    assert len(h.read("还没有动作")) == 1


def test_work_on_the_order_or_claiming_again_keeps_a_claim_and_a_word_gives_it_back(
    h: Harness,
) -> None:
    opened_red(h)
    h.expect_card("1024").press(Action.CLAIM, by="李雷")
    h.read()
    sweeps_until(h, h.now + timedelta(minutes=50))
    reply(h, "查单 1024", by="李雷")
    sweeps_until(h, h.now + timedelta(minutes=59))
    h.expect_nothing()
    sweeps_until(h, h.now + timedelta(minutes=2))
    h.expect_notice("还没有动作")
    assert "已由 李雷" in reply(h, "认领 1024", by="李雷")
    sweeps_until(h, h.now + timedelta(minutes=50))
    h.expect_nothing()

    assert "取消认领了" in reply(h, "认领 1024 取消", by="李雷")

    assert h.expect_card("1024", redraw=True).state is AlertState.OPEN


def test_a_closed_alert_and_an_old_one_are_not_reminded(h: Harness) -> None:
    h.people = PeopleRules(forget_after=timedelta(minutes=30))
    opened_red(h)
    h.expect_card("1024").press(Action.CLAIM, by="李雷")
    h.ordered("2048")
    h.turns_red("2048")
    h.expect_card("2048").press(Action.CLAIM, by="李雷")
    assert h.says("放行 2048 好的", by="王敏") is not None
    h.read()

    sweeps_until(h, h.now + timedelta(minutes=90))

    assert h.expect_card("2048", redraw=True).card.closed  # it cannot be undone any more
    h.expect_nothing()


def test_who_is_on_duty_now_is_called_and_not_whoever_was_when_it_was_put_aside(
    h: Harness,
) -> None:
    day = Shift(
        name="白班", people=("李雷",), hours=Span(start=time(9), until=time(21)), shops=("glasses",)
    )
    night = Shift(name="夜班", people=("韩梅",), hours=Span(start=time(21), until=time(9)))
    h.people = PeopleRules(shifts=(day, night))
    h.now = datetime(2026, 8, 3, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
    h.ordered()
    h.turns_orange()
    h.deliver()
    (first,) = [out for out in h.unread if out.picture is not None]
    assert first.mentions == ("lilei",)
    h.expect_card("1024")
    assert h.says("稍后 1024 4h", by="李雷") is not None
    h.read()

    sweeps_until(h, h.now + timedelta(hours=4) + SWEEP)

    (back,) = h.read("到点再提醒")
    assert back.mentions == ("hanmei",)
    assert h.expect_card("1024", redraw=True).state is AlertState.OPEN


def test_the_table_shows_now_and_next_and_an_approver_swaps_until_the_shift_ends(
    h: Harness,
) -> None:
    span = Span(start=time(9), until=time(21))
    shift = Shift(name="仓库班", people=("韩梅", "李雷"), hours=span, rotate=7)
    h.people = PeopleRules(shifts=(shift,))

    shown = reply(h, "值班", by="小赵")
    assert "现在 仓库班：韩梅（到 21:00）" in shown
    assert "下一班 仓库班：韩梅" in shown
    assert "审批人" in reply(h, "值班 换 李雷", by="韩梅")
    assert "没有“李四”" in reply(h, "值班 换 李四")
    assert "由 李雷 顶 韩梅" in reply(h, "值班 换 李雷 仓库班")
    assert "李雷" in reply(h, "值班")
    h.restart()
    h.ordered()
    h.turns_orange()
    h.deliver()
    assert h.unread[0].mentions == ("lilei",)
    h.expect_card("1024")

    h.now += timedelta(hours=22)
    assert "现在 仓库班：韩梅" in reply(h, "值班")
    actions = {(one.action, one.outcome) for one in h.database.look(lambda tx: tx.audit.recent(20))}
    assert ("oncall", "done") in actions


def test_an_owner_gets_the_card_in_private_and_an_unknown_owner_falls_back(h: Harness) -> None:
    glasses = {"shop": "glasses"}
    h.routes = (
        Route(match=glasses, to=(OPS,), owner="李雷", direct=True),
        Route(match={"shop": "nuts"}, to=(OPS,), owner="没有这个人", direct=True),
    )
    for no, shop, conversations in (
        ("1024", "glasses", {GROUP, "lilei"}),
        ("2048", "nuts", {GROUP, "wangmin"}),
        ("3072", "shoes", {GROUP}),
    ):
        h.ordered(no, shop=shop)
        h.turns_orange(no)

        told = h.read(f"订单 {no}")
        assert {out.conversation for out in told} == conversations
        assert all(out.picture is not None for out in told)
        called = {out.mentions for out in told}
        assert called == {tuple(conversations - {GROUP})}


def test_a_louder_alert_begins_its_chain_anew(h: Harness) -> None:
    h.routes = (Route(to=(OPS,), escalate=CHAIN),)
    h.ordered()
    h.turns_orange()
    h.expect_card("1024")
    sweeps_until(h, h.now + timedelta(minutes=6))
    assert h.expect_card("1024").level is Level.ORANGE
    h.happens("chat.opened")
    louder = h.now
    h.read()

    sweeps_until(h, louder + timedelta(minutes=4))
    h.expect_nothing()
    sweeps_until(h, louder + timedelta(minutes=5) + SWEEP)

    assert {out.conversation for out in h.read("没人处理")} == {"lead"}


def test_a_red_that_nobody_decides_is_said_again_to_the_whole_chain_until_somebody_does(
    h: Harness,
) -> None:
    h.routes = (Route(to=(OPS,), owner="李雷", escalate=CHAIN),)
    h.delivery = replace(h.delivery, repeat_interval=timedelta(minutes=40))
    start = opened_red(h)
    card = h.expect_card("1024")
    sweeps_until(h, start + timedelta(minutes=16))
    assert {h.expect_card("1024").conversation for _ in CHAIN} == {"lead", "boss"}
    assert h.read("快照")

    last_step = start + timedelta(minutes=15)
    for number, waited in enumerate(("55 分钟", "1 小时 35 分", "2 小时 15 分"), start=1):
        due = last_step + number * timedelta(minutes=40)
        sweeps_until(h, due - SWEEP)
        h.expect_nothing()
        h.restart()
        sweeps_until(h, due + SWEEP)
        again = h.read("没人处理")
        assert {out.conversation for out in again} == {GROUP, "lead", "boss"}
        for out in again:
            assert f"第 {number + 3} 次" in out.text
            assert waited in out.text
        assert all(out.message_ref is None for out in again)  # new messages, nothing redrawn
        assert {out.mentions for out in again} == {("lilei",)}
        h.expect_nothing()

    assert card.press(Action.RELEASE, by="王敏").changed
    for _ in range(3):
        h.expect_card("1024", redraw=True)
    for _ in range(6):
        h.pass_time(timedelta(minutes=30))
    for _ in range(3):
        assert h.expect_card("1024", redraw=True).card.closed  # it cannot be undone any more
    h.expect_nothing()


def test_a_red_is_said_again_after_a_week_too_and_a_claim_stops_it_for_as_long_as_it_lasts(
    h: Harness,
) -> None:
    h.people = PeopleRules(forget_after=timedelta(hours=2))
    h.routes = (Route(to=(OPS,), escalate=CHAIN[:1]),)
    opened_red(h)
    h.expect_card("1024").press(Action.CLAIM, by="李雷")
    sweeps_until(h, h.now + timedelta(minutes=30))
    reply(h, "认领 1024 取消", by="李雷")
    h.read()
    sweeps_until(h, h.now + timedelta(minutes=10))
    assert h.read("没人处理")
    for _ in range(4):
        h.read()
        h.pass_time(timedelta(hours=1))
        assert {out.conversation for out in h.read("次提醒")} == {GROUP, "lead"}


def test_an_orange_is_said_once_and_a_red_of_long_ago_not_for_the_first_time_now(
    h: Harness,
) -> None:
    h.people = PeopleRules(chain=(), forget_after=timedelta(hours=1))
    h.ordered()
    h.turns_orange()
    h.expect_card("1024")
    for _ in range(6):
        h.pass_time(timedelta(minutes=30))
    h.expect_nothing()
    opened_red(h, "2048")
    h.expect_card("2048")
    h.now += timedelta(hours=2)

    for _ in range(6):
        h.pass_time(timedelta(minutes=30))

    h.expect_nothing()


def test_a_step_whose_alert_was_decided_before_it_left_is_not_sent(h: Harness) -> None:
    h.routes = (Route(to=(OPS,), escalate=CHAIN),)
    opened_red(h)
    card = h.expect_card("1024")
    h.pass_time(timedelta(minutes=5))  # the step is promised and still waits to be sent
    assert card.press(Action.RELEASE, by="王敏").changed

    h.expect_card("1024", redraw=True)
    h.expect_nothing()
    assert "发出前已有人处理" in reply(h, "为什么没收到 1024")
