"""Event glances: telling that an event is fine, where it is as plain as nearly all are."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.events.types import EVENT_TYPES, JSON_TYPES, Field
from rules.vocabulary import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The fields of a record, prepared for telling at a glance that its values are fine."""

    required: tuple[str, ...]
    strings: Mapping[str, Callable[[str], object]]  #: Fields for which not every string is fine.
    numbers: Mapping[type, Mapping[str, tuple[float, int]]]  #: JSON type -> field -> its range.
    records: Mapping[str, "Glance"]
    lists: Mapping[str, "Glance"]


#: A number with a digit, and without what damaged ones have: a point, a plus, a quotation mark.
_PLAIN_NUMBER = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9_/:#-]{1,64}").fullmatch
#: Amounts and times as most senders write them; a leap day and the like take the longer way.
_PLAIN: Mapping[Shape, Callable[[str], object]] = MappingProxyType({
    Shape.ORDER_NO: _PLAIN_NUMBER,
    Shape.CODE: _PLAIN_NUMBER,
    Shape.AMOUNT: re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,4})?").fullmatch,
    Shape.DECIMAL: re.compile(r"0(?:\.[0-9]{1,4})?|1").fullmatch,
    Shape.MOMENT: re.compile(
        r"20[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
        r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
        r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
    ).fullmatch,
})  # fmt: skip
_NEVER = re.compile(r"(?!)").fullmatch
plain_moment = _PLAIN[Shape.MOMENT]
plain_number = _PLAIN[Shape.ORDER_NO]


def _look(field: Field) -> Callable[[str], object] | None:
    """Return what tells that a string is fine for a field; None where every string is."""
    if field.shape in {Shape.WORD, Shape.TEXT}:
        return str.strip if field.required else None
    return plain_moment if field.shape is Shape.UNTIL else _PLAIN.get(field.shape, _NEVER)


def _glance(fields: Mapping[str, Field]) -> Glance:
    found = fields.items()
    return Glance(
        required=tuple(name for name, field in found if field.required),
        strings={name: look for name, field in found if (look := _look(field)) is not None},
        numbers={
            kind: {
                name: (field.least, field.most) if kind in JSON_TYPES[field.shape] else (1, 0)
                for name, field in found
            }
            for kind in (int, float, bool)
        },
        records={name: _glance(f.fields) for name, f in found if dict in JSON_TYPES[f.shape]},
        lists={name: _glance(f.fields) for name, f in found if list in JSON_TYPES[f.shape]},
    )


#: type -> its fields at a glance.
GLANCES: Mapping[str, Glance] = {kind: _glance(one.fields) for kind, one in EVENT_TYPES.items()}
