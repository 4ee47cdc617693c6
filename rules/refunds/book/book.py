"""
A rule book: one version of the refund rules, as a decision table in JDM that the engine runs.

The text of a version is one JDM document: an input, one decision table (first hit), an output, and
beside them `cases`, the given and expected rows that must hold before it is published. The GoRules
editor opens it as it is. A row's outputs are names, rates and numbers; money is computed elsewhere.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from rules.refunds.book.cells import Cell, read_cell
from rules.refunds.facts import FACTS
from rules.refunds.reading import known_words
from rules.refunds.words import Action, Bearer, Goods
from rules.wording.refunds.clauses import CLAUSES

#: The row after the last: what no rule speaks of goes to a person.
OTHERWISE = "otherwise"
#: What a row gives, in the order of the columns.
OUTPUTS = ("row", "rule", "priority", "action", "goods", "freight_by", "clause", "rate", "voucher")
_NUMBERS = frozenset({"priority", "rate", "voucher"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table; all rows of a rule stand together."""

    id: str
    rule: str
    priority: int  #: The smaller one goes first.
    note: str  #: What it is, in a few words of whoever wrote it.
    when: Mapping[str, Cell]
    action: Action
    goods: Goods
    freight_by: Bearer
    clause: tuple[str, ...]
    rate: Decimal = Decimal(1)  #: Of what was paid, 0 to 1.
    voucher: Decimal = Decimal()  #: Of what was paid, 0 to 1, given beside it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a text is no rule book: a code with its own sentence, the row and the column."""

    why: str  #: not_jdm, no_rows, bad_cell, bad_output, unknown_fact, twice, order, bad_case
    row: str = ""
    column: str = ""
    given: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class RuleBook:
    """One version, read."""

    version: int
    text: str  #: As it was published; the engine runs this very document.
    rows: tuple[Row, ...]
    cases: tuple[Mapping[str, Any], ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """Its rows by their names."""
        return {row.id: row for row in self.rows}

    @cached_property
    def rules(self) -> Mapping[str, tuple[Row, ...]]:
        """Its rows by their rule, in the order in which they are tried."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.rule, []).append(row)
        return {rule: tuple(rows) for rule, rows in found.items()}


def book_text(rows: Iterable[Row], cases: Iterable[Mapping[str, Any]] = ()) -> str:
    """Write rows as a document, sorted by priority, with the columns that they need."""
    rows = sorted(rows, key=lambda row: row.priority)
    used = [name for name in FACTS if any(name in row.when for row in rows)]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f"in_{name}", "name": name, "field": name} for name in used],
        "outputs": [{"id": f"out_{name}", "name": name, "field": name} for name in OUTPUTS],
        "rules": [
            {
                "_id": row.id,
                "_description": row.note,
                **{f"in_{name}": cell.text for name, cell in row.when.items()},
                **{f"out_{name}": _written(row, name) for name in OUTPUTS},
            }
            for row in rows
        ],
    }
    document = {
        "nodes": [
            {"id": "in", "name": "facts", "type": "inputNode", "position": {"x": 80, "y": 160}},
            {
                "id": "rules", "name": "refunds", "type": "decisionTableNode",
                "position": {"x": 360, "y": 160}, "content": content,
            },
            {"id": "out", "name": "decision", "type": "outputNode",
             "position": {"x": 640, "y": 160}},
        ],
        "edges": [
            {"id": "in-rules", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "rules-out", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
        "cases": list(cases),
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _written(row: Row, name: str) -> str:
    if name == "row":
        return f"'{row.id}'"
    if name == "clause":
        return f"'{' '.join(row.clause)}'"
    value = getattr(row, name)
    return str(value) if name in _NUMBERS else f"'{value}'"


# A version never changes, and few are in use at a time.
@lru_cache(maxsize=16)
def read_book(text: str, version: int) -> RuleBook | Unreadable:
    """Read a version: every row, every cell; what cannot be read is named."""
    try:
        document = json.loads(text)
        (content,) = (
            node["content"] for node in document["nodes"] if node["type"] == "decisionTableNode"
        )
        columns = {one["id"]: one["field"] for one in content["inputs"]}
        outputs = {one["field"]: one["id"] for one in content["outputs"]}
        raws, cases = list(content["rules"]), tuple(document.get("cases", ()))
        first = content["hitPolicy"] == "first"
    except (ValueError, KeyError, TypeError, AttributeError):
        return Unreadable(why="not_jdm")
    if not first:
        return Unreadable(why="not_jdm", column="hitPolicy", given=str(content["hitPolicy"]))
    if odd := next((field for field in columns.values() if field not in FACTS), None):
        return Unreadable(why="unknown_fact", column=str(odd))
    rows: list[Row] = []
    for raw in raws:
        row = _row(raw, columns, outputs)
        if isinstance(row, Unreadable):
            return row
        rows.append(row)
    return _against(rows, cases) or RuleBook(
        version=version, text=text, rows=tuple(rows), cases=cases
    )


def _against(rows: Sequence[Row], cases: Sequence[object]) -> Unreadable | None:
    """Say what speaks against rows that can be read one by one."""
    if not rows:
        return Unreadable(why="no_rows")
    ids = [row.id for row in rows]
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        return Unreadable(why="twice", row=twice)
    for before, row in pairwise(rows):
        if row.priority < before.priority:  # the engine goes by the order, people by the number
            return Unreadable(why="order", row=row.id, given=before.id)
    odd = next((case for case in cases if not _is_case(case)), None)
    return Unreadable(why="bad_case", given=str(odd)[:80]) if odd is not None else None


def _is_case(case: object) -> bool:
    return (
        isinstance(case, Mapping)
        and isinstance(case.get("id"), str)
        and isinstance(case.get("given"), Mapping)
        and isinstance(case.get("expected"), Mapping)
        and "action" in case["expected"]
    )


def kept_book(text: str, version: int) -> RuleBook:
    """Read a version that was read before it was kept."""
    book = read_book(text, version)
    if isinstance(book, Unreadable):
        raise TypeError(str(book))
    return book


def _row(raw: object, columns: Mapping[str, str], outputs: Mapping[str, str]) -> Row | Unreadable:
    if not isinstance(raw, Mapping):
        return Unreadable(why="not_jdm")
    name = str(raw.get("_id", ""))
    when = {}
    for column, fact in columns.items():
        text = str(raw.get(column) or "").strip()
        if not text:
            continue
        cell = read_cell(text, known=known_words(fact))
        if cell is None:
            return Unreadable(why="bad_cell", row=name, column=fact, given=text)
        when[fact] = cell
    said = {one: str(raw.get(outputs.get(one, ""), "")).strip() for one in OUTPUTS}
    try:
        row = Row(
            id=_word(said["row"]),
            rule=_word(said["rule"]),
            priority=int(said["priority"]),
            note=str(raw.get("_description", "")),
            when=when,
            action=Action(_word(said["action"])),
            goods=Goods(_word(said["goods"])),
            freight_by=Bearer(_word(said["freight_by"])),
            clause=tuple(_word(said["clause"]).split()),
            rate=_share(said["rate"]),
            voucher=_share(said["voucher"]),
        )
    except (ValueError, ArithmeticError) as error:
        return Unreadable(why="bad_output", row=name, given=str(error)[:80])
    if not row.clause or any(f"clause_{one}" not in CLAUSES for one in row.clause):
        return Unreadable(why="bad_output", row=name, column="clause", given=said["clause"])
    return row if row.id == name else Unreadable(why="bad_output", row=name, column="row")


def _word(text: str) -> str:
    word = text.removeprefix("'").removesuffix("'")
    if text != f"'{word}'" or "'" in word:
        raise ValueError(text)
    return word


def _share(text: str) -> Decimal:
    share = Decimal(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share
