"""Setting values: what may stand in a configuration; whatever else does is refused in words."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from rules.people.calendar import Span
from storage import urls

_SHORT = re.compile(r"(\d+)\s*(s|m|h|d)")
_ISO = re.compile(
    r"P(?=.)(?:(?P<days>\d+)D)?(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–~]\s*([01]?\d|2[0-4]):([0-5]\d)")
#: Beyond these nobody means it, and sums with them leave what can be calculated.
_LONGEST = timedelta(days=3650)
_HEAVIEST = 1000
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: object) -> object:
    """Read "90s", "15m", "2h", "1d" and ISO 8601; a number alone has no unit and is refused."""
    if isinstance(value, timedelta):
        return value
    text = value.strip() if isinstance(value, str) else ""
    parts: dict[str, int] = {}
    if found := _SHORT.fullmatch(text):
        parts = {_UNITS[found[2]]: int(found[1])}
    elif found := _ISO.fullmatch(text):
        parts = {unit: int(number) for unit, number in found.groupdict().items() if number}
    try:
        if parts:
            return timedelta(**parts)
    except OverflowError:  # beyond any time: as long as there is, which is too long
        return timedelta.max
    message = (
        '写时长，如 "90s" "15m" "2h" "1d" 或 "PT2H" / '
        'write a duration such as "90s" "15m" "2h" "1d" or "PT2H"'
    )
    raise ValueError(message)


def _plain_number(value: object) -> object:
    """Refuse what is no number in plain digits: Python reads "4_0" as 40."""
    if isinstance(value, str) and not re.fullmatch(r"\d{1,12}(\.\d{1,12})?", value, re.ASCII):
        message = '要写数，如 "2.5" / write a number such as "2.5"'
        raise ValueError(message)
    return value


def _three_places(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value <= _HEAVIEST or value != round(value, 3):
        message = (
            f'写 0 到 {_HEAVIEST}，最多三位小数，如 "0.8" / '
            f"must be a decimal from 0 to {_HEAVIEST} of at most 3 places"
        )
        raise ValueError(message)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = '没有这个时区，写 "Asia/Shanghai" 这样的名字 / no such time zone'
        raise ValueError(message) from error
    return value


def _database(value: str) -> str:
    """Refuse what names no database, and options it would stumble over in use."""
    if (message := urls.wrong(value)) is not None:
        raise ValueError(message)
    return value


def _target(value: str) -> str:
    if not re.fullmatch(r"(dingtalk|wecom|slack|console):.+", value):
        message = (
            "写成 通道:会话，通道是 dingtalk、wecom、slack 或 console，如 console:ops / "
            "write channel:conversation, the channel being dingtalk, wecom, slack or console"
        )
        raise ValueError(message)
    return value


def _span(value: object) -> object:
    """Read "22:00-08:00" as a part of the day."""
    if isinstance(value, Span):
        return value
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or (found[3] == "24" and found[4] != "00"):
        message = (
            '写一天里的一段，如 "09:00-21:00" 或 "22:00-08:00" / '
            'write a span of the day such as "09:00-21:00" or "22:00-08:00"'
        )
        raise ValueError(message)
    start = time(int(found[1]), int(found[2]))
    return Span(start=start, until=time(int(found[3]) % 24, int(found[4])))


def _percent(value: object) -> object:
    """Read "0.5%" as 0.005; a number alone may be meant either way and is refused."""
    if isinstance(value, Decimal):  # a default of ours; no file holds one
        return value
    if isinstance(value, str) and (found := re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)\s?%", value)):
        return Decimal(found[1]) / 100
    message = '写成百分数，如 "0.5%" / write a percentage such as "0.5%"'
    raise ValueError(message)


def _network(value: object) -> object:
    try:
        return ip_network(str(value))
    except ValueError as error:
        message = '写网段，如 "10.0.0.0/8" / write a network such as "10.0.0.0/8"'
        raise ValueError(message) from error


def _not_empty(value: SecretStr) -> SecretStr:
    if not value.get_secret_value():
        message = '是空的，写 "env:NAME" 并设置那个变量 / is empty; write "env:NAME" and set NAME'
        raise ValueError(message)
    return value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def like(pattern: str, wanted: str) -> AfterValidator:
    """Refuse a text of another form, saying in both languages what is `wanted`."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(wanted)
        return value

    return AfterValidator(check)


def refuse_another_kind(value: object, annotation: object) -> object:
    """
    Refuse what pydantic would take for something else without a word.

    True is no number, and a number is neither a date nor a time of day.
    """
    kinds = {annotation, *get_args(annotation)}
    if isinstance(value, bool) and not kinds & {bool, object}:
        message = "这里不写 true 或 false / true and false do not belong here"
        raise ValueError(message)
    if isinstance(value, int | float) and kinds & {date, time}:
        message = '写日期如 2026-11-01，时间如 "10:00" / write a date or a time of day, no number'
        raise ValueError(message)
    return value


class FromEnvironment:
    """Marks a secret that is read at the start, where "env:NAME" stands for a variable."""


Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta(), le=_LONGEST)]
DurationOrZero = Annotated[
    timedelta, BeforeValidator(_duration), Field(ge=timedelta(), le=_LONGEST)
]
PlainDecimal = Annotated[Decimal, BeforeValidator(_plain_number)]
Weight = Annotated[PlainDecimal, AfterValidator(_three_places)]
Money = Annotated[PlainDecimal, Field(ge=0, le=1_000_000_000, decimal_places=2)]
Percent = Annotated[Decimal, BeforeValidator(_percent), Field(ge=0, le=1)]
TargetText = Annotated[str, AfterValidator(_target)]
Zone = Annotated[str, AfterValidator(_zone)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
DaySpan = Annotated[Span, BeforeValidator(_span)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
WebAddress = Annotated[
    str, like(r"https?://[^\s/]\S*", "以 https:// 开头 / must begin with https://")
]
SocketAddress = Annotated[str, like(r"wss?://[^\s/]\S*", "以 wss:// 开头 / must begin with wss://")]
OneOrMore = Annotated[list[str], BeforeValidator(_several)]
Secret = Annotated[SecretStr, AfterValidator(_not_empty), FromEnvironment()]
