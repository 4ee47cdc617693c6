"""A draft of the policy on trial: beside the published one, on a share of orders, on all."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from handlers.resonance import cases
from handlers.resonance.trials import Candidate, Trials
from rules.resonance.policy import Policy, Season
from rules.resonance.rollout import RolloutRules, in_share
from rules.vocabulary import Action
from tests.builders import hours, minutes
from tests.harness import Harness

SHARE = Decimal("0.5")
NUMBERS = [str(number) for number in range(5000, 5040)]


def said(h: Harness, text: str, by: str = "李雷") -> str:
    """Return what the bot answers."""
    reply = h.says(text, by=by)
    assert reply is not None, text
    return reply.text


def changed_twice(h: Harness, order_no: str) -> None:
    """Let an order come to 1.6: calm as the file has it, orange under the draft."""
    h.ordered(order_no)
    h.happens("order.address_changed", order_no, address={"city": "杭州"})
    h.now += minutes(31)
    h.happens("order.address_changed", order_no, address={"city": "宁波"})


def approved(h: Harness, text: str = "信号 橙 1.5", number: int = 1) -> None:
    """Have a draft proposed and approved by two people."""
    h.rollout = RolloutRules(canary_share=SHARE, canary_orders=2)
    assert f"草案 {number}" in said(h, text)
    said(h, f"草案 {number}", by="王敏")
    assert "已发布" in said(h, f"批准 {number}", by="王敏")
    h.read()


def sides(draft: int = 1) -> tuple[list[str], list[str]]:
    """Return the orders that a draft judges, and those that it does not."""
    mine = [no for no in NUMBERS if in_share(no, draft, SHARE)]
    return mine, [no for no in NUMBERS if no not in mine]


def levels(h: Harness, order_nos: Sequence[str]) -> list[str]:
    """Return how loud orders are."""
    return [h.order(no)["level"] for no in order_nos]


def test_a_draft_that_waits_is_judged_beside_the_published_one_without_any_effect(
    h: Harness,
) -> None:
    made = said(h, "信号 橙 1.5；红 1.6 改例")
    assert "草案 1" in made
    h.read()

    changed_twice(h, "1024")
    h.ordered("2048")

    h.expect_nothing()  # no card, no lock, though the draft would have it red
    assert h.order()["level"] == "calm"
    assert h.order()["holds"] == []
    assert h.calls == []
    opened = said(h, "草案 1", by="王敏")
    assert "提议以来判过 2 单，没有任何影响；1 单的级别不同" in opened
    assert "平静 → 红色预警 1 单，如 1024" in opened
    h.read()


class Broken(Policy):
    """A policy that cannot say which season it is."""

    def season_at(self, now: Any) -> Season | None:  # noqa: ANN401 - never used
        raise ArithmeticError(now)


def test_a_draft_that_fails_is_counted_and_the_order_is_judged_as_ever(h: Harness) -> None:
    said(h, "信号 橙 2.0")
    h.read()
    changed_twice(h, "1024")
    case = h.database.look(lambda tx: _case(tx, h))
    broken = Broken(timezone=h.policy.timezone)
    trials = Trials(policy=h.policy, candidates=[Candidate(draft=1, policy=broken)])

    judged = trials.judge(case, case.facts(frozenset()), h.now, keep=True)

    assert judged.policy is h.policy
    assert str(judged.result.score) == "1.6"
    h.database.do(trials.write)
    assert "1 单算不出来，按现在的判" in said(h, "草案 1", by="王敏")
    h.read()


def _case(tx: Any, h: Harness) -> Any:  # noqa: ANN401 - a case
    return cases.load(tx, h.policy, ("1024",), h.now)["1024"]


def test_an_approved_draft_judges_its_share_and_then_all(h: Harness) -> None:
    approved(h)
    mine, rest = sides()

    for no in (*mine[:3], *rest[:3]):
        changed_twice(h, no)

    assert levels(h, mine[:3]) == ["orange"] * 3
    assert levels(h, rest[:3]) == ["calm"] * 3
    assert "试运行中，判 50% 的单" in said(h, "信号")
    assert "全部按配置文件" in said(h, "信号")
    shown = said(h, "草案 1", by="王敏")
    assert "它判 3 单，预警 3（每千单 1000.0），误报 0；其余 3 单，预警 0" in shown
    assert "还在试运行" in said(h, "信号 橙 2.0")
    h.read()

    h.rollout = replace(h.rollout, canary_alerts=Decimal(1000))
    h.pass_time(hours(24))

    h.pass_time(minutes(1))
    assert levels(h, rest[:3]) == ["orange"] * 3
    (card,) = {c.text for c in h.read("草案 1")}
    assert "没有变差，现在判全部订单" in card
    assert "第 2 版（已发布，优先于配置文件）：橙色阈值 1.5" in said(h, "信号")
    h.read()


@pytest.mark.parametrize("why", ["误报太多", "预警太多"])
def test_a_bad_draft_goes_back_by_itself_in_one_sweep_with_one_card(h: Harness, why: str) -> None:
    approved(h)
    mine, rest = sides()
    for no in rest[:12]:
        h.ordered(no)
    for no in mine[:4]:
        changed_twice(h, no)
    if why == "误报太多":
        h.rollout = replace(h.rollout, canary_alerts=Decimal(1000))
        for no in mine[:4]:
            h.expect_card(no).press(Action.FALSE_ALARM, by="王敏")
    h.read()

    h.pass_time(minutes(1))

    cards = [c for c in h.read() if "草案 1" in c.text]
    assert len([c for c in cards if why in c.text]) == len(cards) == 1
    assert "已退回" in cards[0].text
    changed_twice(h, mine[5])
    assert levels(h, [mine[5]]) == ["calm"]
    assert "第 3 版：全部按配置文件" in said(h, "信号")
    h.pass_time(hours(1))
    assert not [c for c in h.read() if "草案 1" in c.text]


def test_what_its_beginning_turns_loud_is_not_held_against_it(h: Harness) -> None:
    mine, rest = sides()
    for no in (*mine[:5], *rest[:5]):
        changed_twice(h, no)

    approved(h)
    for no in (*mine[5:10], *rest[5:17]):
        h.ordered(no)
    h.pass_time(minutes(1))

    assert levels(h, mine[:5]) == ["orange"] * 5
    shown = said(h, "草案 1", by="王敏")
    assert "它判 5 单，预警 0（每千单 0.0），误报 0；其余 12 单，预警 0" in shown
    assert "试运行中" in said(h, "信号")
    h.read()


def test_somebody_takes_a_trial_back_at_once(h: Harness) -> None:
    approved(h)
    mine, _ = sides()

    assert "回滚到第 1 版" in said(h, "回滚 信号", by="王敏")

    changed_twice(h, mine[0])
    assert levels(h, mine[:1]) == ["calm"]
    assert "试运行" not in said(h, "信号")
    assert "有人回滚" in said(h, "草案 1")
    h.read()
