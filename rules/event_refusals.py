"""Event refusals: what is wrong with a value, and what its sender is told, in two languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from rules import event_types as limits
from rules.event_types import JSON_TYPES, Field, Shape
from rules.moments import read_moment

#: What a value of each shape is called, in Chinese and English.
WANTED: Mapping[Shape, tuple[str, str]] = MappingProxyType({
    Shape.WORD: ("字符串", "a string"),
    Shape.TEXT: ("字符串", "a string"),
    Shape.AMOUNT: (
        '字符串形式的金额，例如 "199.00"，不能是数字',
        'an amount such as "199.00"; write it as a string, not as a number',
    ),
    Shape.WHOLE: ("整数", "a whole number"),
    Shape.NUMBER: ("数字", "a number"),
    Shape.DECIMAL: ('数字，或 "0.5" 这样的字符串', 'a number, or a string such as "0.5"'),
    Shape.FLAG: ("true 或 false", "true or false"),
    Shape.MOMENT: ("RFC 3339 时间字符串", "an RFC 3339 time in a string"),
    Shape.RECORD: ("JSON 对象", "a JSON object"),
    Shape.PLACE: ("JSON 对象或地址字符串", "a JSON object or an address in a string"),
    Shape.ITEMS: ("由 JSON 对象组成的列表", "a list of JSON objects"),
    Shape.ANY: ("JSON 值", "a JSON value"),
})  # fmt: skip

#: code -> the sentence in Chinese and in English.
REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "missing": ("缺少 {field}，请补上", "{field} is missing; add it"),
    "empty": ("{field} 是空的，请填写", "{field} is blank; fill it in"),
    "wrong_type": ("{field} 必须是{want_zh}", "{field} must be {want_en}"),
    "no_base64": (
        "{field} 不受支持，请把内容作为 JSON 对象放进 data",
        "{field} is not supported; put the content into data as a JSON object",
    ),
    "wrong_specversion": (
        'specversion 必须是 "1.0"，请按 CloudEvents 1.0 发送',
        'specversion must be "1.0"; send CloudEvents 1.0',
    ),
    "unknown_type": (
        "不认识事件类型 {type}，请对照 /docs 里的类型表",
        "unknown event type {type}; see the table of types at /docs",
    ),
    "bad_character": (
        "{field} 含有不可见的控制字符、换向字符或不完整的字符，请删掉",
        "{field} contains a control, bidirectional or broken character; remove it",
    ),
    "too_long": (
        "{field} 超过 {most} 个字符，请缩短",
        "{field} has more than {most} characters; shorten it",
    ),
    "too_many_items": (
        "{field} 超过 {most} 项，请拆成几个事件",
        "{field} has more than {most} entries; split the event",
    ),
    "too_deep": (
        "{field} 嵌套超过 {most} 层，请改成更平的结构",
        "{field} is nested deeper than {most} levels; flatten it",
    ),
    "too_large": (
        "{field} 超过 {most} 个值，请只发送需要的字段",
        "{field} has more than {most} values; send only what is needed",
    ),
    "negative_amount": (
        "{field} 是负数，金额不能小于 0，请更正后重发",
        "{field} is negative; an amount cannot be below 0, correct it and send it again",
    ),
    "absurd_amount": (
        "{field} 超过 {most} 元，请核对单位（应为元，不是分）后重发",
        "{field} exceeds {most} CNY; check the unit (yuan, not fen) and send it again",
    ),
    "bad_decimal": (
        '{field} 不是普通的十进制数，请写成 "199.00" 的样子',
        '{field} is not a plain decimal number; write it like "199.00"',
    ),
    "too_precise": (
        "{field} 的小数超过 {most} 位，请四舍五入后重发",
        "{field} has more than {most} decimals; round it and send it again",
    ),
    "out_of_range": (
        "{field} 必须在 {least} 到 {most} 之间，请更正",
        "{field} must be between {least} and {most}; correct it",
    ),
    "bad_time": (
        "{field} 不是有效的时间，请写成 2026-11-11T10:00:00+08:00 的样子",
        "{field} is not a valid time; write it like 2026-11-11T10:00:00+08:00",
    ),
    "time_without_zone": (
        "{field} 没有时区，请在末尾加上 Z 或 +08:00",
        "{field} has no time zone; end it with Z or +08:00",
    ),
    "time_in_future": (
        "{field} 在未来，请校准发送方的时钟",
        "{field} is in the future; set the sender's clock",
    ),
    "time_absurd": (
        "{field} 早于 {least} 年或晚于 {most} 年，请更正",
        "{field} is before {least} or after {most}; correct it",
    ),
})  # fmt: skip

#: C0 controls, lone surrogates, and the marks that make text read otherwise than it is.
_BAD = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
_BAD_IN_TEXT = re.compile(f"[{_BAD}]")
BAD_IN_LINE = re.compile(f"[{_BAD}\n\r\t]")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.([0-9]+))?([eE][+-]?[0-9]{1,6})?")
_FREE = frozenset({Shape.TEXT, Shape.PLACE, Shape.ANY})  #: People may break lines in these.
_DECIMALS = frozenset({Shape.AMOUNT, Shape.DECIMAL})
_SHOWN = 64  #: Characters of a stranger's word that a path or a sentence repeats.
_KEY = Field(name="", shape=Shape.WORD, most=limits.LONGEST_TEXT)
_ANY = Field(name="", shape=Shape.ANY, least=-limits.LARGEST_NUMBER, most=limits.LARGEST_NUMBER)


class Flaw(NamedTuple):
    """One thing that is wrong: a code, the path of the field, and the sentence."""

    code: str
    field: str
    message: str


def flaw(code: str, path: str, wanted: Shape = Shape.ANY, **facts: object) -> Flaw:
    """Name what is wrong at a path."""
    zh, en = WANTED[wanted]
    facts |= {"field": path, "want_zh": zh, "want_en": en}
    return Flaw(code, path, " / ".join(sentence.format(**facts) for sentence in REFUSALS[code]))


def shown(word: str) -> str:
    """Return a stranger's word so that it can be read and cannot deceive."""
    if word.isprintable() and len(word) <= _SHOWN:
        return word
    short = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


def record_flaws(
    record: Mapping[Any, Any], fields: Mapping[str, Field], path: str
) -> Iterator[Flaw]:
    """Find what is wrong with the fields that a record should have; `path` leads to them."""
    for name, field in fields.items():
        value = record.get(name)
        if value is not None:
            yield from _value_flaws(value, field, path + name)
        elif field.required:
            yield flaw("missing", path + name)


def line_flaws(line: object, field: Field, path: str) -> Iterator[Flaw]:
    """Find what is wrong with one entry of a list."""
    yield from _value_flaws(line, replace(field, shape=Shape.RECORD), path)


def unfit(root: object, path: str, *, depth: int = 1) -> Iterator[Flaw]:
    """
    Find what the journal cannot hold or a reader cannot trust, in whatever field it is.

    `depth` is how many containers are around each other with `root`.
    """
    waiting: list[tuple[str, Any, int]] = [(path, root, depth)]
    seen = 0
    while waiting:
        where, value, depth = waiting.pop()
        seen += 1
        if not isinstance(value, dict | list):
            yield from _value_flaws(value, _ANY, where)
        elif depth > limits.DEEPEST:
            yield flaw("too_deep", where, most=limits.DEEPEST)
        elif seen + len(waiting) + len(value) > limits.MOST_NODES:
            yield flaw("too_large", path or "event", most=limits.MOST_NODES)
        elif isinstance(value, list):
            waiting += [(f"{where}[{place}]", one, depth + 1) for place, one in enumerate(value)]
        else:
            stem = f"{where}." if where else ""
            inner = [(stem + _key(key), key, one) for key, one in value.items()]
            for name, key, _ in inner:
                yield from _value_flaws(key, _KEY, name)
            waiting += [(name, one, depth + 1) for name, _, one in inner]


def _key(key: object) -> str:
    return shown(key) if isinstance(key, str) else f"<{type(key).__name__}>"


def _value_flaws(value: object, field: Field, path: str) -> Iterator[Flaw]:
    if type(value) not in JSON_TYPES[field.shape]:
        yield flaw("wrong_type", path, field.shape)
    elif isinstance(value, str):
        yield from _string_flaws(value, field, path)
    elif isinstance(value, dict):
        yield from record_flaws(value, field.fields, f"{path}.")
    elif isinstance(value, list):
        if len(value) > field.most:
            yield flaw("too_many_items", path, most=field.most)
        for place, one in enumerate(value):
            yield from line_flaws(one, field, f"{path}[{place}]")
    elif isinstance(value, int | float) and not field.least <= value <= field.most:
        yield flaw("out_of_range", path, least=field.least, most=field.most)


def _string_flaws(value: str, field: Field, path: str) -> Iterator[Flaw]:
    shape = field.shape
    longest = field.most if shape is Shape.WORD else limits.LONGEST_TEXT
    if len(value) > longest:
        yield flaw("too_long", path, most=longest)
    elif (_BAD_IN_TEXT if shape in _FREE else BAD_IN_LINE).search(value):
        yield flaw("bad_character", path)
    elif shape is Shape.MOMENT:
        yield from _moment_flaws(value, field, path)
    elif shape in _DECIMALS:
        yield from _decimal_flaws(value, field, path)
    elif field.required and shape is not Shape.TEXT and not value.strip():
        yield flaw("empty", path)


def _decimal_flaws(value: str, field: Field, path: str) -> Iterator[Flaw]:
    found = _DECIMAL.fullmatch(value)
    money = field.shape is Shape.AMOUNT
    if found is None:
        yield flaw("bad_decimal", path)
    elif money and value.startswith("-"):
        yield flaw("negative_amount", path)
    elif money and Decimal(value) > field.most:
        yield flaw("absurd_amount", path, most=field.most)
    elif not field.least <= Decimal(value) <= field.most:
        yield flaw("out_of_range", path, least=field.least, most=field.most)
    elif found[2]:
        yield flaw("bad_decimal", path)
    elif money and found[1] and len(found[1]) > limits.DECIMALS:
        yield flaw("too_precise", path, most=limits.DECIMALS)


def _moment_flaws(value: str, field: Field, path: str) -> Iterator[Flaw]:
    found = read_moment(value)
    if found is None:
        lacks_zone = read_moment(f"{value}Z") is not None
        yield flaw("time_without_zone" if lacks_zone else "bad_time", path)
    elif not field.least <= found.year <= field.most:
        yield flaw("time_absurd", path, least=field.least, most=field.most)
