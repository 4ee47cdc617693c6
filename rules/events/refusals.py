"""Event refusals: what is wrong with a value, and what its sender is told, in two languages."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from rules.codes import is_damaged, tidied, trimmed
from rules.events import types as limits
from rules.events.moments import read_moment
from rules.events.promises import is_date
from rules.events.types import JSON_TYPES, Field
from rules.order_numbers import LONGEST, what_is_wrong
from rules.vocabulary import Shape
from rules.wording.refusals import REFUSALS, WANTED

#: C0 controls, lone surrogates, and the marks that make text read otherwise than it is.
_BAD = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069"
_BAD_IN_TEXT = re.compile(f"[{_BAD}]")
BAD_IN_LINE = re.compile(f"[{_BAD}\n\r\t]")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.([0-9]+))?([eE][+-]?[0-9]{1,6})?")
_FREE = frozenset({Shape.TEXT, Shape.PLACE, Shape.ANY})  #: People may break lines in these.
_READ = frozenset({Shape.CODE, Shape.SCANNED})  #: What cannot be seen is taken out of these.
_LINES = frozenset({Shape.WORD, Shape.ORDER_NO, *_READ})
_DECIMALS = frozenset({Shape.AMOUNT, Shape.DECIMAL})
_TIMES = frozenset({Shape.MOMENT, Shape.UNTIL})
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


def unfit(
    root: object, path: str, *, depth: int = 1, most: int = limits.MOST_NODES
) -> Iterator[Flaw]:
    """
    Find what the journal cannot hold or a reader cannot trust, in whatever field it is.

    `depth` is how many containers are around each other with `root`, `most` how many values it may
    have.
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
        elif seen + len(waiting) + len(value) > most:
            yield flaw("too_large", path or "event", most=most)
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
        if field.shape is Shape.ORDER_NOS:
            yield from _number_flaws(value, field, path)
            return
        for place, one in enumerate(value):
            yield from line_flaws(one, field, f"{path}[{place}]")
    elif isinstance(value, int | float) and not field.least <= value <= field.most:
        yield flaw("out_of_range", path, least=field.least, most=field.most)


def _number_flaws(numbers: list[object], field: Field, path: str) -> Iterator[Flaw]:
    if not numbers and field.required:
        yield flaw("empty", path)
    one = replace(field, shape=Shape.ORDER_NO, required=True, most=LONGEST)
    for place, number in enumerate(numbers):
        yield from _value_flaws(number, one, f"{path}[{place}]")


def _string_flaws(value: str, field: Field, path: str) -> Iterator[Flaw]:
    shape = field.shape
    longest = field.most if shape in _LINES else limits.LONGEST_TEXT
    bad = _BAD_IN_TEXT if shape in _FREE else BAD_IN_LINE
    if len(value) > longest:
        yield flaw("too_long", path, most=longest)
    elif bad.search(tidied(value) if shape in _READ else value):
        yield flaw("bad_character", path)
    elif shape in _TIMES:
        yield from _moment_flaws(value, field, path)
    elif shape in _DECIMALS:
        yield from _decimal_flaws(value, field, path)
    elif shape is not Shape.TEXT and not trimmed(value):
        if field.required:
            yield flaw("empty", path)
    elif shape is Shape.ORDER_NO and (wrong := what_is_wrong(value)) is not None:
        yield flaw(wrong.value, path, most=longest, value=shown(value))
    elif shape is Shape.CODE and is_damaged(value):
        yield flaw("damaged_number", path, value=shown(value))


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
    is_day = field.shape is Shape.UNTIL and is_date(value)
    found = read_moment(f"{value}T00:00:00Z" if is_day else value)
    if found is None:
        lacks_zone = read_moment(f"{value}Z") is not None
        yield flaw("time_without_zone" if lacks_zone else "bad_time", path)
    elif not field.least <= found.year <= field.most:
        yield flaw("time_absurd", path, least=field.least, most=field.most)
