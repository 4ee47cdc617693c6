"""Fields: what scanners and warehouse systems may send, checked by the same rules as events."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NoReturn

from bot.web.door.problems import refusal
from rules.events.moments import as_utc
from rules.events.refusals import Flaw, flaw, record_flaws
from rules.events.types import EVENT_TYPES, FIRST_YEAR, LONGEST_WORD, MOST_ITEMS, Field
from rules.order_numbers import LONGEST as LONGEST_ORDER_NO
from rules.vocabulary import Shape

LONGEST_NO = 128
LONGEST_STATION = 64
LONGEST_REASON = 500
MOST_PIECES = 100_000
#: Clocks of scanners may be this far ahead.
SKEW = timedelta(minutes=5)
#: A reason code, such as MANUAL. `HOLD_PATTERN` is the same for the API pages.
HOLD_PATTERN: Final = "^[A-Z][A-Z0-9_]{1,63}$"
_HOLD_CODE = re.compile(HOLD_PATTERN)


def _word(name: str, most: int, *, required: bool = False) -> Field:
    return Field(name=name, shape=Shape.WORD, required=required, most=most)


def _scanned(name: str, *, required: bool = False) -> Field:
    return Field(name=name, shape=Shape.SCANNED, required=required, most=LONGEST_WORD)


def _named(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({field.name: field for field in fields})


_ITEM = _named(
    _word("sku", LONGEST_WORD, required=True),
    Field(name="qty", shape=Shape.WHOLE, required=True, least=1, most=MOST_PIECES),
)
#: What `POST /v1/scans` reads. Fields that it does not name are ignored.
SCAN: Final = _named(
    _word("scan_id", LONGEST_NO, required=True),
    _word("station", LONGEST_STATION, required=True),
    _scanned("code", required=True),
    _scanned("order_no"),
    _scanned("parcel_id"),
    Field(name="items", shape=Shape.ITEMS, most=MOST_ITEMS, fields=_ITEM),
    Field(name="at", shape=Shape.MOMENT, least=FIRST_YEAR, most=9999),
)
#: What locks and releases read.
HOLD: Final = _named(
    _word("reason", LONGEST_REASON, required=True),
    _word("by", LONGEST_NO, required=True),
    _word("hold", LONGEST_NO),
    _word("line", LONGEST_WORD),
)
#: What an application for a refund reads; a field that it does not name is a fact.
REFUND: Final = _named(
    Field(name="order_no", shape=Shape.ORDER_NO, required=True, most=LONGEST_ORDER_NO),
    _word("id", LONGEST_NO),
    _word("shop", LONGEST_WORD),
    _word("ip", LONGEST_STATION),
    _word("compare_with", LONGEST_NO),
    *EVENT_TYPES["refund.requested"].fields.values(),
    Field(name="facts", shape=Shape.RECORD),
)
#: What an appeal reads.
APPEAL: Final = _named(
    _word("reason", LONGEST_REASON, required=True),
    _word("by", LONGEST_NO, required=True),
    Field(name="facts", shape=Shape.RECORD),
)
#: What a replay of the quarantine reads.
REPLAY: Final = _named(
    _word("provider", LONGEST_STATION, required=True), _word("contract", LONGEST_STATION)
)
_ORDER_NO = _named(_word("order_no", LONGEST_NO, required=True))


def is_order_no(text: str) -> bool:
    """Say whether a text could be an order number at all."""
    return next(record_flaws({"order_no": text}, _ORDER_NO, ""), None) is None


def is_hold_code(text: str) -> bool:
    """Say whether a text could be a reason code."""
    return _HOLD_CODE.fullmatch(text) is not None


def checked(raw: object, fields: Mapping[str, Field]) -> Mapping[str, Any]:
    """Return an object whose fields are as they should be, or refuse it with all that is wrong."""
    if not isinstance(raw, dict):
        refuse(flaw("wrong_type", "body", Shape.RECORD))
    found = list(record_flaws(raw, fields, ""))
    if found:
        refuse(*found)
    return raw


def moment(values: Mapping[str, Any], name: str, now: datetime) -> datetime:
    """Return a checked time in UTC, `now` where there is none; the future is refused."""
    value = values.get(name)
    if value is None:
        return now
    try:
        at = as_utc(value)
    except OverflowError:
        refuse(flaw("bad_time", name))
    if at > now + SKEW:
        refuse(flaw("time_in_future", name))
    return at


def refuse(*flaws: Flaw) -> NoReturn:
    """Refuse a request for what is wrong with its fields."""
    raise refusal(
        "invalid",
        flaws[0].message,
        errors=[{"field": f.field, "code": f.code, "message": f.message} for f in flaws],
    )
