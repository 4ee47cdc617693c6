"""Spans: stretches of time as people type them in chat."""

import re
from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

from rules.chat.phrases import NUMERALS, fold

#: A number in front of a unit: digits, 半, or Chinese numerals up to 99.
_COUNT = rf"[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|[{NUMERALS}]?十[{NUMERALS}]?|[{NUMERALS}]|半"
_MINUS = r"[-\u2212\u2013]"
#: What units are called, the longest first.
_UNITS = MappingProxyType({
    "days": "days?|d|天|日",
    "hours": "hours?|hrs?|h|小时",
    "minutes": "minutes?|mins?|m|分钟?",
    "seconds": "seconds?|secs?|s|秒钟?",
})  # fmt: skip
_PART = re.compile(
    rf"(?P<n>{_COUNT})(?:个?(?P<half>半)|\s?个?)"
    rf"(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _UNITS.items())})(?P<more>半)?"
)
#: Two and a half hours as people add it behind the unit, and not 半价 or 半小时.
_MORE = r"半(?=$|[\s内以之后里,，。；;])"


def _parts_from(units: Sequence[str]) -> str:
    """Return a stretch of time as it is written: the unit it begins with, then smaller ones."""
    first, *smaller = (rf"(?:{_COUNT})(?:个?半|\s?个?)(?:{_UNITS[unit]})" for unit in units)
    return first + "".join(rf"(?:\s?(?:and\s|零|又)?{part})?" for part in smaller)


_DURATION = re.compile(
    # Numerals are words of others: 双十一天猫 is no eleven days, and the half of 三个半 none alone.
    rf"(?:(?<!\S)(?:\+|(?P<below>{_MINUS}))(?=[0-9半{NUMERALS}十])"
    rf"|(?<![0-9a-z_.\-])(?=[0-9])|(?<![个{NUMERALS}十\-])(?=半)"
    rf"|(?:(?<![\u4e00-\u9fff\-])|(?<=[后开近]))(?P<numeral>(?=[{NUMERALS}十])))"
    rf"(?:{'|'.join(_parts_from(list(_UNITS)[start:]) for start in range(len(_UNITS)))})"
    rf"(?:{_MORE})?(?![0-9a-z_\-])(?(numeral)(?:(?![\u4e00-\u9fff])|(?=[内以之后里])))"
)
#: What can only be meant as a stretch of time, whether it is one or not.
_LIKE_A_DURATION = re.compile(
    rf"(?:\+|{_MINUS})?[0-9零几百半十{NUMERALS}][0-9零几百半十{NUMERALS}.,:]*个?半?"
    rf"(?:{'|'.join(_UNITS.values())}|刻钟?|周|星期|月|weeks?|w|months?)[0-9a-z]*"
)
_BARE_COUNT = re.compile(rf"(?:\+|{_MINUS})?[0-9]{{1,3}}(?:[.,:][0-9]+)?")


def find_duration(text: str) -> tuple[timedelta | None, str]:
    """
    Return a stretch of time such as 2h, 1h30m, 两个半小时 or 半小时, and the text without it.

    One with a minus before it is below nothing: whoever asks for it says that it cannot be.
    """
    found = _DURATION.search(fold(text))
    if found is None:
        return None, text
    span = sum(map(_stretch, _PART.finditer(found[0])), timedelta())
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return -span if found["below"] else span, rest


def odd_duration(text: str) -> str:
    """
    Return the word that is meant as a stretch of time where none is to be read, empty if none is.

    Without its unit only the first word is.
    """
    words = text.split()
    odd = [word for word in words if _LIKE_A_DURATION.fullmatch(fold(word))]
    odd += [word for word in words[:1] if _BARE_COUNT.fullmatch(word)]
    return odd[0] if odd else ""


def _stretch(part: re.Match[str]) -> timedelta:
    halves = 0.5 * ((part["half"] is not None) + (part["more"] is not None))
    return timedelta(**{next(unit for unit in _UNITS if part[unit]): _number(part["n"]) + halves})


def _number(said: str) -> float:
    if said[0].isascii():
        return float(said)
    if said == "半":
        return 0.5
    tens, ten, ones = said.rpartition("十")
    return 10 * (_digit(tens) or 1) * bool(ten) + _digit(ones)


def _digit(numeral: str) -> int:
    """Return 1 of 一, 2 of 二 and 两; nothing is 0."""
    return NUMERALS.replace("两", "").find(numeral.replace("两", "二")) + 1 if numeral else 0
