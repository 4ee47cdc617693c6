"""Sections: every key of the configuration with its default and what it may be."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from rules.vocabulary import Level, Role, SignalClass
from storage import urls

_SHORT = re.compile(r"(\d+)\s*(s|m|h|d)")
#: Beyond these nobody means it, and sums with them leave what can be calculated.
_LONGEST = timedelta(days=3650)
_HEAVIEST = 1000
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: object) -> object:
    """Read "90s", "15m", "2h", "1d"; ISO 8601 is left to pydantic."""
    if isinstance(value, str) and (found := _SHORT.fullmatch(value.strip())):
        try:
            return timedelta(**{_UNITS[found[2]]: int(found[1])})
        except (
            OverflowError,
            ValueError,
        ):  # beyond any time: as long as there is, which is too long
            return timedelta.max
    return value


def _three_places(value: Decimal) -> Decimal:
    if not value.is_finite() or not 0 <= value <= _HEAVIEST or value != round(value, 3):
        message = (
            f'写 0 到 {_HEAVIEST}，最多三位小数，如 "0.8" / '
            f"must be a decimal from 0 to {_HEAVIEST} of at most 3 places"
        )
        raise ValueError(message)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f'no time zone is called {value!r}; write one such as "Asia/Shanghai"'
        raise ValueError(message) from error
    return value


def _database(value: str) -> str:
    """Refuse what names no database, and options it would stumble over in use."""
    if (message := urls.wrong(value)) is not None:
        raise ValueError(message)
    return value


def _target(value: str) -> str:
    if not re.fullmatch(r"(dingtalk|wecom|slack|console):.+", value):
        message = "write channel:conversation, the channel being dingtalk, wecom, slack or console"
        raise ValueError(message)
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta(), le=_LONGEST)]
Weight = Annotated[Decimal, AfterValidator(_three_places)]
TargetText = Annotated[str, AfterValidator(_target)]


class Section(BaseModel):
    """A table of the file: no other keys than these."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class DatabaseSection(Section):
    """Where everything is remembered."""

    url: Annotated[str, AfterValidator(_database)] = "sqlite:///resonance.db"


class HttpSection(Section):
    """Where HTTP listens and how links are written."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8080"


class SourceSection(Section):
    """Who may post events and scans."""

    name: str = Field(min_length=1, max_length=128)
    token: SecretStr  #: "env:NAME" reads a variable
    silent_after: Duration | None = None  #: Silent for longer, its signals count as missing.


class PersonSection(Section):
    """Somebody who may do something."""

    name: str = Field(min_length=1, max_length=64)
    role: Role
    dingtalk: str | None = None
    wecom: str | None = None
    slack: str | None = None
    console: str | None = None
    shops: list[str] = ["*"]


class EscalationSection(Section):
    """Whom to tell when nobody acts."""

    after: Duration
    to: list[TargetText] = Field(min_length=1)


class MatchSection(Section):
    """Which alerts a route is for."""

    level: Literal[Level.ORANGE, Level.RED] | None = None
    shop: str | None = None
    warehouse: str | None = None
    platform: str | None = None


class RouteSection(Section):
    """Where alerts go."""

    match: MatchSection = MatchSection()
    to: list[TargetText] = Field(min_length=1)
    owner: str | None = None
    go_on: bool = Field(default=False, alias="continue")
    direct: bool = False  #: Whoever answers for the order gets the card in private too.
    escalate: list[EscalationSection] = []


class SignalSection(Section):
    """One signal: overrides a built-in kind or adds one."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    weight: Weight
    cap: int = Field(default=1, ge=1, le=100)
    signal_class: SignalClass = Field(default=SignalClass.INTENT, alias="class")
    window: Duration | None = None
    owner: str = ""


class SeasonSection(Section):
    """Factors for a span of local days, both ends included."""

    name: str
    first: date = Field(alias="from")
    last: date = Field(alias="until")
    timeliness: Weight = Decimal(1)
    quality: Weight = Decimal(1)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "SeasonSection":
        if self.last < self.first:
            message = "until lies before from"
            raise ValueError(message)
        return self


class ResonanceSection(Section):
    """Weights, windows and thresholds."""

    orange: Weight = Decimal("2.5")
    red: Weight = Decimal("4.0")
    window: Duration = timedelta(hours=72)
    signals: list[SignalSection] = []
    seasons: list[SeasonSection] = []
    high_value: Decimal = Field(default=Decimal(1000), ge=0, le=1_000_000_000)
    unshipped_after: Duration = timedelta(hours=24)
    unshipped_alerts: bool = False
    suppress_for: Duration = timedelta(hours=1)
    max_locks_per_hour: int = Field(default=50, ge=0)
    max_lock_share: Decimal = Field(default=Decimal("0.02"), ge=0, le=1)

    @model_validator(mode="after")
    def _red_is_above_orange(self) -> "ResonanceSection":
        if self.red <= self.orange:
            message = "red must be above orange"
            raise ValueError(message)
        return self


class DeliverySection(Section):
    """When messages are grouped."""

    group_wait: Annotated[
        timedelta, BeforeValidator(_duration), Field(ge=timedelta(), le=_LONGEST)
    ] = timedelta()
    group_interval: Duration = timedelta(seconds=5)
    repeat_interval: Duration = timedelta(hours=1)
    merge_above: int = Field(default=5, ge=1, le=1000)


class ScheduleSection(Section):
    """When what happens by itself; nothing reads `trace_sheet`, `digest` and `heartbeat` yet."""

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    trace_sheet: time = time(10)  #: When the day's sheet of traces that stand still is due.
    digest: time | None = None  #: When the day is told in one message.
    heartbeat: Duration = timedelta(minutes=5)  #: A system that is silent for longer stands still.
    sweep_every: Duration = timedelta(seconds=30)


class ConsoleSection(Section):
    """The console channel in the browser, behind a sign-in."""

    enabled: bool = True
    open: bool = False  #: No sign-in; only the demo on loopback may do this.
    conversation: str = "ops"


class LogSection(Section):
    """How log lines look."""

    format: Literal["json", "console"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"
