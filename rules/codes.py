"""
Codes: what scanners, systems and people write for one number, brought to one form.

Order numbers, parcel ids and tracking numbers are compared by `code_key`, wherever they come from:
events, scans, chat, HTTP. What a spreadsheet has made of a number is told apart here too.
"""

import re

#: Not to be seen, as parts of a pattern's class: C0 and C1 controls, soft hyphen, zero-width and
#: direction marks, BOM, fillers.
UNSEEN = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
#: Seen as room and nothing else.
BLANKS = " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000"
IS_UNSEEN = re.compile(f"[{UNSEEN}]+")
IS_BLANK_OR_UNSEEN = re.compile(f"[{UNSEEN}{BLANKS}]")
_AROUND = re.compile(f"^[{UNSEEN}{BLANKS}]+|[{UNSEEN}{BLANKS}]+$")
#: Full width becomes half width, small ASCII letters become capitals.
HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_CAPITALS = {small: small - 32 for small in range(ord("a"), ord("z") + 1)}
_FORM = HALF_WIDTH | _CAPITALS | {small + 0xFEE0: small - 32 for small in _CAPITALS}
#: What a scanner may put before a code to name its symbology (AIM, ISO/IEC 15424): `]C1`, `]Q3`.
_SYMBOLOGY = re.compile(f"(?:\\][A-Z][0-9A-Z][{BLANKS}]*)+")
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
#: A number that a spreadsheet rounded, an empty cell, an error, or a number guarded as a text.
_DAMAGED = re.compile(
    r"""
      [+-]?[0-9][.,][0-9]+E\+?[0-9]{1,3}  # 2.02E+18
    | [+-]?[0-9]E\+[0-9]{1,3}             # 2E+18
    | [+-]?[0-9]+\.0+                      # 2022072512345920000.0
    | NAN | NAT | NONE | NULL | NIL | UNDEFINED | INF | -INF | <NA> | \#?N/A
    | \#REF! | \#VALUE! | \#NAME\? | \#DIV/0! | \#NUM! | \#NULL! | \#+
    | ['\u2018\u2019].* | =["\u201c\u201d].*
    """,
    re.VERBOSE | re.DOTALL,
)


def code_key(text: str) -> str:
    """
    Return the form in which codes are compared; equal forms are one code.

    Unseen characters, blanks at the ends, full width, the case of ASCII letters and an AIM prefix
    make no difference. Blanks inside do: 1024 1 is not 10241. May be empty.
    """
    if text.isascii() and text.isalnum():  # As nearly all are, on the way of every event.
        return text.upper()
    form = tidied(text).translate(_FORM)
    prefix = _SYMBOLOGY.match(form)
    return form if prefix is None else form[prefix.end() :]


def tidied(code: str) -> str:
    """Return a code as it may be kept and shown: nothing unseen, no blanks at the ends."""
    return trimmed(IS_UNSEEN.sub("", code))


def trimmed(text: str) -> str:
    """Take off the blanks and unseen characters at the ends."""
    return _AROUND.sub("", text)


def resembles(one: str, other: str) -> bool:
    """
    Say whether two codes have the same letters and digits.

    Such codes may be one that was badly read: too little to let goods leave, and too much to call
    them the wrong ones.
    """
    return _letters(one) == _letters(other) != ""


def _letters(code: str) -> str:
    return _NEITHER_LETTER_NOR_DIGIT.sub("", code_key(code))


def is_damaged(text: str) -> bool:
    """Say whether a spreadsheet has made this of a number, so that others may look the same."""
    return _DAMAGED.fullmatch(tidied(text).translate(_FORM)) is not None
