"""Accepting: what a partner sends now is as good as what it sent before, as a person has said."""

from collections.abc import Mapping, Sequence

from rules.contracts.drift import Change
from rules.contracts.usual import FieldUse, Usual
from rules.contracts.window import Window


def accept(usual: Usual, facts: Mapping[str, str], windows: Sequence[Window]) -> None:
    """
    Take a drift, by its facts, for usual; `windows` are those in which it was seen.

    Both ways are usual from now on, since partners change over little by little; the old one is
    forgotten as it is not seen any more.
    """
    change, kind, name = Change(facts["change"]), facts["kind"], facts["field"]
    if change is Change.CLOCK:
        usual.delays = {}
        for window in windows:
            usual.learn_delays(window)
        return
    use = usual.kinds[kind]
    if change in (Change.ADDED, Change.REMOVED, Change.RENAMED):
        named = (name, facts["now"]) if change is Change.RENAMED else (name,)
        for one in named:
            field = use.fields.setdefault(one, FieldUse())
            field.least, field.most = 0.0, 1.0
            _take_in(field, kind, one, windows)
    else:
        _take_in(use.fields[name], kind, name, windows)


def _take_in(field: FieldUse, kind: str, name: str, windows: Sequence[Window]) -> None:
    """Have what was seen weigh as much as all that was seen before."""
    for window in windows:
        there = window.shapes.get(kind, {}).get(name, {})
        total = sum(count.number for count in there.values())
        before = max(field.seen, total)
        for what, count in there.items():
            more = before * count.number // total
            field.shapes[what] = field.shapes.get(what, 0) + more
            field.seen += more
