"""Notices: what a verified content says of one payment, or which of its fields do not say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rules.payments.contract import Failure, Notice
from rules.payments.fields import Fields, UnreadableError
from rules.payments.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a provider says what we have to know of a payment."""

    #: Field of `Notice` -> how it is read; each raises `UnreadableError`.
    fields: Mapping[str, Callable[[Fields], object]]
    paid: frozenset[str]  #: Its words for a payment that was made.
    paid_at: str


@dataclass(slots=True)
class SoFar:
    """How far something was read, which is told of it too where it could not be read to its end."""

    signed: bool = False  #: By its provider, under this contract.
    notice_id: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)  #: What was signed, opened.


def read_answer(fields: Fields, reading: Reading, state: str) -> Notice | Failure:
    """Read what a provider answered; of what is not paid it may say no more than `state`."""
    if state in reading.paid:
        return read_notice(None, fields, reading)
    return Notice(
        notice_id=None, out_trade_no=fields.word("out_trade_no"), transaction_id="", state=state,
        paid=False, amount=Decimal(0), paid_at=None,
    )  # fmt: skip


def read_notice(notice_id: str | None, fields: Fields, reading: Reading) -> Notice | Failure:
    """Read all of it; the first field that is wrong says why, and what can be read is kept."""
    found: dict[str, Any] = {}
    wrong: list[UnreadableError] = []
    for name, read in reading.fields.items():
        try:
            found[name] = read(fields)
        except UnreadableError as error:
            wrong.append(error)
    paid_at = fields.moment(reading.paid_at)
    if wrong:
        return Failure(
            reason=wrong[0].reason,
            field=wrong[0].field,
            signed=True,
            missing=tuple(w.field for w in wrong if w.reason is Reason.FIELD_MISSING),
            notice_id=notice_id,
            transaction_id=found.get("transaction_id"),
            amount=found.get("amount"),
            paid_at=paid_at,
        )
    paid = found["state"] in reading.paid
    return Notice(**found, notice_id=notice_id, paid_at=paid_at, paid=paid)
