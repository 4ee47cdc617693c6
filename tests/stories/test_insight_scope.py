"""Group A never sees shop B, and a full phone number is shown in private only."""

import pytest

from rules.delivery.routes import Route, Target
from rules.people.permissions import Scopes
from rules.vocabulary import Action, ScanCode
from tests.harness import Harness

A, B = "shop-a", "shop-b"
SCOPES: Scopes = {("console", "group-a"): (A,)}
PHONE = "13812341234"


@pytest.fixture
def shops(h: Harness) -> Harness:
    """Two shops; the group of A is bound to it, and both reach the fall-back."""
    h.scopes = SCOPES
    h.routes = (
        Route(to=(Target(channel="console", conversation="group-a"),), go_on=True),
        Route(to=(Target(channel="console", conversation="ops"),)),
    )
    h.ordered("1024", shop=A, customer={"id": "c-a", "phone": PHONE})
    h.ordered("2048", shop=B, customer={"id": "c-b", "phone": PHONE})
    return h


@pytest.mark.parametrize(
    "text",
    ["查单 2048", "轨迹 2048", "体检 2048", "为什么 2048", "假如 2048 地址修改+1", "路由 2048",
     "为什么没收到 2048", "锁单 2048", "电话 2048", "路由 red shop=shop-b"],
)  # fmt: skip
def test_a_bound_group_shows_no_order_of_another_shop_to_anybody(shops: Harness, text: str) -> None:
    reply = shops.says(text, by="王敏", conversation="group-a")

    assert reply is not None
    assert B not in reply.text
    assert "¥" not in reply.text
    assert not reply.changed
    assert shops.scan("P2048").code is ScanCode.OK


def test_the_same_question_is_answered_in_private(shops: Harness) -> None:
    in_group = shops.says("查单 2048", by="王敏", conversation="group-a")
    in_private = shops.says("查单 2048", by="王敏", private=True)
    own = shops.says("查单 1024", by="王敏", conversation="group-a")

    assert in_group is not None
    assert in_group.private
    assert "私聊" in in_group.text
    assert in_private is not None
    assert B in in_private.text
    assert own is not None
    assert A in own.text


def test_lists_in_a_bound_group_leave_out_other_shops(shops: Harness) -> None:
    for order_no in ("1024", "2048"):
        shops.turns_red(order_no)
    ledger = shops.says("为什么没收到", by="王敏", conversation="group-a")
    open_ones = shops.says("预警", by="王敏", conversation="group-a")
    unshipped = shops.says("未发货", by="王敏", conversation="group-a")

    for reply in (ledger, open_ones, unshipped):
        assert reply is not None
        assert "2048" not in reply.text
    assert open_ones is not None
    assert "1024" in open_ones.text
    for order_no, copies in (("1024", 2), ("2048", 1)):
        for _ in range(copies):
            shops.expect_card(order_no)


def test_a_card_of_another_shop_is_never_sent_to_a_bound_group(shops: Harness) -> None:
    shops.turns_red("2048")
    card = shops.expect_card("2048")

    assert card.conversation == "ops"
    shops.expect_nothing()


def test_a_press_in_a_bound_group_acts_on_its_own_shop_only(shops: Harness) -> None:
    shops.turns_red("2048")
    card = shops.expect_card("2048")
    shops.scopes = {("console", "ops"): (A,)}  # bound after the card was sent

    reply = card.press(Action.RELEASE, by="王敏")

    assert reply.private
    assert not reply.changed
    assert shops.scan("P2048").code is ScanCode.LOCKED


def test_a_full_phone_number_is_shown_in_private_to_an_operator_and_written_down(
    shops: Harness,
) -> None:
    viewer = shops.says("电话 1024", by="小赵", private=True)
    group = shops.says("电话 1024", by="李雷", conversation="group-a")
    shown = shops.says("phone 1024", by="李雷", private=True)
    other = shops.says("电话 1024", by="外店小周", private=True)

    assert shown is not None
    assert shown.private
    assert PHONE in shown.text
    assert group is not None
    assert group.private
    assert "私聊" in group.text
    for reply in (viewer, group, other):
        assert reply is not None
        assert PHONE not in reply.text
    audit = shops.database.look(lambda tx: tx.audit.of_order("1024"))
    assert [(a.actor, a.outcome) for a in audit if a.action == "phone"] == [
        ("小赵", "refused"), ("李雷", "asked_in_group"), ("李雷", "phone_shown"),
        ("外店小周", "refused"),
    ]  # fmt: skip
    assert all(PHONE not in a.detail for a in audit)


def test_an_order_without_a_number_says_so(shops: Harness) -> None:
    shops.ordered("4096", shop=A)

    reply = shops.says("电话 4096", private=True)

    assert reply is not None
    assert "没有电话" in reply.text
