"""Nights: there is a gap where those who tell something contradict each other, and only there."""

from itertools import product

import pytest

from rules.statuses.status_map import shipped
from rules.unshipped.nights import Told, gaps

YES_NO = (False, True)
SYSTEMS, LOGS = ("", "erp:WaitConfirm", "erp:Sent", "erp:?"), ("", "wms:PICK", "wms:LOADED")
EVERYTHING = [
    Told("s", "hz-1", system, log, *flags)
    for system, log in product(SYSTEMS, LOGS)
    for flags in product(YES_NO, YES_NO, YES_NO, YES_NO)
]
#: Of the same warehouse, which has a log.
NEIGHBOUR = next(one for one in EVERYTHING if one.log and all(one[4:7]) and not one.ended)


def _agree(told: Told, *, connected: bool) -> bool:
    """Say in other words whether nobody contradicts anybody."""
    hand = told.handed_over or told.log == "wms:LOADED"
    sides = {told.picked_up, *([hand] if connected else [hand or told.picked_up])}
    sides |= {"erp:WaitConfirm": {False}, "erp:Sent": {True}}.get(told.system, set())
    return len(sides) == 1 and not (told.ended and True in sides)


@pytest.mark.parametrize("connected", YES_NO)
def test_there_is_a_gap_where_two_sides_contradict_each_other(connected: bool) -> None:  # noqa: FBT001
    for told in EVERYTHING:
        log = connected or bool(told.log)
        found = gaps([told, *([NEIGHBOUR] if connected else [])], shipped())
        assert (told not in found) == _agree(told, connected=log), told
        assert NEIGHBOUR not in found
