"""Shipping: whether the goods in front of the scanner may leave. Everything unclear is a deny."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rules.codes import resembles
from rules.shipping.holds import Hold
from rules.shipping.reasons import reason_of
from rules.vocabulary import ScanCode

#: The strictest first: what is said of a parcel in which several orders lie.
_STRICTEST = (
    ScanCode.CANCELLED,
    ScanCode.LOCKED,
    ScanCode.REFUND_OPEN,
    ScanCode.GIFT_UNBOUND,
    ScanCode.CHANNEL_MISSING,
    ScanCode.CHANNEL_NOT_ALLOWED,
    ScanCode.CHANNEL_DISABLED,
    ScanCode.OUT_OF_RADIUS,
    ScanCode.PARCEL_MISMATCH,
    ScanCode.UNKNOWN_CODE,
    ScanCode.ALREADY_SHIPPED,
    ScanCode.GIFT_MISSING,
    ScanCode.OK,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What the scanner read and what the books say about it; codes as `code_key` has them."""

    code: str
    order_no: str | None  #: The order the scanner believes it is packing, where it says so.
    parcel_id: str | None  #: The package id sent by the order centre, where the scanner has one.
    bound_orders: Collection[str]  #: Orders that this code is bound to, or the number of.
    one_parcel: bool  #: Whether several such orders lie in one parcel: its tracking number is one.
    parcel_codes: Collection[str]  #: Codes of the parcel named by `parcel_id`.
    order_codes: Collection[str]  #: Codes bound to `order_no`.
    order_known: bool  #: Whether `order_no` is an order of ours.


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one order of the parcel stands."""

    order_no: str
    known: bool  #: Whether somebody created or paid it; of others we have only heard.
    holds: tuple[Hold, ...]  #: The open ones.
    cancelled: bool
    left: bool  #: Whether its goods under this code have left the house.
    inside: frozenset[str] | None = None  #: SKUs in this parcel; None: nobody says, so anything.
    gifts_missing: bool = False  #: Whether a gift is owed that is in no parcel of the order.
    gifts_added: bool = False  #: Whether a gift is inside that is neither owed nor ordered.


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer at the scanner."""

    code: ScanCode
    order_no: str | None
    holds: tuple[Hold, ...] = ()
    left_behind: tuple[str, ...] = ()  #: Lines that are held and not in a parcel that may leave.

    @property
    def allow(self) -> bool:
        """Goods pass on OK alone."""
        return self.code is ScanCode.OK


def stopping(holds: Iterable[Hold], inside: Collection[str] | None = None) -> tuple[Hold, ...]:
    """
    Return which of the open holds stop goods: those of their order, and of the lines among them.

    `inside` are the SKUs of the goods; where nobody says, they may be anything. Whatever can move
    goods asks this: the scan, and the call that lets a warehouse's own system go on.
    """
    return tuple(
        hold for hold in holds if hold.line is None or inside is None or hold.line in inside
    )


def identify(scanned: Scanned) -> Verdict | tuple[str, ...]:
    """
    Say which orders are in front of the scanner, or why that cannot be said.

    A code that is not the package the order centre sent is a mismatch of the order being packed
    (S-08), unless it may be the right one, badly read: that is denied and freezes nothing. A code
    bound to nothing, or to two orders that are not in one parcel, is never let through (S-05).
    """
    order_no, bound = scanned.order_no, scanned.bound_orders
    if order_no is not None and not scanned.order_known:
        return Verdict(code=ScanCode.UNKNOWN_CODE, order_no=None)
    if scanned.parcel_id is not None:
        sent = {scanned.parcel_id, *scanned.parcel_codes}
        if scanned.code not in sent:
            return _not_the_one(scanned, sent, suspect=order_no or _only(bound))
    if len(bound) > 1 and not scanned.one_parcel:
        return Verdict(code=ScanCode.AMBIGUOUS_CODE, order_no=order_no)
    if bound and (order_no is None or order_no in bound):
        return tuple(sorted(bound))
    if order_no is not None and (bound or scanned.order_codes):
        return _not_the_one(scanned, {order_no, *scanned.order_codes}, suspect=order_no)
    return Verdict(code=ScanCode.UNKNOWN_CODE, order_no=order_no)


def _not_the_one(scanned: Scanned, expected: Collection[str], *, suspect: str | None) -> Verdict:
    if not scanned.bound_orders and any(resembles(scanned.code, code) for code in expected):
        return Verdict(code=ScanCode.UNKNOWN_CODE, order_no=scanned.order_no)
    return Verdict(code=ScanCode.PARCEL_MISMATCH, order_no=suspect)


def _only(orders: Collection[str]) -> str | None:
    return next(iter(orders)) if len(orders) == 1 else None


def judge(orders: Sequence[Standing], *, named: str | None = None) -> Verdict:
    """
    Decide about the identified orders, one of which the scanner may have named.

    An order whose goods have left drops out as long as another's have not: its tracking number was
    used again. Of the others the strictest decides, and the verdict names it.
    """
    waiting = [one for one in orders if not one.left or one.order_no == named] or orders
    verdicts = sorted(
        (_verdict(one) for one in waiting),
        key=lambda said: (_STRICTEST.index(said.code), said.order_no != named, said.order_no),
    )
    left_behind = dict.fromkeys(line for said in verdicts for line in said.left_behind)
    return replace(verdicts[0], left_behind=tuple(left_behind) if verdicts[0].allow else ())


def _verdict(order: Standing) -> Verdict:
    held = stopping(order.holds, order.inside)
    code = (
        ScanCode.CANCELLED if order.cancelled
        else _strictest(reason_of(hold.reason).scan_code for hold in held) if held
        else ScanCode.UNKNOWN_CODE if not order.known
        else ScanCode.ALREADY_SHIPPED if order.left
        else ScanCode.GIFT_UNBOUND if order.gifts_added
        else ScanCode.GIFT_MISSING if order.gifts_missing
        else ScanCode.OK
    )  # fmt: skip
    lines = dict.fromkeys(h.line for h in order.holds if h.line is not None)
    return Verdict(
        code=code,
        order_no=order.order_no,
        holds=held,
        left_behind=tuple(lines) if code is ScanCode.OK else (),
    )


def _strictest(codes: Iterable[ScanCode]) -> ScanCode:
    return min(codes, key=_STRICTEST.index)
