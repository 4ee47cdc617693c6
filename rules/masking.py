"""Masking: no full phone number reaches a group, a card or a log."""

import re

_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[- .]?[3-9](?:[- .]?\d){9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}[- ])\d{3,4}(\d{4})(?!\d)")
_SHORTEST = 7  #: Fewer digits are no phone number.


def mask_phone(phone: str) -> str:
    """
    Return 1******1234 for 13812341234: the last four stay, to look an order up by.

    Of a number too short only the last digit stays.
    """
    digits = "".join(c for c in phone if c.isdecimal())
    if len(digits) < _SHORTEST:
        return "*" * max(len(digits) - 1, 0) + digits[-1:]
    return f"{digits[-11:][:1]}******{digits[-4:]}"


def mask_phones(text: str) -> str:
    """Mask every phone number in a text, however its digits are grouped."""
    text = _PHONE.sub(lambda found: mask_phone(found[0]), text)
    return _LANDLINE.sub(r"\1****\2", text)
