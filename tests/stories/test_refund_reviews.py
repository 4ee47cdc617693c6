"""What no rule decides about a refund: quality control does, once, on a card of its own."""

import pytest

from rules.cards.review_card import DECIDE
from rules.delivery.routes import Target
from rules.refunds.words import Action
from storage.tx import Tx
from tests.harness import Harness, ShownCard

QC = "qc"


def _asks(h: Harness, **data: object) -> ShownCard:
    h.quality_control = (Target(channel="console", conversation=QC),)
    h.ordered(items=[{"sku": "A", "qty": 1, "category": "服饰"}])
    h.happens("refund.requested", amount="199.00", facts={"signed": "unknown", **data})
    h.expect_card()  # of the order, which is held
    return h.expect_card()


def _actions(h: Harness) -> list[Action]:
    def work(tx: Tx) -> list[Action]:
        (asked,) = tx.refunds.of_order("1024")
        return [one.decision.action for one in tx.refunds.history(asked.id)]

    return h.database.look(work)


def _tap(h: Harness, card: ShownCard, choice: Action, by: str) -> str:
    token = card.tokens[f"{DECIDE}:{choice}"]
    return h.press(token, by=by, conversation=QC).text


def test_the_first_who_decides_has_decided_and_nobody_overrides_it(h: Harness) -> None:
    card = _asks(h)
    assert "¥199.00" in card.text

    assert "王敏决定：" in _tap(h, card, Action.REFUSE, "王敏")
    h.read()
    assert "不能改" in _tap(h, card, Action.REFUND, "王敏")
    h.read()

    assert _actions(h) == [Action.REVIEW, Action.REFUSE]
    tried = h.database.look(lambda tx: tx.audit.of_order("1024"))
    assert [(a.actor, a.outcome) for a in tried if a.action == "decide_refund"] == [
        ("王敏", "done"),
        ("王敏", "refused"),
    ]


@pytest.mark.parametrize("by", ["观众", "李雷"])
def test_only_an_approver_decides(h: Harness, by: str) -> None:
    card = _asks(h)
    _tap(h, card, Action.REFUND, by)

    assert _actions(h) == [Action.REVIEW]


def test_a_person_pays_what_is_asked_and_the_decision_that_was_stays(h: Harness) -> None:
    card = _asks(h)
    _tap(h, card, Action.REFUND, "王敏")
    h.read()

    def work(tx: Tx) -> list[str]:
        (asked,) = tx.refunds.of_order("1024")
        return [str(one.decision.amount) for one in tx.refunds.history(asked.id)]

    assert h.database.look(work) == ["0.00", "199.00"]
