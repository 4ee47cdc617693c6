"""Reasons of holds: what each means, and that a code of another system is its own business."""

import pytest

from rules.shipping.holds import meant_by_release
from rules.shipping.reasons import REASONS, HoldReason, Reason, reason_of
from rules.shipping.verdict import Standing, judge
from rules.vocabulary import Role, ScanCode
from tests.builders import a_hold
from tests.meta.tree import ROOT, modules

#: Where a reason is set, by whoever has it: everybody else asks what it means.
_SETTERS = frozenset({
    "rules/shipping/reasons.py", "handlers/resonance/judging.py", "handlers/shipping/scans.py",
    "handlers/shipping/freezing.py", "rules/payments/ghosts.py",
    "handlers/payments/taking.py", "handlers/shipping/locks.py", "bot/web/orders.py",
    "rules/shipping/guard.py",
    "rules/contracts/reach.py",  # says from which fields each of them is read
})  # fmt: skip


def test_the_product_s_own_reasons_are_all_told() -> None:
    assert set(REASONS) == set(HoldReason)


def test_a_code_of_another_system_is_its_own_business() -> None:
    assert reason_of("RISK_REVIEW") == Reason()
    assert (Reason().release_role, Reason().scan_code) == (Role.APPROVER, ScanCode.LOCKED)
    assert not Reason().machine
    assert not Reason().by_hand
    assert Reason().pushed


@pytest.mark.parametrize("reason", [*HoldReason, "RISK_REVIEW"])
def test_the_scanner_hears_what_the_reason_says(reason: str) -> None:
    held = Standing(
        order_no="1024", known=True, holds=(a_hold(reason),), cancelled=False, left=False
    )

    assert judge([held]).code is reason_of(reason).scan_code


def test_a_plain_release_means_the_machine_s_holds_in_the_order_of_the_table() -> None:
    red, mismatch = a_hold("RESONANCE_RED", hold_id="a"), a_hold("PARCEL_MISMATCH", hold_id="b")
    by_hand = a_hold("MANUAL", hold_id="c", owner="李雷")
    risk = a_hold("RISK_REVIEW", hold_id="d", owner="risk")

    assert meant_by_release([by_hand, mismatch, red, risk], by="王敏") == (red,)
    assert meant_by_release([by_hand, mismatch, risk], by="王敏") == (mismatch,)
    assert meant_by_release([by_hand, risk], by="王敏") == (by_hand,)
    assert meant_by_release([risk], by="王敏") == ()


def test_only_whoever_sets_a_reason_names_it() -> None:
    naming = {
        path.as_posix()
        for path in modules()
        if "HoldReason" in (ROOT / path).read_text(encoding="utf-8")
    }

    assert naming == _SETTERS
