"""Reading an application: JSON to typed facts, what follows from them, or a refusal by name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from rules.refunds import words
from rules.refunds.facts import FACTS, LONGEST, NotRead, RefundFacts, refused
from rules.refunds.following import with_what_follows
from rules.refunds.words import UNKNOWN, Tri

_DIGITS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_NUMBER = re.compile(r"(?P<sign>[¥￥]?)(?P<number>-?\d{1,12}(?:\.\d{1,6})?)\s*(?P<unit>\D*)")
#: What is no fact itself, but says one.
_ASIDE = ("scan_sku", "order_sku", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number: between which, with how many places, and in which unit people write it."""

    least: int
    most: int
    places: int = 0
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """One of some words, or another writing of one."""

    known: Sequence[str]
    aliases: Mapping[str, str]
    otherwise: str | None = None  #: What a word that nobody knows counts as; None: refused.


_DAYS = ("天", "日", "d", "day", "days")
_TRI = _Word(known=tuple(Tri), aliases=words.TRI_ALIASES)
_SHARE = _Number(least=0, most=1, places=6, units=("%",))
_TYPES: Mapping[str, _Number | _Word] = {
    "category": _Word(
        known=words.CATEGORIES, aliases=words.CATEGORY_ALIASES, otherwise=words.OTHER
    ),
    "issue": _Word(known=words.ISSUES, aliases=words.ISSUE_ALIASES),
    "member_level": _Word(known=words.LEVELS, aliases=words.LEVEL_ALIASES),
    "wants": _Word(known=words.WISHES, aliases=words.WISH_ALIASES),
    "days_since_sign": _Number(least=0, most=36_500, units=_DAYS),
    "hours_since_sign": _Number(least=0, most=876_000, units=("小时", "h", "hour", "hours")),
    "shelf_days_left": _Number(least=-36_500, most=36_500, units=_DAYS),
    "evidence": _Number(least=0, most=10_000, units=("张", "份")),
    "weight_gap": _Number(least=0, most=10_000_000, units=("克", "g")),
    "same_ip_refunds_1d": _Number(least=0, most=1_000_000, units=("次",)),
    "buyer_refund_rate": _SHARE,
    "spoiled_share": _SHARE,
    "amount": _Number(least=0, most=100_000_000, places=2, units=("元", "cny", "rmb", "¥")),
}


def read_facts(raw: Mapping[str, object]) -> RefundFacts | NotRead:
    """
    Read what was said of an application, as JSON has it, and add what follows from it.

    Beside the facts: `promo.threshold_broken` is `threshold_broken`, `scan_sku` and `order_sku`
    are compared, `status` says whether the goods were picked. The first that cannot be read is
    named; null is unknown.
    """
    said: dict[str, object] = {}
    for name, value in _flat(raw):
        if name in _ASIDE:
            if not isinstance(value, str | None):
                return refused(name, value, "wrong_type", "text")
            continue
        read = _read(name, value)
        if isinstance(read, NotRead):
            return read
        said[name] = read
    scanned, ordered = raw.get("scan_sku"), raw.get("order_sku")
    if scanned is not None and ordered is not None:
        said.setdefault("sku_matches", Tri.YES if _plain(scanned) == _plain(ordered) else Tri.NO)
    if raw.get("status") is not None:
        stage = _plain(raw["status"])
        if stage in words.PICKED | words.UNPICKED:
            said.setdefault("picked", Tri.YES if stage in words.PICKED else Tri.NO)
    return with_what_follows(said)


def _flat(raw: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield what was said by its name; what stands in `promo` by its own."""
    for name, value in raw.items():
        if name == "promo" and isinstance(value, Mapping):
            yield from ((str(inner), said) for inner, said in value.items())
        else:
            yield str(name).removeprefix("promo."), value


def _read(name: str, value: object) -> object:
    """Read one value as its fact's type, or refuse it."""
    if name not in FACTS:
        near = get_close_matches(name[:LONGEST], FACTS, 1)
        return refused(name, value, "unknown_fact", "".join(near))
    kind = _TYPES.get(name, _TRI)
    if isinstance(kind, _Number):
        return None if value is None else _read_number(name, value, kind)
    if value is None:
        return UNKNOWN
    if isinstance(value, bool) and kind is _TRI:
        return Tri.YES if value else Tri.NO
    if not isinstance(value, str):
        return refused(name, value, "wrong_type", " / ".join(kind.known))
    if value in kind.known:
        return str(value)
    word = _plain(value)
    if word in kind.known:
        return str(word)
    found = kind.aliases.get(word, kind.otherwise) if word else None
    if found is None:
        return refused(name, value, "unknown_word", " / ".join(kind.known))
    return str(found)


def _read_number(name: str, value: object, kind: _Number) -> object:
    unit = ""
    if isinstance(value, str):
        text = value if _DIGITS.fullmatch(value) else _plain(value)
        if text == UNKNOWN:
            return None
        found = _NUMBER.fullmatch(text)
        if found is None:
            return refused(name, value, "wrong_type", _range(kind))
        unit = found["unit"].strip() or found["sign"]
        if unit and unit not in kind.units:
            return refused(name, value, "wrong_unit", " / ".join(kind.units))
        number = Decimal(found["number"])
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return refused(name, value, "wrong_type", _range(kind))
    else:
        number = Decimal(str(value) if isinstance(value, float) else value)
    if unit == "%":
        number /= 100
    within = number.is_finite() and kind.least <= number <= kind.most
    if not within or number != round(number, kind.places):
        return refused(name, value, "out_of_range", f"{_range(kind)}, {kind.places} places")
    return number if kind.places else int(number)


def _range(kind: _Number) -> str:
    return f"{kind.least} … {kind.most}"


def _plain(value: object) -> str:
    """Strip what does not make another word: width, case, blanks, what cannot be seen."""
    text = unicodedata.normalize("NFKC", str(value)[: 4 * LONGEST])
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"})
    return seen.strip().casefold()


def known_words(fact: str) -> tuple[str, ...] | None:
    """Return the words that a fact may be; None where it is a number."""
    kind = _TYPES.get(fact, _TRI)
    return tuple(kind.known) if isinstance(kind, _Word) else None


def step_of(fact: str) -> tuple[Decimal, int, int]:
    """Return by how much a number differs from the next, and between which it lies."""
    kind = _TYPES[fact]
    if not isinstance(kind, _Number):
        raise TypeError(fact)
    return (Decimal("0.01") if kind.places else Decimal(1)), kind.least, kind.most
