"""Event lines: what an event lists piece by piece; an odd line is set aside and costs no other."""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.events.refusals import Flaw, line_flaws, unfit
from rules.events.types import EVENT_TYPES
from rules.vocabulary import Shape

#: Where an event keeps the lines that were set aside: the flaw of each, and the line as it came.
SET_ASIDE = "odd_lines"


def set_aside(event: Mapping[Any, Any]) -> tuple[Mapping[Any, Any], list[dict[str, Any]]]:
    """
    Return the event without its odd lines, and these with what is wrong with each.

    A discount of -10.00, a quantity of 0 or "1": nothing is counted by such a line, and the order
    it stands in is one all the same. A line that the journal cannot hold is named, but not kept.
    """
    kind, data = event.get("type"), event.get("data")
    found = EVENT_TYPES.get(kind) if isinstance(kind, str) else None
    if found is None or type(data) is not dict:
        return event, []
    fine: dict[str, list[Any]] = {}
    odd: list[dict[str, Any]] = []
    for name, field in found.fields.items():
        lines = data.get(name)
        if field.shape is not Shape.ITEMS or type(lines) is not list or len(lines) > field.most:
            continue
        fine[name] = []
        for place, line in enumerate(lines):
            path = f"data.{name}[{place}]"
            unheld = next(unfit(line, path, depth=3), None)
            flaw = unheld or next(line_flaws(line, field, path), None)
            if flaw is None:
                fine[name].append(line)
            else:
                odd.append(flaw._asdict() | ({"line": line} if unheld is None else {}))
    return ({**event, "data": {**data, **fine}}, odd) if odd else (event, [])


def odd_lines(data: Mapping[str, Any]) -> Sequence[Flaw]:
    """Return what is wrong with each line of an event that was set aside."""
    kept = data.get(SET_ASIDE)
    if not isinstance(kept, list):
        return ()
    return [Flaw(code=one["code"], field=one["field"], message=one["message"]) for one in kept]
