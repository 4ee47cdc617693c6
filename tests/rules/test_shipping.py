"""Tests of the verdict at the scanner: everything unclear is a deny."""

from collections.abc import Collection
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.shipping.carriers import CARRIERS, carrier_text
from rules.shipping.verdict import Scanned, Standing, Verdict, identify, judge
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
    one_parcel: bool = False,
    known: bool = True,
) -> Scanned:
    """Return a scan of the tracking number of an order."""
    return Scanned(
        code=code,
        order_no=order_no,
        parcel_id=parcel_id,
        bound_orders=bound,
        one_parcel=one_parcel,
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
        (scanned(bound=("1025", "1024"), one_parcel=True), ("1024", "1025")),
        # the code and the order being packed
        (scanned(order_no=ORDER), ORDER),
        (scanned(order_no=ORDER, bound=("1025",)), ScanCode.PARCEL_MISMATCH),
        (scanned(order_no=ORDER, bound=("1024", "1025")), ScanCode.AMBIGUOUS_CODE),
        (scanned("XX", order_no=ORDER, bound=()), ScanCode.PARCEL_MISMATCH),
        (scanned("XX", order_no=ORDER, bound=(), order_codes=()), ScanCode.UNKNOWN_CODE),
        (scanned(ORDER, order_no=ORDER, order_codes=()), ORDER),
        (scanned(order_no=ORDER, bound=("1024", "1025"), one_parcel=True), ("1024", "1025")),
        (scanned(order_no=ORDER, bound=("1", "2"), one_parcel=True), ScanCode.PARCEL_MISMATCH),
        # a code that may be the right one, badly read
        (scanned("S-F1", order_no=ORDER, bound=()), ScanCode.UNKNOWN_CODE),
        (scanned("10 24", order_no=ORDER, bound=()), ScanCode.UNKNOWN_CODE),
        (scanned("S-F1", order_no=ORDER, bound=("1025",)), ScanCode.PARCEL_MISMATCH),
        (scanned("P-1", parcel_id="P1", bound=()), ScanCode.UNKNOWN_CODE),
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
    scan: Scanned, outcome: str | tuple[str, ...] | ScanCode
) -> None:
    found = identify(scan)

    if isinstance(outcome, ScanCode):
        assert isinstance(found, Verdict)
        assert (found.code, found.allow) == (outcome, False)
    else:
        assert found == ((outcome,) if isinstance(outcome, str) else outcome)


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


def standing(
    order_no: str = ORDER,
    *,
    known: bool = True,
    held: bool = False,
    cancelled: bool = False,
    left: bool = False,
) -> Standing:
    """Return an order whose goods may leave, unless said otherwise."""
    holds = (HOLD,) if held else ()
    return Standing(order_no=order_no, known=known, holds=holds, cancelled=cancelled, left=left)


@pytest.mark.parametrize(
    ("cancelled", "held", "known", "left"), list(product((False, True), repeat=4))
)
def test_goods_pass_only_where_nothing_speaks_against_it(
    *, cancelled: bool, held: bool, known: bool, left: bool
) -> None:
    verdict = judge([standing(cancelled=cancelled, held=held, known=known, left=left)])

    expected = (
        ScanCode.CANCELLED if cancelled
        else ScanCode.LOCKED if held
        else ScanCode.UNKNOWN_CODE if not known
        else ScanCode.ALREADY_SHIPPED if left
        else ScanCode.OK
    )  # fmt: skip
    assert verdict.code is expected
    assert verdict.allow is (known and not (cancelled or held or left))
    assert verdict.order_no == ORDER
    assert verdict.holds == ((HOLD,) if held else ())


flags = st.booleans()
parcels = st.lists(
    st.builds(
        standing, st.sampled_from("abcdef"), known=flags, held=flags, cancelled=flags, left=flags
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.order_no,
)


@given(parcels, st.data())
def test_of_a_merged_parcel_every_order_that_has_not_left_must_be_free(
    orders: list[Standing], data: st.DataObject
) -> None:
    named = data.draw(st.sampled_from([None, *(one.order_no for one in orders)]))

    verdict = judge(orders, named=named)

    waiting = [one for one in orders if not one.left]
    free = [one for one in waiting if one.known and not one.holds and not one.cancelled]
    may = bool(waiting) and free == waiting and named in {None, *(one.order_no for one in waiting)}
    assert verdict.allow is may
    assert judge(orders[::-1], named=named) == verdict
    (said,) = [one for one in orders if one.order_no == verdict.order_no]
    if verdict.code is ScanCode.LOCKED:
        assert verdict.holds == said.holds != ()
    if verdict.allow and named is not None:
        assert verdict.order_no == named


@pytest.mark.parametrize("code", ScanCode)
def test_only_ok_lets_goods_pass(code: ScanCode) -> None:
    assert Verdict(code=code, order_no=None).allow is (code is ScanCode.OK)


@pytest.mark.parametrize(
    ("word", "zh", "en"),
    [("SF", "顺丰", "SF Express"), ("yuantong", "圆通", "YTO"), ("顺丰速运", "顺丰", "SF Express")],
)
def test_a_carrier_is_named_in_the_readers_language(word: str, zh: str, en: str) -> None:
    assert (carrier_text(word), carrier_text(word, "en")) == (zh, en)


def test_a_carrier_that_nobody_told_of_is_named_as_it_was_written() -> None:
    assert carrier_text("骡马帮", "en") == "骡马帮"


def test_every_carrier_has_a_name_in_both_languages() -> None:
    assert all(carrier_text(name, "en").isascii() for name in CARRIERS)
