"""Troubles: what is wrong with a system around us, from when it was found until it is over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rules.health.figures import BOUNDS, Bound, Metric
from rules.vocabulary import Level


class Wrong(StrEnum):
    """What may be wrong."""

    SIGN_LAG = "sign_lag"  #: A carrier's signatures reach the order centre too late.
    HEARTBEAT = "heartbeat"  #: A system does not say that it lives.
    SILENCE = "silence"  #: A source does not send what it usually does.
    MISSED = "missed"  #: More orders than usual were missed within an hour.
    WAYBILL = "waybill"  #: Goods of a warehouse left, and nobody was told under which number.
    UNFIRED = "unfired"  #: A signal takes part in no alert.
    CONTRACT = "contract"  #: Of a partner's messages more than allowed are not as agreed.
    DRIFT = "drift"  #: A partner means something else by a field than before.
    TICKET = "ticket"  #: A question of a customer is about to be answered too late, or is.
    GHOST = "ghost"  #: Payments and orders that do not find each other.
    PAUSED = "paused"  #: A source sent the impossible, and is not listened to.


#: The fact that names what a trouble comes of: the card of that one tells of both.
BEHIND = "behind"
#: While one of these lasts, what is counted may be less than there is.
BLINDING = frozenset({Wrong.HEARTBEAT, Wrong.SILENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look at one of them found."""

    since: datetime
    facts: Mapping[str, str] = field(default_factory=dict)  #: What its sentence is told with.


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong, or was."""

    id: str
    wrong: Wrong
    name: str  #: Of the source, system or carrier; with what of it, where that may be several.
    since: datetime
    facts: Mapping[str, str]
    over_at: datetime | None = None

    @property
    def level(self) -> Level:
        """How bad it is."""
        return Level(self.facts.get("level", Level.ORANGE))

    @property
    def source(self) -> str:
        """Whose trouble it is, as silences name it."""
        return self.facts.get("partner", self.name)

    @property
    def behind(self) -> bool:
        """Whether the card of another one tells of it."""
        return BEHIND in self.facts

    @property
    def lasts(self) -> bool:
        """Whether it is still so."""
        return self.over_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRules:
    """What is still normal of the systems around us."""

    heartbeat: timedelta = timedelta(minutes=5)  #: How often a system says that it lives.
    sign_lag: timedelta = timedelta(hours=6)  #: How late the order centre may have a signature …
    sign_lags: Mapping[str, timedelta] = field(default_factory=dict)  #: … of one carrier.
    bounds: Mapping[Metric, Bound] = field(
        default_factory=lambda: BOUNDS
    )  #: How far the figures of a day may go.
    owner: str | None = None  #: Who makes them better; None: nobody is sent what to do.

    def sign_lag_of(self, carrier: str) -> timedelta:
        """Return how late it may have those of a carrier."""
        return self.sign_lags.get(carrier, self.sign_lag)
