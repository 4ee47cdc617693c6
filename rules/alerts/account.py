"""Accounts: a case told after the fact: first signal, who heard and did what, what was possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from rules.alerts.alert import Alert
from rules.delivery.routes import Target
from rules.insight.sooner import LowerLine, Step, ToldAtOnce


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A message about the case that arrived in a conversation."""

    at: datetime
    target: Target
    called: tuple[str, ...]  #: Names of the people who were called in it.
    on_storm: bool = False  #: It stood on a storm card, among others.


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did, or asked, about the order."""

    at: datetime
    by: str
    action: str
    decides: bool  #: They decided something or took it; asking decides nothing.


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """What of the case was not told at once, because people had wished so."""

    count: int
    longest: timedelta  #: Until it was told after all, or all was over.


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    One case from its first signal to its end, every number from the journal and the ledgers.

    It tells only what had happened by its end, so that it is the same whenever it is read.
    """

    alert: Alert
    until: datetime  #: Its end; while it lasts, now.
    score: Decimal | None  #: What was written down when it was warned of.
    red_at: datetime | None
    reached: tuple[Reached, ...]
    deeds: tuple[Deed, ...]
    denied: int  #: Scans denied meanwhile.
    kept_back: KeptBack | None
    #: Why it is not judged again: changed (that does not come to what was written down then), busy.
    unclear: str = ""
    #: By judging again.
    first: Step | None = None  #: When anything began to count.
    warned: Step | None = None
    lower_line: LowerLine | None = None
    told_at_once: ToldAtOnce | None = None

    @property
    def told_at(self) -> datetime | None:
        """When the first message arrived."""
        return min((one.at for one in self.reached), default=None)

    @property
    def acted_at(self) -> datetime | None:
        """When somebody decided something for the first time."""
        return next((deed.at for deed in self.deeds if deed.decides), None)


def merged(deeds: Sequence[Deed]) -> tuple[Deed, ...]:
    """Leave out what somebody did again with nothing between: they looked twice."""
    found: list[Deed] = []
    for deed in deeds:
        if not found or (found[-1].by, found[-1].action) != (deed.by, deed.action):
            found.append(deed)
    return tuple(found)
