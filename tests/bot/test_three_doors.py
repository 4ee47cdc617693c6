"""Locking and releasing by HTTP, by a button and by a command: one thing with one effect."""

from collections.abc import Callable
from typing import Any

import pytest

from rules.vocabulary import Action
from tests.bot.conftest import Api
from tests.harness import Harness, ShownCard

pytestmark = pytest.mark.wire

Door = Callable[[Api, Harness, ShownCard | None, Action], Any]


def _by_http(api: Api, h: Harness, _card: ShownCard | None, action: Action) -> int:
    api.clock.at = h.now
    word = "lock" if action is Action.FREEZE else "release"
    hold = {"hold": "RESONANCE_RED"} if action is Action.RELEASE else {}
    body = {"reason": "客户要求", "by": "王敏", **hold}
    return api.post(f"/v1/orders/1024/{word}", body).status_code


def _by_command(_api: Api, h: Harness, _card: ShownCard | None, action: Action) -> int:
    word = "锁单" if action is Action.FREEZE else "放行"
    reply = h.says(f"{word} 1024 客户要求", by="王敏")
    assert reply is not None
    return 200 if reply.changed else 409


def _by_button(_api: Api, _h: Harness, card: ShownCard | None, action: Action) -> int:
    assert card is not None
    return 200 if card.press(action, by="王敏").changed else 409


DOORS = pytest.mark.parametrize("door", [_by_http, _by_command, _by_button])


@pytest.fixture
def h(api: Api) -> Harness:
    """Return a group that shares its database with the HTTP application."""
    return Harness(database=api.database)


def _effect(h: Harness) -> dict[str, Any]:
    """Return everything about the order that a lock or a release may change, but for its door."""
    order = h.order()
    audit = h.database.look(lambda tx: tx.audit.of_order("1024"))
    alert = h.database.look(lambda tx: tx.alerts.latest_of(("1024",))).get("1024")
    return {
        "holds": [(x["reason"], x["by"], x["released_at"] is None) for x in order["holds"]],
        "level": order["level"],
        "alert": alert
        and (alert.state.value, alert.decided_by, alert.decision, alert.revision, alert.claimed_by),
        "audit": [(a.action, a.outcome, a.actor, a.role) for a in audit if a.actor == "王敏"],
    }


@DOORS
def test_a_lock_holds_the_order_and_decides_its_alert(api: Api, h: Harness, door: Door) -> None:
    h.ordered("1024")
    h.turns_orange("1024")
    card = h.expect_card("1024")

    assert door(api, h, card, Action.FREEZE) == 200

    assert _effect(h) == {
        "holds": [("MANUAL", "王敏", True)],
        "level": "orange",
        "alert": ("frozen", "王敏", Action.FREEZE, 2, None),
        "audit": [("lock", "done", "王敏", "approver")],
    }
    redrawn = h.expect_card("1024", redraw=True)
    assert "王敏" in redrawn.card.footer
    assert Action.FREEZE not in {button.action for button in redrawn.card.buttons}
    h.expect_nothing()


@DOORS
def test_a_release_ends_the_hold_and_the_alert(api: Api, h: Harness, door: Door) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    card = h.expect_card("1024")

    assert door(api, h, card, Action.RELEASE) == 200

    assert _effect(h) == {
        "holds": [("RESONANCE_RED", "system", False)],
        "level": "calm",
        "alert": ("released", "王敏", Action.RELEASE, 2, None),
        "audit": [("release", "done", "王敏", "approver")],
    }
    redrawn = h.expect_card("1024", redraw=True).card
    assert {button.action for button in redrawn.buttons}.isdisjoint({Action.FREEZE, Action.RELEASE})
    h.expect_nothing()


@DOORS
def test_what_has_left_is_not_locked(api: Api, h: Harness, door: Door) -> None:
    h.ordered("1024")
    h.turns_orange("1024")
    card = h.expect_card("1024")
    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="PICKED_UP")
    before = _effect(h)

    assert door(api, h, card, Action.FREEZE) == 409

    # A card whose alert ended with the departure is outdated before anything else is looked at.
    how = "stale" if door is _by_button else "refused"
    assert _effect(h) == {**before, "audit": [("freeze", how, "王敏", "approver")]}
    h.read()


def test_the_refusal_of_a_lock_that_comes_too_late_says_what_to_do(api: Api, h: Harness) -> None:
    h.ordered("1024")
    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="PICKED_UP")

    answer = api.post("/v1/orders/1024/lock", {"reason": "a", "by": "客服甲"})

    assert (answer.status_code, answer.json()["type"]) == (409, "/docs#too_late_to_lock")
    assert "请联系快递召回" in answer.json()["detail"]
    assert "Ask the carrier to call it back" in answer.json()["detail"]
    assert h.order()["holds"] == []


def test_releasing_an_order_that_nothing_holds_decides_its_alert(api: Api, h: Harness) -> None:
    h.ordered("1024")
    h.turns_orange("1024")
    h.expect_card("1024")
    api.clock.at = h.now

    named = {"reason": "a", "by": "客服甲", "hold": "MANUAL"}
    absent = api.post("/v1/orders/1024/release", named)
    assert (absent.status_code, absent.json()["type"]) == (404, "/docs#no_such_hold")
    assert _effect(h)["alert"][0] == "open"
    assert api.post("/v1/orders/1024/release", {"reason": "a", "by": "客服甲"}).status_code == 200

    assert _effect(h)["alert"][:2] == ("released", "客服甲")
    h.expect_card("1024", redraw=True)


def test_a_systems_own_hold_leaves_the_decision_to_people(api: Api, h: Harness) -> None:
    h.ordered("1024")
    h.turns_orange("1024")
    h.expect_card("1024")
    api.clock.at = h.now

    lock = {"reason": "退款中", "by": "refunds", "hold": "REFUND_OPEN"}
    assert api.post("/v1/orders/1024/lock", lock).status_code == 200

    effect = _effect(h)
    assert effect["holds"] == [("REFUND_OPEN", "refunds", True)]
    assert effect["alert"][:2] == ("open", None)
    assert "refunds" in h.expect_card("1024", redraw=True).text
