"""Reasons: why a call-back could not be taken for what it says, or what is odd about it."""

from enum import StrEnum


class Reason(StrEnum):
    """One word for each; `wording` has a sentence for it."""

    # It could not be taken. In the order in which a call-back is looked at, so that of two the
    # later one came further.
    PROBE = "probe"  #: The provider tries whether we look at signatures.
    MISSING_HEADER = "missing_header"
    UNKNOWN_SERIAL = "unknown_serial"
    ALG_CHANGED = "alg_changed"
    BAD_SIGNATURE = "bad_signature"
    CLOCK_SKEW = "clock_skew"
    DECRYPT_FAILED = "decrypt_failed"
    JSON_INVALID = "json_invalid"
    WRONG_MERCHANT = "wrong_merchant"
    FIELD_MISSING = "field_missing"
    FIELD_TYPE_CHANGED = "field_type_changed"
    UNKNOWN_ENUM = "unknown_enum"
    REFUND = "refund"  #: It tells of a refund; where it waits, unreadably.
    AMOUNT_MISMATCH = "amount_mismatch"  #: Its order costs something else.
    # It was taken.
    DUPLICATE = "duplicate"
    UNKNOWN_ORDER = "unknown_order"  #: Paid, and nobody has told us of the order.
    LATE = "late"
    DRIFT = "drift"  #: It has a header or field that its edition does not have.

    @property
    def rank(self) -> int:
        """Return how far a call-back came before it could not be taken."""
        return _RANK[self]

    @property
    def status(self) -> int:
        """Return the HTTP status that its sender gets; whatever it is, it is sent again."""
        return _UNAUTHORIZED if self in _STRANGERS else _UNREADABLE


_UNAUTHORIZED, _UNREADABLE = 401, 422
#: Whoever sent this has not shown who it is; all else is its provider's.
_STRANGERS = frozenset({
    Reason.PROBE, Reason.MISSING_HEADER, Reason.UNKNOWN_SERIAL, Reason.BAD_SIGNATURE,
    Reason.CLOCK_SKEW, Reason.WRONG_MERCHANT,
})  # fmt: skip
_RANK = {reason: rank for rank, reason in enumerate(Reason)}
