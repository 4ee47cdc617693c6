"""Lost marks: orders that customer service had marked and whose mark an imported sheet lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.codes import code_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An order that has not left, and its mark."""

    order_no: str
    mark: str
    told: datetime  #: When it was marked, UTC.


def as_known(sheet: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """
    Return a sheet (`data` of `marks.imported`) with the numbers of its rows as orders have them.

    Of the known orders it is the one with the same characters, or else the only one with the same
    `code_key`; who types a sheet writes `w-1` for W-1.
    """
    alike: dict[str, set[str]] = {}
    for order_no in known:
        alike.setdefault(code_key(order_no), set()).add(order_no)
    rows = []
    for row in sheet.get("marks") or ():
        number = str(row["order_no"]).strip()
        theirs = alike.get(code_key(number), {number})
        rows.append({**row, "order_no": min(theirs) if len(theirs) == 1 else number})
    return {**sheet, "marks": rows}


def numbers_in(sheet: Mapping[str, Any]) -> list[str]:
    """Return the order numbers of a sheet, as they are written in it."""
    return [str(row["order_no"]).strip() for row in sheet.get("marks") or ()]


def marks_of(sheet: Mapping[str, Any]) -> dict[str, str]:
    """Return the marks that a sheet (`data` of `marks.imported`) shows, by order."""
    found = {}
    for row in sheet.get("marks") or ():
        mark = str(row.get("mark") or "").strip()
        if mark:
            found[str(row["order_no"]).strip()] = mark
    return found


def unmarked_in(sheet: Mapping[str, Any]) -> list[str]:
    """Return the orders that stand in a sheet with an empty mark."""
    rows = sheet.get("marks") or ()
    return [str(r["order_no"]).strip() for r in rows if not str(r.get("mark") or "").strip()]


def lost(known: Iterable[Marked], shown: Mapping[str, str], at: datetime) -> list[Marked]:
    """
    Return which of the orders marked before `at` the sheet of then shows without any mark.

    One that is not in the sheet has lost it too; another mark is a mark. Nothing is cleared.
    """
    return [one for one in known if one.told < at and one.order_no not in shown]
