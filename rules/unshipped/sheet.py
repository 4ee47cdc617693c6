"""The trace sheet 《未发货订单溯源表》: which of an order's sides stands against the others."""

from collections import Counter
from enum import StrEnum
from typing import NamedTuple

from rules.statuses.status_map import StatusMap
from rules.statuses.words import Stage

#: The columns of the file, whoever reads it.
COLUMNS = ("订单号", "客服标记", "系统状态", "仓库操作日志")
#: The vocabulary of marks, as the status map calls it.
MARK = "mark"
_SCAN = "scan"


class Side(StrEnum):
    """Who says where an order is; the columns of the sheet, in its order."""

    CUSTOMER_SERVICE = "customer_service"
    SYSTEM = "system"
    WAREHOUSE = "warehouse"


class Cells(NamedTuple):
    """What the three sides say, as `rules.unshipped.progress` has it; "" is nothing."""

    mark: str
    system: str
    warehouse: str


def shown(cell: str) -> str:
    """Return the raw word of a cell, without who said it."""
    return cell.partition(":")[2]


def differing(cells: Cells, statuses: StatusMap) -> tuple[Side, ...]:
    """
    Return the sides that stand against the other two, by the stage that each side's word tells.

    A side without a word differs where both others have one. Of two words beside an empty cell, and
    of three that all disagree, nobody knows which is wrong: all of them differ. A word that no map
    knows is a word, and agrees with everything.
    """
    said = dict(zip(Side, cells, strict=True))
    if sum(map(bool, cells)) <= 1:
        return ()
    stages = {side: _stage(side, word, statuses) for side, word in said.items()}
    known = Counter(stage for stage in stages.values() if stage is not None)
    # One stage, or one that two of three agree on, is right as far as anybody can tell.
    right = {stage for stage, times in known.items() if times > 1 or len(known) == 1}
    return tuple(
        side
        for side in Side
        if not said[side] or (stages[side] is not None and stages[side] not in right)
    )


def disagree(system: str, warehouse: str, statuses: StatusMap) -> bool:
    """Say whether the system's word and the warehouse's tell two stages; "" tells none."""
    told = _stage(Side.SYSTEM, system, statuses), _stage(Side.WAREHOUSE, warehouse, statuses)
    return None not in told and told[0] is not told[1]


def _stage(side: Side, cell: str, statuses: StatusMap) -> Stage | None:
    if not cell:
        return None
    if side is Side.CUSTOMER_SERVICE:
        return statuses.stage(MARK, cell)
    who, _, word = cell.partition(":")
    return Stage.PREPARING if who == _SCAN else statuses.stage(who, word)
