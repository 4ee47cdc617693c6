"""Contents: what stands in one field is of another type, unit or encoding, or a word never seen."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rules.contracts.drift import Change, Drift, Look
from rules.contracts.limits import LEAST
from rules.contracts.shape import size_of, type_of, word_of
from rules.contracts.surprise import SURPRISING, surprise
from rules.contracts.usual import FieldUse

_FEW = 5
#: Of the messages that have the field, so many must show it, and so many times fewer before.
_SHARE, _RARER = 0.02, 20
#: A list has no more words than this; where there are more, a new one is no news.
_WORDS = 40
#: Powers of ten by which a number is in another unit; the share of them that says so, and how
#: many times fewer there usually are.
_UNIT, _MANY, _FEWER = 2, 0.4, 4
#: Types that one hand writes now so, now so.
_ALIKE: Mapping[str, str] = MappingProxyType({
    "digits": "number text", "decimal": "number text", "int": "number", "float": "number",
    "number": "text",
})  # fmt: skip
_BROKEN = frozenset({"garbled", "escaped", "base64"})
_TEXTS = _BROKEN | {"text", "number text"}
_NUMBERS = frozenset({"number text", "number"})


def within(look: Look, name: str, before: FieldUse) -> Iterator[Drift]:
    """Yield what changed of what stands in a field, the gravest of it only; or its new words."""
    shown = look.shown(name)
    there = sum(shown.values())
    yes = _of_unit(look, name, before) or _of_type(look, name, before)
    if yes is not None:
        yield yes
        return
    known = {word for what in before.shapes if (word := word_of(what)) is not None}
    if not 0 < len(known) <= _WORDS:
        return
    for what, number in sorted(shown.items()):
        word = word_of(what)
        if word is not None and word not in known and _stands_out(number, there, 0, before.seen):
            yield Drift(
                change=Change.WORD, kind=look.kind, field=name, now=word,
                messages=number, of=there, order_no=look.first_with(name, what),
            )  # fmt: skip


def by_type(shapes: Mapping[str, int]) -> dict[str, int]:
    """Count what stood in a field by its type, those alike as one."""
    found: dict[str, int] = {}
    for what, number in shapes.items():
        found[_type(what)] = found.get(_type(what), 0) + number
    return found


def median(counts: Mapping[int, int]) -> int:
    """Return the value in the middle of counted ones."""
    half, seen = sum(counts.values()) / 2, 0
    for at, number in sorted(counts.items()):
        seen += number
        if seen >= half:
            return at
    return 0


def _of_type(look: Look, name: str, before: FieldUse) -> Drift | None:
    shown = look.shown(name)
    was, now, there = by_type(before.shapes), by_type(shown), sum(shown.values())
    usually = max(was, key=lambda one: was[one])
    for kind, number in sorted(now.items(), key=lambda one: -one[1]):
        if kind != usually and _stands_out(number, there, was.get(kind, 0), before.seen):
            of_it = [what for what in shown if _type(what) == kind]
            return Drift(
                change=Change.ENCODING if kind in _BROKEN and usually in _TEXTS else Change.TYPE,
                kind=look.kind, field=name, was=usually, now=kind,
                messages=number, of=there, order_no=look.first_with(name, *of_it),
            )  # fmt: skip
    return None


def _of_unit(look: Look, name: str, before: FieldUse) -> Drift | None:
    shown = look.shown(name)
    was, now = _by_size(before.shapes), _by_size(shown)
    total, seen = sum(now.values()), sum(was.values())
    if total < _FEW or seen < LEAST:
        return None
    middle = median(was)
    for sign, text in ((1, "×100"), (-1, "÷100")):
        far, usual = (_beyond(counts, middle, sign) for counts in (now, was))
        if (
            far >= max(_FEW, total * _MANY)
            and usual / seen <= far / total / _FEWER
            and surprise(far, total, usual, seen) > SURPRISING
        ):
            there = (what for what in shown if (size_of(what) or 0) * sign >= middle * sign + _UNIT)
            return Drift(
                change=Change.UNIT, kind=look.kind, field=name, now=text,
                messages=far, of=total, order_no=look.first_with(name, *there),
            )  # fmt: skip
    return None


def _beyond(sizes: Mapping[int, int], middle: int, sign: int) -> int:
    return sum(number for size, number in sizes.items() if (size - middle) * sign >= _UNIT)


def _by_size(shapes: Mapping[str, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for what, number in shapes.items():
        size = size_of(what)
        if size is not None and _type(what) in _NUMBERS:
            found[size] = found.get(size, 0) + number
    return found


def _stands_out(number: int, there: int, before: int, seen: int) -> bool:
    return (
        number >= _FEW
        and number / there >= _SHARE
        and before / seen <= number / there / _RARER
        and surprise(number, there, before, seen) > SURPRISING
    )


def _type(what: str) -> str:
    kind = type_of(what)
    return _ALIKE.get(kind, kind)
