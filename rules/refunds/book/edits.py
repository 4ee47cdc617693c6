"""
Edits of the rules, as people write them: `9 优先级 45；10-1 券 10%；32-3 金额 > 5000；9 先于 11`.

Each names a rule or one of its rows, what of it, and the new value; several are one draft. A rule
that is moved takes its place by as few new priorities as it needs.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from rules.refunds.book.book import Row, RuleBook, book_text, kept_book
from rules.refunds.book.cells import Cell, read_cell
from rules.refunds.facts import FACTS
from rules.refunds.reading import known_words
from rules.refunds.words import Action
from rules.wording.sentences import SENTENCES

_BETWEEN = re.compile(r"\s*[;；\n]\s*")
_EDIT = re.compile(r"(?P<target>\d{1,4}(?:-\d{1,3})?)\s+(?P<what>\S+?)\s*(?P<value>[<>\s].*)")
_SIGNS = str.maketrans({"≤": "<=", "≥": ">=", "＜": "<", "＞": ">", "＝": "="})
_ANY = frozenset({"任意", "不限", "any"})
_UNKNOWN = frozenset({"不明", "未知", "unknown", "null"})
#: Behind the last edit: let the cases expect what the new rules decide.
_TAKING = re.compile(r"\s*(?:改例|update-cases)\s*$")
_LAST = 9999  #: The largest priority.
_PLACES = 4

#: What people call a fact beside its name.
_SHORT_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "amount": ("金额",), "days_since_sign": ("天数",), "hours_since_sign": ("小时数",),
    "shelf_days_left": ("保质期",), "category": ("类别",), "same_ip_refunds_1d": ("当日次数",),
})  # fmt: skip

_Rows = list[Row]
#: Changes the rows of a target; None where the value is none.
_Change = Callable[[_Rows, frozenset[str], str], _Rows | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """What was written and is no edit: the words, and a code with its own sentence."""

    said: str
    why: str  #: unreadable, no_rule, no_field, bad_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants changed."""

    edits: Sequence[str]
    new_cases: bool  #: The cases are to expect what the new rules decide.


def read_wanted(said: str) -> Wanted:
    """Take apart what was said behind the command."""
    rest = _TAKING.sub("", said)
    return Wanted(edits=[one for one in _BETWEEN.split(rest) if one], new_cases=rest != said)


def edited(book: RuleBook, edits: Iterable[str]) -> RuleBook | Odd:
    """Return the book as it would be, one edit after the other, or the first that is none."""
    rows = list(book.rows)
    for said in edits:
        found = _EDIT.fullmatch(said.strip().translate(_SIGNS))
        if found is None:
            return Odd(said=said, why="unreadable")
        chosen = frozenset(row.id for row in rows if found["target"] in {row.rule, row.id})
        if not chosen:
            return Odd(said=found["target"], why="no_rule")
        change = _FIELDS.get(found["what"].lower())
        if change is None:
            return Odd(said=found["what"], why="no_field")
        done = change(rows, chosen, found["value"].strip())
        if done is None:
            return Odd(said=said, why="bad_value")
        rows = done
    return kept_book(book_text(rows, book.cases), book.version)


def _each(rows: _Rows, chosen: frozenset[str], change: Callable[[Row], Row]) -> _Rows:
    return [change(row) if row.id in chosen else row for row in rows]


def _rate(rows: _Rows, chosen: frozenset[str], value: str) -> _Rows | None:
    share = _read_share(value)
    return None if share is None else _each(rows, chosen, lambda row: replace(row, rate=share))


def _voucher(rows: _Rows, chosen: frozenset[str], value: str) -> _Rows | None:
    share = _read_share(value)
    return None if share is None else _each(rows, chosen, lambda row: replace(row, voucher=share))


def _read_share(value: str) -> Decimal | None:
    try:
        share = Decimal(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except InvalidOperation:
        return None
    fits = share.is_finite() and 0 <= share <= 1 and share == round(share, _PLACES)
    return Decimal(f"{share.normalize():f}") if fits else None


def _action(rows: _Rows, chosen: frozenset[str], value: str) -> _Rows | None:
    action = _ACTIONS.get(value.lower())
    return None if action is None else _each(rows, chosen, lambda row: replace(row, action=action))


def _priority(rows: _Rows, chosen: frozenset[str], value: str) -> _Rows | None:
    if not value.isdecimal() or int(value) > _LAST:
        return None
    rules, place = _rules_of(rows, chosen), int(value)
    return [replace(row, priority=place) if row.rule in rules else row for row in rows]


def _before(rows: _Rows, chosen: frozenset[str], value: str) -> _Rows | None:
    return _moved(rows, chosen, value, after=False)


def _after(rows: _Rows, chosen: frozenset[str], value: str) -> _Rows | None:
    return _moved(rows, chosen, value, after=True)


def _moved(rows: _Rows, chosen: frozenset[str], other: str, *, after: bool) -> _Rows | None:
    """Put a rule beside another one; those behind it give way as far as they must."""
    places = {row.rule: row.priority for row in rows}
    (rule,) = _rules_of(rows, chosen)
    if other not in places or other == rule:
        return None
    order = [one for one in sorted(places, key=places.__getitem__) if one != rule]
    order.insert(order.index(other) + after, rule)
    free = places[other] + after
    for one in order[order.index(rule) :]:
        if one != rule and places[one] >= free:
            break
        places[one] = free
        free += 1
    return [replace(row, priority=places[row.rule]) for row in rows]


def _rules_of(rows: _Rows, chosen: frozenset[str]) -> frozenset[str]:
    return frozenset(row.rule for row in rows if row.id in chosen)


def _condition(fact: str) -> _Change:
    """Change what a row asks of a fact; `任意` asks nothing."""

    def change(rows: _Rows, chosen: frozenset[str], value: str) -> _Rows | None:
        # A whole rule is meant where it asks already; a row is meant as such.
        asking = frozenset(row.id for row in rows if row.id in chosen and fact in row.when)
        chosen = asking or chosen
        if value.lower() in _ANY:
            return _each(rows, chosen, lambda row: replace(row, when=_without(row, fact)))
        cell = read_cell(_cell_text(fact, value), known=known_words(fact))
        if cell is None:
            return None
        return _each(rows, chosen, lambda row: replace(row, when={**row.when, fact: cell}))

    return change


def _without(row: Row, fact: str) -> dict[str, Cell]:
    return {name: cell for name, cell in row.when.items() if name != fact}


def _cell_text(fact: str, value: str) -> str:
    """Write a cell as the engine reads it: words in quotes, numbers with one blank."""
    known = known_words(fact)
    if known is None:
        if value.lower() in _UNKNOWN:
            return "null"
        return re.sub(r"^([<>]=?)\s*", r"\1 ", value)
    names = {name.lower(): word for word in known for name in (word, *_names(f"value_{word}"))}
    said = re.split(r"\s*[,，、|]\s*", value)
    return ",".join(f"'{names.get(one.lower().strip(chr(39)), one)}'" for one in said)


def _names(key: str) -> tuple[str, ...]:
    return SENTENCES.get(key, ())


_ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        name.lower(): action
        for action in Action
        for name in (action.value, *_names(f"refund_action_{action}"))
    }
)
_FIELDS: Mapping[str, _Change] = MappingProxyType({
    **{
        name.lower().replace(" ", "_"): _condition(fact)
        for fact in FACTS
        for name in (fact, *_names(f"fact_{fact}"), *_SHORT_NAMES.get(fact, ()))
    },
    "比例": _rate, "rate": _rate, "券": _voucher, "voucher": _voucher,
    "动作": _action, "action": _action, "优先级": _priority, "priority": _priority,
    "先于": _before, "before": _before, "后于": _after, "after": _after,
})  # fmt: skip
