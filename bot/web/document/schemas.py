"""Schemas of fields: the tables by which requests are judged, as JSON Schema says the same."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from rules.codes import BLANKS, UNSEEN
from rules.events.types import (
    DECIMALS,
    DEEPEST,
    LARGEST_NUMBER,
    LONGEST_TEXT,
    MOST_NODES,
    Field,
)
from rules.order_numbers import LONGEST
from rules.vocabulary import Shape

Schema = dict[str, Any]

_BIDI = r"\u202a-\u202e\u2066-\u2069"
_LINE = rf"[^\u0000-\u001f{_BIDI}]"
_LINE_SEEN = rf"[^\u0000-\u001f{_BIDI}{BLANKS}{UNSEEN}]"
_TEXT = rf"[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_BIDI}]"
LINE: Final = f"^{_LINE}*$"
#: Of one line, and not blank.
NAME: Final = f"^{_LINE}*{_LINE_SEEN}{_LINE}*$"
TEXT: Final = f"^{_TEXT}*$"
_TEXT_SEEN = rf"[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_BIDI}{BLANKS}{UNSEEN}]"
_ROOM = f"[{BLANKS}{UNSEEN}]"
_SEEN = f"[^{BLANKS}{UNSEEN}]"
#: What a spreadsheet makes of a number; `rules.codes` knows more, such as the same in full width.
_SOUND = (
    rf"(?!{_ROOM}*(?:[+-]?[0-9](?:[.,][0-9]+[eE]\+?|[eE]\+)[0-9]{{1,3}}|[+-]?[0-9]+\.0+"
    r"|[nN][aA][nNtT]|[nN][oO][nN][eE]|[nN][uU][lL][lL]|[nN][iI][lL]|-?[iI][nN][fF]|#?[nN]/[aA]|#+"
    rf"|['‘’＇].*|[=＝][\"“”＂].*){_ROOM}*$)"
)
_ORDER_NO = rf"^(?![\s\S]*[\u0000-\u001f{_BIDI}]){_SOUND}{_ROOM}*{_SEEN}{{%d,64}}{_ROOM}*$"
_READ = rf"[\s\S]*{_SEEN}[\s\S]*$"

_ODD_LINE = (
    "别的内容：这一行不计，在 warnings 里说明 / "
    "anything else: the line is left out and named in warnings"
)
_DAYS = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"


def ref(name: str) -> Schema:
    """Point to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def moments(first: int, last: int) -> str:
    """Return the pattern of the RFC 3339 times of these years."""
    return rf"^{_days(first, last)}[Tt ]{_CLOCK}:[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+-]{_CLOCK})$"


def days(first: int, last: int) -> str:
    """Return the pattern of the days of these years."""
    return f"^{_days(first, last)}$"


def _days(first: int, last: int) -> str:
    years = range(first, last + 1)
    leap = (year for year in years if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return f"(?:(?:{_years(years)})-{_DAYS}|(?:{_years(leap)})-02-29)"


def _years(years: Iterable[int]) -> str:
    """Group years by their decade: 2020, 2021, 2024 is 202[014]."""
    decades: dict[int, str] = {}
    for year in years:
        decades[year // 10] = decades.get(year // 10, "") + str(year % 10)
    return "|".join(f"{decade}[{digits}]" for decade, digits in decades.items())


def record(fields: Mapping[str, Field], *, kept: int | None, last_year: int) -> Schema:
    """Describe an object; `kept`: how deep what it has besides, and is stored, may be."""
    schema: Schema = {
        "type": "object",
        "properties": {f.name: value(f, kept=kept, last_year=last_year) for f in fields.values()},
    }
    required = [f.name for f in fields.values() if f.required]
    if required:
        schema["required"] = required
    if kept is not None:
        schema |= {"propertyNames": ref("Key"), "additionalProperties": ref(f"Any{kept}")}
    return schema


def value(field: Field, *, kept: int | None, last_year: int) -> Schema:
    """Describe one field; an optional one may be null."""
    schema = _value(field, kept=kept, last_year=last_year)
    if field.required:
        return schema
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def _value(  # noqa: C901, PLR0911, PLR0912 - one line for each shape
    field: Field, *, kept: int | None, last_year: int
) -> Schema:
    match field.shape:
        case Shape.WORD | Shape.ORDER_NO | Shape.CODE | Shape.SCANNED:
            return {"type": "string", "maxLength": field.most, "pattern": _line(field)}
        case Shape.TEXT:
            return {"type": "string", "maxLength": LONGEST_TEXT, "pattern": TEXT}
        case Shape.AMOUNT:
            return _amount(field.most)
        case Shape.DECIMAL:
            number = {"type": "number", "minimum": field.least, "maximum": field.most}
            return {"anyOf": [number, _share()]}
        case Shape.WHOLE | Shape.NUMBER:
            kind = "integer" if field.shape is Shape.WHOLE else "number"
            return {"type": kind, "minimum": field.least, "maximum": field.most}
        case Shape.FLAG:
            return {"type": "boolean"}
        case Shape.MOMENT:
            pattern = moments(int(field.least), min(field.most, last_year))
            return {"type": "string", "pattern": pattern, "description": "RFC 3339"}
        case Shape.UNTIL:
            years = (int(field.least), min(field.most, last_year))
            pattern = f"{moments(*years)}|{days(*years)}"
            return {"type": "string", "pattern": pattern, "description": "RFC 3339, or a date"}
        case Shape.RECORD:
            return record(field.fields, kept=_below(kept), last_year=last_year)
        case Shape.PLACE:
            pattern = f"^{_TEXT}*{_TEXT_SEEN}{_TEXT}*$" if field.required else TEXT
            text = {"type": "string", "maxLength": LONGEST_TEXT, "pattern": pattern}
            return {"anyOf": [record(field.fields, kept=_below(kept), last_year=last_year), text]}
        case Shape.ITEMS:
            items = record(field.fields, kept=_below(_below(kept)), last_year=last_year)
            if kept is not None:  # Of an event, an odd line is set aside.
                items = {"anyOf": [items, {"description": _ODD_LINE}]}
            return {"type": "array", "maxItems": field.most, "items": items}
        case Shape.ORDER_NOS:
            one_of = replace(field, shape=Shape.ORDER_NO, required=True, most=LONGEST)
            one = _value(one_of, kept=kept, last_year=last_year)
            least = {"minItems": 1} if field.required else {}
            return {"type": "array", "maxItems": field.most, **least, "items": one}
        case Shape.ANY:
            return {"anyOf": [ref(f"Any{kept or 0}")]}


def _line(field: Field) -> str:
    if field.shape is Shape.WORD:
        return NAME if field.required else LINE
    if field.shape is Shape.ORDER_NO:
        return _ORDER_NO % field.required
    sound = "^" if field.shape is Shape.SCANNED else f"^{_SOUND}"
    return f"{sound}{_READ}" if field.required else f"{sound}[\\s\\S]*$"


def _amount(most: int) -> Schema:
    """Describe CNY from 0 to a power of ten as a string."""
    digits = len(str(most)) - 1
    places = rf"(?:\.[0-9]{{1,{DECIMALS}}})?"
    pattern = rf"^0*(?:[0-9]{{1,{digits}}}{places}|{most}(?:\.0{{1,{DECIMALS}}})?)$"
    return {"type": "string", "maxLength": LONGEST_TEXT, "pattern": pattern, "example": "199.00"}


def _share() -> Schema:
    """Describe a share from 0 to 1 as a decimal string."""
    pattern = r"^(?:0*(?:0(?:\.[0-9]+)?|1(?:\.0+)?)|-0+(?:\.0+)?)$"
    return {"type": "string", "maxLength": LONGEST_TEXT, "pattern": pattern, "example": "0.5"}


def _below(kept: int | None) -> int | None:
    """Return how deep a record within another may still be."""
    return None if kept is None else kept - 1


def kept_values() -> dict[str, Schema]:
    """Describe what is kept without being understood: `Any3` has at most three levels."""
    limits = {"minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
    plain: list[Schema] = [
        {"type": ["null", "boolean"]},
        {"type": "number", **limits},
        {"type": "string", "maxLength": LONGEST_TEXT, "pattern": TEXT},
    ]
    key: Schema = {"type": "string", "maxLength": LONGEST_TEXT, "pattern": LINE}
    schemas: dict[str, Schema] = {"Key": key, "Any0": {"anyOf": plain}}
    for levels in range(1, DEEPEST):
        inner = ref(f"Any{levels - 1}")
        record_ = {"type": "object", "propertyNames": ref("Key"), "additionalProperties": inner}
        schemas[f"Any{levels}"] = {
            "description": f"原样保存，最多 {levels} 层；整个 data 最多 {MOST_NODES} 个值 / "
            f"kept as it is, {levels} levels at most; data has {MOST_NODES} values in all",
            "anyOf": [*plain, {"type": "array", "items": inner}, record_],
        }
    return schemas
