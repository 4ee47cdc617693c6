"""The evening digest: what was locked, decided and is still open, once a day, whatever restarts."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
from threading import Barrier

import pytest

from handlers.ports import Outgoing, Picture
from handlers.sweeps import evenings
from rules.cards.card import as_text
from rules.delivery.routes import Route, Target
from rules.vocabulary import Action
from storage.database import Database, opened
from tests.harness import Harness

SIX = time(18)


def _at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-08-03T{clock}+08:00")


def _shown(out: Outgoing) -> Picture:
    assert out.picture is not None, out.text
    return out.picture


def _told(h: Harness) -> list[Outgoing]:
    """Let the sweeps run and read every digest."""
    h.pass_time(timedelta(0))
    return h.read("日报")


def test_an_empty_day_is_told_too_and_once(h: Harness) -> None:
    h.digest = SIX
    h.now = _at("17:59:59")
    assert not _told(h)
    h.now = _at("18:00:00")
    (digest,) = _told(h)
    assert "当天没有预警，也没有锁定" in digest.text
    for clock in ("18:00:30", "19:00:00", "23:59:59"):
        h.now = _at(clock)
        assert not _told(h)
    h.now = _at("18:00:00") + timedelta(days=1)
    assert len(_told(h)) == 1


@pytest.mark.parametrize("clock", ["17:59:59", "18:00:01"])
def test_a_restart_at_the_hour_loses_nothing_and_doubles_nothing(h: Harness, clock: str) -> None:
    h.digest = SIX
    h.now = _at("17:59:30")
    assert not _told(h)
    h.now = _at(clock)
    before = _told(h)
    h.restart()
    h.now = _at("18:00:31")
    assert len([*before, *_told(h)]) == 1
    h.restart()
    h.now = _at("18:01:00")
    assert not _told(h)


def test_a_process_that_comes_up_late_tells_the_day_until_midnight(h: Harness) -> None:
    h.digest = SIX
    h.now = _at("23:59:58")
    assert len(_told(h)) == 1
    h.now = _at("00:00:10") + timedelta(days=1)
    assert not _told(h)


def test_a_day_that_nobody_was_there_to_tell_is_over_at_midnight(h: Harness) -> None:
    h.digest = SIX
    h.now = _at("00:00:01") + timedelta(days=1)
    assert not _told(h)


def test_without_an_hour_no_day_is_told(h: Harness) -> None:
    h.now = _at("18:30:00")
    assert not _told(h)


def test_what_was_locked_decided_and_is_open_is_told_with_what_to_do(h: Harness) -> None:
    h.digest = SIX
    for order_no in ("1024", "2048", "4096"):
        h.ordered(order_no)
        h.turns_red(order_no)
        card = h.expect_card(order_no)
        if order_no == "1024":
            card.press(Action.RELEASE, by="王敏")
        if order_no == "2048":
            card.press(Action.CLAIM, by="李雷")
    h.read()
    h.now = _at("18:00:00")
    (digest,) = _told(h)
    assert "还有 2 单待处理，已处理 1/3" in digest.text
    assert "锁定：3 单" in digest.text
    assert "1024" not in digest.text
    assert "认领 4096" in digest.text
    assert "放行 2048" in digest.text
    assert "李雷 已认领" in digest.text
    h.read()


def test_what_is_still_open_is_carried_over_to_the_next_day(h: Harness) -> None:
    h.digest = SIX
    h.ordered("1024")
    h.turns_red("1024")
    h.expect_card("1024").press(Action.CLAIM, by="李雷")
    h.now = _at("18:00:00")
    (first,) = _told(h)
    assert "前一天留下" not in first.text
    h.now = _at("18:00:00") + timedelta(days=1)
    (second,) = _told(h)
    assert "前一天留下：1 单" in second.text
    assert "1024" in second.text
    h.read()


def test_a_week_says_how_many_of_its_locks_the_system_set_and_how_many_people_did(
    h: Harness,
) -> None:
    h.digest = SIX
    h.ordered("1000")
    h.turns_red("1000")
    h.now += timedelta(days=7)  # the lock of 1000 is older than the week that is told of
    for order_no in ("1024", "2048", "4096"):
        h.ordered(order_no)
        h.turns_red(order_no)
    h.says("锁单 4096 地址不对", by="王敏")
    h.read()
    h.now = h.now.astimezone(_at("18:00:00").tzinfo).replace(hour=18, minute=0, second=0)
    (digest,) = _told(h)
    assert "锁定：3 单、近 7 天 3/4 = 75.00% 是系统锁的" in digest.text
    h.now += timedelta(days=7)
    (digest,) = _told(h)
    assert "系统锁的" not in digest.text
    h.read()


def test_each_conversation_is_told_of_what_it_was_told_before(h: Harness) -> None:
    h.digest = SIX
    ops, lead = (Target(channel="console", conversation=name) for name in ("ops", "lead"))
    h.routes = (Route(match={"shop": "other"}, to=(lead,)), Route(to=(ops,)))
    h.ordered("1024")
    h.turns_red("1024")
    h.expect_card("1024")
    h.now = _at("18:00:00")
    told = {out.conversation: out.text for out in _told(h)}
    assert told.keys() == {"ops", "lead"}
    assert "1024" in told["ops"]
    assert "当天没有预警" in told["lead"]
    h.read()


def test_who_asks_is_told_the_day_so_far_of_their_own_shops(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    h.expect_card("1024")
    answer = h.says("日报")
    assert answer is not None
    assert "还有 1 单待处理" in answer.text
    other = h.says("日报", by="外店小周")
    assert other is not None
    assert "1024" not in other.text
    english = h.says("digest")
    assert english is not None
    assert english.text == answer.text


@pytest.mark.parametrize("hour", [None, SIX])
def test_an_earlier_day_is_told_as_it_is_known_now(h: Harness, hour: time | None) -> None:
    h.digest = hour
    h.now = _at("12:00:00")
    h.ordered("1024")
    h.turns_red("1024")
    h.pass_time(timedelta(days=2))
    h.read()
    for said in ("日报 前天", "日报 08-03", "日报 8月3日", "digest 2026-08-03"):
        answer = h.says(said)
        assert answer is not None
        assert "日报 08-03" in answer.text
        assert "1024" in answer.text
    yesterday = h.says("日报 昨天")
    assert yesterday is not None
    assert "预警 1 单" not in yesterday.text
    for said in ("明天", "02-30", "2027-01-01", "上周"):
        answer = h.says(f"日报 {said}")
        assert answer is not None
        assert answer.text == f"“{said}”是哪一天？可以写：日报 昨天，日报 11-28"
    h.read()


def test_a_line_is_worked_from_the_digest_and_the_rest_stays(h: Harness) -> None:
    h.digest = SIX
    for order_no in ("1024", "2048"):
        h.ordered(order_no)
        h.turns_red(order_no)
        h.expect_card(order_no)
    h.now = _at("18:00:00")
    digest = _shown(*_told(h))
    assert [button.label for button in digest.card.buttons] == ["认领 1024", "认领 2048", "刷新"]

    claimed = h.press(digest.tokens["认领 1024"], by="李雷")
    assert claimed.picture is not None
    assert "李雷 已认领" in as_text(claimed.picture.card)
    assert h.order("1024")["alert"]["claimed_by"] == "李雷"
    assert h.order("2048")["alert"]["claimed_by"] is None

    denied = h.press(claimed.picture.tokens["放行 1024"], by="李雷")
    assert "审批人" in denied.text
    released = h.press(claimed.picture.tokens["放行 1024"], by="王敏")
    assert released.picture is not None
    assert "还有 1 单待处理，已处理 1/2" in released.picture.card.title
    assert h.order("1024")["alert"]["state"] == "released"
    assert h.scan("P1024").allow
    assert not h.scan("P2048").allow
    # The line is done: the same tap again hears so, and does nothing.
    again = h.press(claimed.picture.tokens["放行 1024"], by="王敏")
    assert again.picture is not None
    assert again.picture.card == released.picture.card

    stranger = h.press(digest.tokens["refresh"], by="生人")
    assert stranger.text
    assert stranger.private
    h.read()


def test_a_digest_that_leaves_in_a_storm_stays_a_card_of_its_own(h: Harness) -> None:
    h.digest = SIX
    h.delivery = replace(h.delivery, merge_above=1)  # of the console: ten
    for number in range(12):
        h.now = _at("17:20:00")
        h.ordered(f"s-{number}")
        h.turns_orange(f"s-{number}")
    h.now = _at("18:00:00")
    (digest,) = _told(h)
    assert "还有 12 单待处理，已处理 0/12" in digest.text
    assert "另有 2 单" in digest.text
    cards = [out.picture.card for out in h.read() if out.picture is not None]
    (storm,) = (card for card in cards if not card.order_no)
    assert "12" in storm.title


def test_debug_mode_holds_it_back_until_it_ends_that_evening(h: Harness) -> None:
    h.digest = SIX
    h.now = _at("17:50:00")
    h.says("调试模式 开 30m", by="陈静")
    h.now = _at("18:00:00")
    assert not _told(h)
    h.now = _at("18:21:00")
    assert len(_told(h)) == 1
    h.read()


def test_two_processes_at_the_same_moment_tell_it_once(postgresql_url: str) -> None:
    """Without their lease, that is: the row alone decides."""
    one = Harness(database=Database(postgresql_url), digest=SIX, now=_at("18:00:00"))
    ready = Barrier(2)

    def sweep(database: Database) -> int:
        ready.wait(timeout=10)
        return database.do(lambda tx: evenings.sweep(tx, one.deps, one.now))

    with opened(postgresql_url) as other, ThreadPoolExecutor() as pool:
        for day in range(20):
            one.now = _at("18:00:00") + timedelta(days=day)
            list(pool.map(sweep, (one.database, other)))
            assert len(one.read("日报")) == 1
    one.database.close()


def test_what_was_missed_is_told_of_the_day_against_the_month(h: Harness) -> None:
    h.digest = SIX
    h.now = _at("08:00:00") - timedelta(days=2)
    _promised(h, "1001", due=_at("18:00:00") - timedelta(days=1, minutes=1))
    _promised(h, "1002", due=_at("17:00:00"))
    _promised(h, "1003", due=_at("17:30:00"))
    h.happens("carrier.trace", "1003", tracking_no="SF1003", state="GOT")
    h.read()
    h.now = _at("18:00:00")
    (digest,) = _told(h)
    assert (
        "漏发：当天到期 1/2 = 50.00%、本月 2/3 = 66.67%、罚则未配置 2 单、人工搬运 100%"
        in digest.text
    ), digest.text
    assert "漏发率" in digest.text
    answer = h.says("日报")
    assert answer is not None
    assert "当天到期 1/2 = 50.00%" in answer.text
    h.read()


def test_of_what_left_in_time_nothing_is_told(h: Harness) -> None:
    h.digest = SIX
    h.now = _at("08:00:00")
    _promised(h, "1001", due=_at("17:00:00"))
    h.happens("carrier.trace", "1001", tracking_no="SF1001", state="GOT")
    h.read()
    h.now = _at("18:00:00")
    (digest,) = _told(h)
    assert "漏发" not in digest.text
    h.read()


def test_a_conversation_is_told_what_its_own_shops_missed(h: Harness) -> None:
    h.digest = SIX
    h.scopes = {("console", "ops"): ("other",)}
    h.routes = (Route(to=(Target(channel="console", conversation="ops"),)),)
    h.now = _at("08:00:00")
    _promised(h, "1001", due=_at("17:00:00"))
    _promised(h, "1002", due=_at("17:00:00"), shop="other")
    h.read()
    h.now = _at("18:00:00")
    (digest,) = _told(h)
    assert "当天到期 1/1 = 100.00%" in digest.text
    h.read()


def _promised(h: Harness, order_no: str, *, due: datetime, shop: str = "glasses") -> None:
    h.ordered(order_no, promised_ship_at=due.isoformat(), shop=shop)
