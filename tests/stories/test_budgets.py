"""A budget of interruptions: red always passes, the rest waits in sight for the shift's end."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile

from handlers.health import troubles
from handlers.sweeps import mornings
from rules.alerts.attention import PeopleRules
from rules.health.troubles import Found, Wrong
from rules.people.calendar import Span
from rules.people.interruptions import is_night
from rules.people.oncall import Shift
from rules.vocabulary import Level
from storage.database import Database
from tests.builders import SHANGHAI, a_policy, a_rule, hours, minutes
from tests.harness import Harness

#: 22:00 in Shanghai, when the night shift begins.
EVENING = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
NIGHT = Shift(name="夜班", people=("李雷",), hours=Span(start=time(22), until=time(8)))
DAY = Shift(name="白班", people=("韩梅",), hours=Span(start=time(8), until=time(22)))
BUDGET = 2


def warned(h: Harness, order_no: str, kind: str = "warns") -> None:
    h.happens("signal.seen", order_no, kind=kind)
    h.deliver()


def with_budget(h: Harness, budget: int | None = BUDGET) -> None:
    h.policy = a_policy(a_rule("warns", "2.6"), a_rule("locks", "4.0"))
    h.people = PeopleRules(shifts=(NIGHT, DAY), budget=budget)
    h.now = EVENING


def asked(h: Harness, text: str, by: str = "李雷") -> str:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text


def test_what_is_over_the_budget_of_a_shift_waits_for_its_end_and_red_does_not(h: Harness) -> None:
    with_budget(h)
    for number in range(1, 5):
        warned(h, f"{number}")
        h.now += minutes(5)
    assert [h.expect_card(no).level for no in ("1", "2")] == [Level.ORANGE] * 2
    h.expect_nothing()

    warned(h, "5", "locks")
    assert h.expect_card("5").level is Level.RED
    warned(h, "3", "locks")  # one that waits turns red
    assert h.expect_card("3").level is Level.RED

    said = asked(h, "打扰 今天")
    assert f"李雷：本班打扰额度用了 4/{BUDGET}，08-04 08:00 换班" in said
    assert "压下 1 条，本班结束时一并说：4" in said
    assert "本班打扰额度已用完" in asked(h, "为什么没收到 4")
    assert "4" in asked(h, "预警")  # it stands on the to-do list all the while
    assert "李雷" not in asked(h, "打扰 今天", by="外店小周")

    h.pass_time(EVENING + hours(10) - h.now - timedelta(seconds=1))
    h.read("没人处理")  # the red ones
    h.read("红色")
    h.expect_nothing()
    h.pass_time(timedelta(seconds=1))
    told = h.expect_notice("打扰额度用完")
    assert "还有 1 条未处理" in told
    assert "4" in told
    h.read("没人处理")
    warned(h, "6")  # the next shift has a budget of its own
    assert h.expect_card("6").level is Level.ORANGE


def test_somebody_who_has_not_been_called_yet_is_told_though_others_had_enough(h: Harness) -> None:
    with_budget(h, budget=1)
    warned(h, "1")
    h.expect_card("1")
    asked(h, "值班 换 韩梅 夜班", by="王敏")

    warned(h, "2")

    h.expect_card("2")  # it calls 韩梅 now
    warned(h, "3")
    h.expect_nothing()
    assert "韩梅：本班打扰额度用了 1/1" in asked(h, "打扰 今天", by="韩梅")

    h.now = EVENING + hours(10)
    h.database.do(lambda tx: mornings.sweep(tx, h.deps, h.now))
    h.expect_notice("打扰额度用完")
    assert "打扰了 3 次" in asked(h, "打扰 本周")  # a line of a digest is no message


def a_month(h: Harness, budget: int | None) -> tuple[dict[str, datetime], int, set[str]]:
    """
    Let thirty nights go by, five warnings each, one in ten of them red; return what reached people.

    That is when each red was told, how many messages came at night, and every order named.
    """
    with_budget(h, budget)
    rng = Random(7)  # noqa: S311 - the same month each time
    reds: dict[str, datetime] = {}
    at_night, named = 0, set()

    def reads() -> None:
        nonlocal at_night
        for out in h.read():
            at_night += is_night(h.now, SHANGHAI) and out.message_ref is None
            if out.picture is not None:
                named.add(out.picture.card.order_no)
                if "red" in out.picture.card.stand:
                    reds.setdefault(out.picture.card.order_no, h.now)
            named.update(re.findall(r"N\d+-\d", out.text))

    for night in range(30):
        start = EVENING + timedelta(days=night)
        turns = sorted((rng.uniform(1, 590), rng.random() < 0.1) for _ in range(5))
        for number, (minute, red) in enumerate(turns):
            h.now = max(h.now, start + minutes(minute))
            warned(h, f"N{night}-{number}", "locks" if red else "warns")
            reads()
            if red:
                h.says(f"放行 N{night}-{number} 看过了", by="王敏")
                reads()
        h.now = start + hours(10)
        h.database.do(lambda tx: mornings.sweep(tx, h.deps, h.now))
        reads()
    return reds, at_night, named


def test_over_a_month_nights_are_quieter_by_far_no_red_is_later_and_nothing_is_lost(
    sqlite_url: str, tmp_path: Path
) -> None:
    def month(name: str, budget: int | None) -> tuple[dict[str, datetime], int, set[str]]:
        path = tmp_path / f"{name}.db"
        copyfile(sqlite_url.removeprefix("sqlite:///"), path)
        h = Harness(database=Database(f"sqlite:///{path}"))
        try:
            found = a_month(h, budget)
            assert not h.database.look(lambda tx: tx.ledger.waiting_by_wish())
            return found
        finally:
            h.database.close()

    free, often, all_named = month("free", None)
    held, seldom, named = month("held", 1)

    assert held == free  # each red at the same second
    assert len(free) > 8
    assert seldom <= 0.4 * often
    assert named == all_named
    assert len(named) == 30 * 5


def _wrong(h: Harness, **facts: str) -> None:
    """Let a system be lost, as grave as it is said to be, or all be well."""
    found = {"erp": Found(since=h.now, facts={"every": "300", **facts})} if facts else {}
    h.database.do(lambda tx: troubles.compare(tx, h.deps, Wrong.HEARTBEAT, found, h.now))
    h.deliver()


def test_a_card_about_a_system_waits_too_in_sight_and_is_told_at_once_when_it_turns_red(
    h: Harness,
) -> None:
    with_budget(h, budget=0)
    _wrong(h, level="orange")
    h.expect_nothing()
    assert "压下 1 条，本班结束时一并说：系统异常" in asked(h, "打扰 今天", by="王敏")
    h.now += minutes(1)
    _wrong(h, level="red")
    (told,) = h.read("ERP 失联")
    assert told.picture is not None
    assert told.message_ref is None
    assert "压下" not in asked(h, "打扰 今天", by="王敏")


def test_what_waits_about_a_system_is_told_with_the_next_shift_unless_it_is_over(
    h: Harness,
) -> None:
    with_budget(h, budget=0)
    _wrong(h, level="orange")
    h.now += hours(1)
    _wrong(h)  # it is back before anybody was told
    _wrong(h, level="orange")
    h.expect_nothing()

    h.now = EVENING + hours(10)
    (told,) = h.read("ERP 失联")

    assert told.picture is not None
    assert "未恢复" in told.picture.card.title
    h.expect_nothing()
