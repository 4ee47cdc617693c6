"""Tests of the verdict at the scanner: everything unclear is a deny."""

from collections.abc import Collection
from itertools import product

import pytest

from rules.shipping import Scanned, Verdict, identify, judge
from rules.vocabulary import ScanCode
from tests.builders import ORDER, a_hold


def scanned(
    code: str = "SF1",
    *,
    order_no: str | None = None,
    parcel_id: str | None = None,
    bound: Collection[str] = (ORDER,),
    parcel_codes: Collection[str] = (),
    order_codes: Collection[str] = ("SF1", "P1"),
    known: bool = True,
) -> Scanned:
    """Return a scan of the tracking number of an order."""
    return Scanned(
        code=code,
        order_no=order_no,
        parcel_id=parcel_id,
        bound_orders=bound,
        parcel_codes=parcel_codes,
        order_codes=order_codes,
        order_known=known,
    )


@pytest.mark.parametrize(
    ("scan", "outcome"),
    [
        # the code alone
        (scanned(), ORDER),
        (scanned(bound=()), ScanCode.UNKNOWN_CODE),
        (scanned(bound=("1024", "1025")), ScanCode.AMBIGUOUS_CODE),
        # the code and the order being packed
        (scanned(order_no=ORDER), ORDER),
        (scanned(order_no=ORDER, bound=("1025",)), ScanCode.PARCEL_MISMATCH),
        (scanned(order_no=ORDER, bound=("1024", "1025")), ScanCode.AMBIGUOUS_CODE),
        (scanned("XX", order_no=ORDER, bound=()), ScanCode.PARCEL_MISMATCH),
        (scanned("XX", order_no=ORDER, bound=(), order_codes=()), ScanCode.UNKNOWN_CODE),
        (scanned(ORDER, order_no=ORDER, bound=(), order_codes=()), ORDER),
        (scanned(order_no="nobody", known=False), ScanCode.UNKNOWN_CODE),
        # the package id sent by the order centre
        (scanned("P1", parcel_id="P1"), ORDER),
        (scanned(parcel_id="P1", parcel_codes=("P1", "SF1")), ORDER),
        (scanned(parcel_id="P1", parcel_codes=("P1",)), ScanCode.PARCEL_MISMATCH),
        (scanned(parcel_id="P1", order_no=ORDER), ScanCode.PARCEL_MISMATCH),
        (scanned(parcel_id="P1", bound=()), ScanCode.PARCEL_MISMATCH),
        (scanned(parcel_id="P1", bound=("1024", "1025")), ScanCode.PARCEL_MISMATCH),
    ],
)
def test_the_order_in_front_of_the_scanner_is_known_or_denied(
    scan: Scanned, outcome: str | ScanCode
) -> None:
    found = identify(scan)

    if isinstance(outcome, ScanCode):
        assert isinstance(found, Verdict)
        assert (found.code, found.allow) == (outcome, False)
    else:
        assert found == outcome


@pytest.mark.parametrize(
    ("scan", "frozen"),
    [
        (scanned(parcel_id="P1", order_no="1025"), "1025"),  # the one being packed
        (scanned(parcel_id="P1"), ORDER),  # or else the one the code belongs to
        (scanned(parcel_id="P1", bound=()), None),
        (scanned(parcel_id="P1", bound=("1", "2")), None),
    ],
)
def test_a_mismatch_names_the_order_to_freeze(scan: Scanned, frozen: str | None) -> None:
    found = identify(scan)

    assert isinstance(found, Verdict)
    assert found.order_no == frozen


HOLD = a_hold()


@pytest.mark.parametrize(("cancelled", "held", "left"), list(product((False, True), repeat=3)))
def test_goods_pass_only_where_nothing_speaks_against_it(
    *, cancelled: bool, held: bool, left: bool
) -> None:
    holds = (HOLD,) if held else ()

    verdict = judge(ORDER, holds=holds, cancelled=cancelled, parcel_left=left)

    expected = (
        ScanCode.CANCELLED if cancelled
        else ScanCode.LOCKED if held
        else ScanCode.ALREADY_SHIPPED if left
        else ScanCode.OK
    )  # fmt: skip
    assert verdict.code is expected
    assert verdict.allow is not (cancelled or held or left)
    assert verdict.order_no == ORDER
    assert verdict.holds == holds


@pytest.mark.parametrize("code", ScanCode)
def test_only_ok_lets_goods_pass(code: ScanCode) -> None:
    assert Verdict(code=code, order_no=None).allow is (code is ScanCode.OK)
