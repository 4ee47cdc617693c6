"""Shipping: whether the goods in front of the scanner may leave. Everything unclear is a deny."""

from collections.abc import Collection
from dataclasses import dataclass

from rules.holds import Hold
from rules.vocabulary import ScanCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What the scanner read and what the books say about it."""

    code: str
    order_no: str | None  #: The order the scanner believes it is packing, where it says so.
    parcel_id: str | None  #: The package id sent by the order centre, where the scanner has one.
    bound_orders: Collection[str]  #: Orders that this code is bound to, or the number of.
    parcel_codes: Collection[
        str
    ]  #: Codes of the parcel named by `parcel_id` (its id and tracking number).
    order_codes: Collection[str]  #: Codes bound to `order_no`.
    order_known: bool  #: Whether `order_no` is an order of ours.


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer at the scanner."""

    code: ScanCode
    order_no: str | None
    holds: tuple[Hold, ...] = ()

    @property
    def allow(self) -> bool:
        """Goods pass on OK alone."""
        return self.code is ScanCode.OK


def identify(scanned: Scanned) -> Verdict | str:
    """
    Say which order is in front of the scanner, or why that cannot be said.

    A code that is not the package the order centre sent is a mismatch of the order being packed
    (S-08); a code bound to nothing or to two orders is never let through (S-05).
    """
    code, order_no = scanned.code, scanned.order_no
    if order_no is not None and not scanned.order_known:
        return Verdict(code=ScanCode.UNKNOWN_CODE, order_no=None)
    if (
        scanned.parcel_id is not None
        and code != scanned.parcel_id
        and code not in scanned.parcel_codes
    ):
        suspect = order_no or _only(scanned.bound_orders)
        return Verdict(code=ScanCode.PARCEL_MISMATCH, order_no=suspect)
    if len(scanned.bound_orders) > 1:
        return Verdict(code=ScanCode.AMBIGUOUS_CODE, order_no=order_no)
    bound = _only(scanned.bound_orders)
    if order_no is None:
        return bound if bound is not None else Verdict(code=ScanCode.UNKNOWN_CODE, order_no=None)
    if order_no in (bound, code):
        return order_no
    if bound is not None or scanned.order_codes:
        return Verdict(code=ScanCode.PARCEL_MISMATCH, order_no=order_no)
    return Verdict(code=ScanCode.UNKNOWN_CODE, order_no=order_no)


def _only(orders: Collection[str]) -> str | None:
    return next(iter(orders)) if len(orders) == 1 else None


def judge(order_no: str, *, holds: tuple[Hold, ...], cancelled: bool, parcel_left: bool) -> Verdict:
    """Decide about an identified order. `holds` are the open ones."""
    if cancelled:
        return Verdict(code=ScanCode.CANCELLED, order_no=order_no, holds=holds)
    if holds:
        return Verdict(code=ScanCode.LOCKED, order_no=order_no, holds=holds)
    if parcel_left:
        return Verdict(code=ScanCode.ALREADY_SHIPPED, order_no=order_no)
    return Verdict(code=ScanCode.OK, order_no=order_no)
