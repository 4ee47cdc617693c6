"""Discretion: what an event or a ledger says, without a full phone, a street or a device."""

from collections.abc import Mapping
from typing import Any

from rules.masking import mask_phone, mask_phones
from rules.orders.addresses import town

_PHONES = frozenset({"phone", "mobile", "tel", "telephone"})
#: Whose device, or what opens a door: nobody who reads of an order needs it.
_KEPT_BACK = frozenset({"ip", "token", "link", "id_card", "openid", "buyer_id"})
_GONE = "***"


def discreet(value: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON
    """Return JSON as it may be read outside the house; `name` is the field that it stands in."""
    if value is None or isinstance(value, bool | float):
        return value
    if name in _PHONES:
        return mask_phone(str(value))
    if name in _KEPT_BACK:
        return _GONE
    if name == "address":
        return town(value)
    match value:
        case Mapping():
            return {str(key): discreet(one, str(key).lower()) for key, one in value.items()}
        case list() | tuple():
            return [discreet(one, name) for one in value]
        case int():
            masked = mask_phones(str(value))
            return value if masked == str(value) else masked
        case _:
            return mask_phones(str(value))
