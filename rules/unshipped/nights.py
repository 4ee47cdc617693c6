"""Nights: hand-over, pick-up and order of what left in a day, and where they disagree (S-80)."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from rules.statuses.status_map import StatusMap
from rules.statuses.words import Stage

_SHIPPED = frozenset({Stage.SHIPPED, Stage.SIGNED})


class Told(NamedTuple):
    """What is told of an order; orders of which the same is told are compared once."""

    shop: str
    warehouse: str  #: "" where nobody named one.
    system: str  #: The last word of order centre and ERP, as `rules.unshipped.progress` has it.
    log: str  #: The last word of the warehouse's log.
    handed_over: bool  #: It left before any carrier had it.
    picked_up: bool
    waybill: bool  #: A tracking number is known.
    ended: bool  #: It was cancelled, merged or split before it left.


class Gap(StrEnum):
    """What does not go together, the gravest first."""

    ENDED = "ended"  #: Goods of an order that is none any more have left.
    NOT_LEFT = "not_left"  #: The order says that it left, and it did not.
    NO_WAYBILL = "no_waybill"  #: Handed over under a number that nobody was told.
    NOT_PICKED_UP = "not_picked_up"  #: Handed over, and no carrier has it.
    NOT_HANDED_OVER = "not_handed_over"  #: A carrier has what the warehouse still works on.
    NOT_NOTED = "not_noted"  #: It has left, and the order still says otherwise.


#: What is looked for, and mended, in the warehouse.
IN_WAREHOUSE = frozenset({Gap.NOT_LEFT, Gap.NO_WAYBILL, Gap.NOT_PICKED_UP, Gap.NOT_HANDED_OVER})


def gaps(told: Collection[Told], statuses: StatusMap) -> dict[Told, Gap]:
    """
    Return what does not go together, of all that is told of one night's orders.

    A warehouse whose log says nothing of any of them is not connected: its silence is no gap. An
    order without a word of its systems, or with one that no map knows, agrees with everything.
    """
    connected = {one.warehouse for one in told if one.log}
    found = ((one, _gap(one, statuses, log=one.warehouse in connected)) for one in told)
    return {one: gap for one, gap in found if gap is not None}


def _gap(told: Told, statuses: StatusMap, *, log: bool) -> Gap | None:
    handed_over = told.handed_over or _stage(told.log, statuses) in _SHIPPED
    left = handed_over or told.picked_up
    said = _stage(told.system, statuses)
    if not left:
        return Gap.NOT_LEFT if said in _SHIPPED else None
    if told.ended:
        return Gap.ENDED
    if not told.picked_up:
        return Gap.NOT_PICKED_UP if told.waybill else Gap.NO_WAYBILL
    if log and not handed_over:
        return Gap.NOT_HANDED_OVER
    return Gap.NOT_NOTED if said in (Stage.UNPAID, Stage.PREPARING) else None


def _stage(word: str, statuses: StatusMap) -> Stage | None:
    who, _, said = word.partition(":")
    return statuses.stage(who, said) if said else None
