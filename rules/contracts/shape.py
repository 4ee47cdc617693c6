"""Shapes: what stands in the fields of a message, without what it says of anybody."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import inf, log10

#: Between a type and the power of ten of its number; between a type and a word of a closed list.
SIZE, WORD = "~", "="
#: Fields are named by their path; of a list its first entry is looked at.
_DEEPEST = 6
_MOST = 120
_SHORT = 64
#: Of a path: with its kind of message and what stood there it is kept whole.
_LONGEST = 120
#: Fields whose words are from a closed list, however they are written.
_LISTED = frozenset({
    "status", "state", "system", "carrier", "platform", "warehouse", "channel_code", "method",
    "kind", "currency", "fee_type", "trade_state", "trade_type", "trade_status", "bank_type",
    "event_type", "resource_type", "algorithm", "original_type", "result", "tier", "category",
})  # fmt: skip
_CODE = re.compile(r"[A-Z][A-Z_]{1,31}")
_LISTED_WORD = re.compile(r"[\w.\- ]{1,32}")
_DIGITS = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_BASE64 = re.compile(
    r"(?=.*[a-z])(?=.*[A-Z])(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
)
#: Bytes of UTF-8 that were read as Latin-1, or could not be read at all.
_GARBLED = re.compile("\ufffd|[\u00c0-\u00f4][\u0080-\u00bf]|[\u00c0-\u00ff]{2}|锟斤拷")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2}){2}|&#x?[0-9A-Fa-f]+;|\\u[0-9a-fA-F]{4}")
_HAN = re.compile("[\u4e00-\u9fff]")
_LONGEST_NUMBER = 15  #: Digits; longer ones are names, not numbers.


def shape_of(record: Mapping[str, object]) -> dict[str, str]:
    """
    Return what stands in each field of a record, by its path (`data.items[].sku`).

    What is null or empty is absent. Of texts no more is told than their form, but for the words
    of closed lists; of numbers their power of ten.
    """
    found: dict[str, str] = {}
    for name, what in _walk(record, "", 0):
        found.setdefault(name, what)
        if len(found) >= _MOST:
            break
    return found


def type_of(what: str) -> str:
    """Return the type of what stood in a field, without size or word."""
    return what.partition(SIZE)[0].partition(WORD)[0]


def word_of(what: str) -> str | None:
    """Return the word of a closed list that stood in a field."""
    _, sign, word = what.partition(WORD)
    return word if sign else None


def size_of(what: str) -> int | None:
    """Return the power of ten of the number that stood in a field."""
    _, sign, size = what.partition(SIZE)
    return int(size) if sign else None


def _walk(record: Mapping[str, object], path: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        at = f"{path}{_printable(str(name)[:_SHORT])}"[:_LONGEST]
        if isinstance(value, dict):
            yield at, "object"
            if depth < _DEEPEST:
                yield from _walk(value, f"{at}.", depth + 1)
        elif isinstance(value, list):
            yield at, "list"
            if value and isinstance(value[0], dict) and depth < _DEEPEST:
                yield from _walk(value[0], f"{at}[].", depth + 1)
        elif value is not None and value != "":
            yield at, _what(value, str(name))


def _printable(name: str) -> str:
    """Return a name without what would end it, or what PostgreSQL does not keep."""
    return name if name.isprintable() else "".join(c if c.isprintable() else "?" for c in name)


def _what(value: object, name: str) -> str:
    match value:
        case bool():
            return "bool"
        case int():
            return f"int{_size(int(value))}"
        case float() | Decimal():
            return f"float{_size(float(value))}"
        case str():
            return _text(value, name)
        case _:
            return "other"


def _size(value: float) -> str:
    return f"{SIZE}{int(log10(abs(value))) if 1 <= abs(value) < inf else 0}"


def _text(value: str, name: str) -> str:
    if _DIGITS.fullmatch(value):
        sized = len(value) <= _LONGEST_NUMBER
        return f"digits{_size(int(value))}" if sized else "number"
    if _DECIMAL.fullmatch(value) and len(value) <= _LONGEST_NUMBER:
        return f"decimal{_size(float(value))}"
    if told := _TIME.fullmatch(value):
        return "time" if told[1] else "local time"
    if _GARBLED.search(value):
        return "garbled"
    if _ESCAPED.search(value):
        return "escaped"
    if _CODE.fullmatch(value) or (name in _LISTED and _LISTED_WORD.fullmatch(value)):
        return f"text{WORD}{value}"
    return "base64" if _BASE64.fullmatch(value) else "text"
