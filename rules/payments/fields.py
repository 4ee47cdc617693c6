"""Fields of a content: read where its contract has them, each of its type or refused by name."""

import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from rules.codes import trimmed
from rules.events.glances import plain_number
from rules.events.types import LARGEST_AMOUNT
from rules.order_numbers import what_is_wrong
from rules.payments.reasons import Reason

#: Both providers' clock, where a time says no zone.
_CHINA = timezone(timedelta(hours=8))
_YUAN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
_FEN = Decimal("0.01")
_NOWHERE: Mapping[str, str] = MappingProxyType({})
#: It is UTF-8 and begins at once: to look for anything else costs as much again.
_decode = json.JSONDecoder().raw_decode
_LONGEST = 128  #: Of what a provider calls something of its own.


class UnreadableError(Exception):
    """A header, a field or a whole text is not what the contract says."""

    def __init__(self, reason: Reason, field: str) -> None:
        super().__init__(field)
        self.reason = reason
        self.field = field


class Fields:
    """What was signed and opened, field by field; `moved` says where a field is now."""

    def __init__(
        self, content: Mapping[str, Any], moved: Mapping[str, str] = _NOWHERE, *, within: str = ""
    ) -> None:
        self._within = within  #: How errors begin the name of a field.
        self._content = content
        self._moved = moved

    def value(self, name: str) -> Any:  # noqa: ANN401 - whatever stands there
        """Return a field by the provider's name, dots leading inwards; None where it is absent."""
        if name in self._moved:
            found = _inside(self._content, self._moved[name])
            if found is not None:
                return found
        return _inside(self._content, name)

    def word(self, name: str) -> str:
        """Return the number of an order."""
        value = self._there(name)
        if not isinstance(value, str):
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        if plain_number(value):
            return value
        if what_is_wrong(value) is not None:
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        return trimmed(value)

    def name(self, name: str) -> str:
        """Return what the provider calls something of its own."""
        value = self._there(name)
        if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        return value

    def text(self, name: str) -> str:
        """Return a text of any length."""
        value = self._there(name)
        if not isinstance(value, str):
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        return value

    def record(self, name: str) -> Mapping[str, Any]:
        """Return a record within this one."""
        value = self._there(name)
        if not isinstance(value, dict):
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        return value

    def one_of(self, name: str, known: Collection[str]) -> str:
        """Return one of the words that the contract knows."""
        value = self._there(name)
        if not isinstance(value, str):
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        if value not in known:
            raise UnreadableError(Reason.UNKNOWN_ENUM, self._within + name)
        return value

    def fen(self, name: str) -> Decimal:
        """Return a whole number of 分 as yuan."""
        value = self._there(name)
        if type(value) is not int or not 0 <= value <= LARGEST_AMOUNT * 100:
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        return Decimal(value).scaleb(-2)

    def yuan(self, name: str) -> Decimal:
        """Return a text of yuan with at most two decimals."""
        value = self._there(name)
        if not isinstance(value, str) or not _YUAN.fullmatch(value):
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        found = Decimal(value).quantize(_FEN)
        if found > LARGEST_AMOUNT:
            raise UnreadableError(Reason.FIELD_TYPE_CHANGED, self._within + name)
        return found

    def moment(self, name: str) -> datetime | None:
        """Return a time in UTC, None where it cannot be read: no money hangs on it."""
        value = self.value(name)
        try:
            found = datetime.fromisoformat(value)
            return (found if found.tzinfo else found.replace(tzinfo=_CHINA)).astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            return None

    def _there(self, name: str) -> Any:  # noqa: ANN401
        value = self.value(name)
        if value is None or value == "":
            raise UnreadableError(Reason.FIELD_MISSING, self._within + name)
        return value


def read_record(text: bytes, field: str) -> Mapping[str, Any]:
    """Read a JSON object."""
    try:
        written = text.decode()
        found, end = _decode(written)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, a number or a nesting without end
        raise UnreadableError(Reason.JSON_INVALID, field) from None
    if not isinstance(found, dict) or written[end:].strip():
        raise UnreadableError(Reason.JSON_INVALID, field)
    return found


def _inside(content: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401
    if "." not in path:
        return content.get(path)
    found: Any = content
    for name in path.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found
