"""Weights run wild, and people stop the machine: how automatic locks end and begin again."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from handlers.events import intake
from rules.resonance.breaker import Limits
from rules.resonance.policy import Policy
from rules.shipping.reasons import RATIONED
from rules.vocabulary import Action, Kind, ScanCode
from tests.builders import SHANGHAI, a_parcel, an_address_change, an_order
from tests.harness import Harness

ORDERS, PORTION = 2_000, 250


def wild(policy: Policy) -> Policy:
    """Return weights by which a single address change is red."""
    rules = dict(policy.rules)
    rules[Kind.ADDRESS_CHANGED] = replace(rules[Kind.ADDRESS_CHANGED], weight=Decimal(5))
    return replace(policy, rules=rules)


def turns_red(h: Harness, order_no: str) -> None:
    """Let an order arrive and turn red at once."""
    h.policy = wild(Policy(timezone=SHANGHAI))
    h.ordered(order_no)
    h.happens("order.address_changed", order_no, address={"city": "杭州"})


def test_weights_that_would_lock_most_orders_are_stopped_at_the_limit(h: Harness) -> None:
    h.policy = wild(Policy(timezone=SHANGHAI))
    for first in range(0, ORDERS, PORTION):
        events = []
        for number in range(first, first + PORTION):
            order_no = f"W{number:05}"
            events += [
                an_order(order_no, at=h.now, customer={"id": order_no}),
                a_parcel(f"P{order_no}", order_no, at=h.now),
            ]
            if number % 5:  # four of five change their address
                events.append(an_address_change(order_no, at=h.now))
        h.database.do(lambda tx, events=events: intake.take(tx, h.deps, events, h.now))  # type: ignore[misc]
        h.now += timedelta(seconds=20)

    locked, asked = h.database.look(
        lambda tx: (
            tx.holds.machine_locks(RATIONED, after=h.now - timedelta(hours=1), until=h.now),
            [e for e in tx.ledger.recent(10_000) if e.body.get("wording") == "autolock_tripped"],
        )
    )

    # The first portion holds fewer than 500 orders, so that the limit of the hour comes first.
    assert locked == Limits().per_hour
    assert len(asked) == 1
    assert h.scan("PW00001").code is ScanCode.LOCKED
    assert h.scan("PW01999").code is ScanCode.OK
    counts = h.database.look(lambda tx: tx.alerts.counts())
    assert sum(n for (level, _), n in counts.items() if level == "red") == ORDERS * 4 // 5
    assert h.scan("PW00001").code is ScanCode.LOCKED
    # Nobody reads sixteen hundred cards here; those beyond the first stand on one card.
    h.deliver()
    h.unread.clear()


def test_beyond_the_limit_the_card_asks_for_a_person_and_a_person_can_lock(h: Harness) -> None:
    h.limits = Limits(per_hour=1)
    turns_red(h, "1024")
    assert "自动锁已暂停" not in h.expect_card("1024").text
    turns_red(h, "2048")

    card = h.expect_card("2048")

    assert "自动锁已暂停，还没锁定" in card.card.headline
    assert "已锁 1 单" in h.expect_notice("自动锁已暂停")
    assert h.scan("P2048").code is ScanCode.OK
    turns_red(h, "4096")
    assert "自动锁已暂停" in h.expect_card("4096").text  # and nobody is asked again
    assert card.press(Action.FREEZE, by="李雷").changed
    assert h.scan("P2048").code is ScanCode.LOCKED
    assert "自动锁已暂停" not in h.expect_card("2048", redraw=True).text


def test_after_an_hour_the_machine_may_lock_again(h: Harness) -> None:
    h.limits = Limits(per_hour=1)
    for order_no in ("1024", "2048"):
        turns_red(h, order_no)
        h.expect_card(order_no)
    h.expect_notice("自动锁已暂停")
    h.now += timedelta(hours=2)
    turns_red(h, "4096")

    assert "自动锁已暂停" not in h.expect_card("4096").text
    assert h.scan("P4096").code is ScanCode.LOCKED


def test_an_admin_stops_the_machine_and_it_comes_back_by_itself(h: Harness) -> None:
    refused = h.says("停止自动锁 2h 权重配错了", by="王敏")
    assert refused is not None
    assert refused.private
    assert "管理员" in refused.text
    asked = h.says("停止自动锁 2h", by="陈静")
    assert asked is not None
    assert "原因" in asked.text

    done = h.says("停止自动锁 2h 权重配错了", by="陈静", private=True)

    assert done is not None
    assert done.changed
    assert "权重配错了" in h.expect_notice("陈静 停止了自动锁")
    turns_red(h, "1024")
    card = h.expect_card("1024")
    assert "自动锁已暂停，还没锁定" in card.card.headline
    assert h.scan("P1024").code is ScanCode.OK
    card.press(Action.FALSE_ALARM, by="王敏")
    h.expect_card("1024", redraw=True)
    h.pass_time(timedelta(hours=2))
    h.expect_notice("现在恢复")
    turns_red(h, "2048")
    h.expect_card("2048")
    assert h.scan("P2048").code is ScanCode.LOCKED
    audit = h.database.look(lambda tx: tx.audit.recent(200))
    assert {"autolock_off", "autolock_on", "autolock_paused"} <= {a.action for a in audit}


def test_turning_it_on_again_gives_a_fresh_count(h: Harness) -> None:
    h.limits = Limits(per_hour=1)
    for order_no in ("1024", "2048"):
        turns_red(h, order_no)
        h.expect_card(order_no)
    h.expect_notice("自动锁已暂停")

    done = h.says("autolock on", by="陈静")

    assert done is not None
    assert "恢复" in done.text
    turns_red(h, "4096")
    h.expect_card("4096")
    assert h.scan("P4096").code is ScanCode.LOCKED
    turns_red(h, "8192")
    h.expect_card("8192")
    h.expect_notice("自动锁已暂停")
