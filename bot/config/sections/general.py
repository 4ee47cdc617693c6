"""Sections: every key of the configuration with its default and what it may be."""

import re
from collections.abc import Collection
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.config.values import (
    DatabaseUrl,
    Duration,
    DurationOrZero,
    Money,
    Percent,
    Secret,
    TargetText,
    WebAddress,
    Weight,
    Zone,
    like,
    refuse_another_kind,
)
from rules.desk.out_links import PLACES
from rules.resonance.breaker import Limits
from rules.resonance.rollout import RolloutRules
from rules.vocabulary import Level, SignalClass


class Section(BaseModel):
    """A table of the file: no other keys than these."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_of_its_kind(cls, value: object, about: ValidationInfo) -> object:
        field = cls.model_fields[str(about.field_name)]
        return refuse_another_kind(value, field.annotation)

    def as_rules(self, *, but: Collection[str] = ()) -> dict[str, Any]:
        """Return its values by their names, for a rule that calls all of them the same."""
        return {name: getattr(self, name) for name in type(self).model_fields if name not in but}


class DatabaseSection(Section):
    """Where everything is remembered."""

    url: DatabaseUrl = "sqlite:///resonance.db"


class HttpSection(Section):
    """Where HTTP listens and how links are written."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: WebAddress = "http://127.0.0.1:8080"


class SourceSection(Section):
    """Who may post events and scans."""

    name: str = Field(min_length=1, max_length=128)
    token: Secret  #: "env:NAME" reads a variable
    silent_after: Duration | None = None  #: Silent for longer, its signals count as missing.


class LinkSection(Section):
    """Another system's page of an order, offered on ours."""

    name: str = Field(min_length=1, max_length=40)
    url: str = Field(pattern=r"^https?://[^\s]+$", max_length=500)
    platform: str | None = None  #: Of which orders; absent: of all.
    carrier: str | None = None
    warehouse: str | None = None
    shop: str | None = None

    @field_validator("url")
    @classmethod
    def _names_what_is_known(cls, url: str) -> str:
        unknown = sorted({place for place in re.findall(r"{(.*?)}", url) if place not in PLACES})
        if unknown:
            message = f"{unknown[0]} 不认识 / is unknown: {', '.join(PLACES)}"
            raise ValueError(message)
        return url


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

    kind: Annotated[
        str,
        like(
            r"[a-z][a-z0-9_]{1,40}",
            "写小写英文、数字和下划线，如 gift_missing / write small letters, digits and _",
        ),
    ]
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
            message = "until 早于 from / until lies before from"
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
    tap_cost: Money = Decimal(1)
    miss_cost: Money = Decimal(4)
    foresight: bool = True  #: Whether earlier orders are asked about one, where there are any.
    #: Whether a hand-over limit that has passed is orange by itself also where they are asked.
    handover_alerts: bool = False
    max_locks_per_hour: int = Field(default=50, ge=0)
    max_lock_share: Decimal = Field(default=Decimal("0.02"), ge=0, le=1)
    canary_share: Percent = Decimal("0.1")  #: Of orders, judged by a new policy first.
    canary_for: Duration = timedelta(hours=24)
    canary_orders: int = Field(default=50, ge=0, le=1_000_000)
    canary_false: Percent = Decimal("0.2")  #: More false alarms than this, and it goes back.
    canary_alerts: Decimal = Field(default=Decimal(2), ge=1, le=1000)

    def as_limits(self) -> Limits:
        """Return how many orders the machine may lock by itself."""
        return Limits(per_hour=self.max_locks_per_hour, share=self.max_lock_share)

    def as_rollout(self) -> RolloutRules:
        """Return how carefully an approved policy comes into force."""
        return RolloutRules(
            **{name: getattr(self, name) for name in RolloutRules.__dataclass_fields__}
        )

    @field_validator("tap_cost", "miss_cost")
    @classmethod
    def _costs_something(cls, value: Decimal) -> Decimal:
        if not value:
            message = "要大于 0 / must be above 0"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _red_is_above_orange(self) -> "ResonanceSection":
        if self.red <= self.orange:
            message = (
                f"red（{self.red}）要高于 orange（{self.orange}） / "
                f"red ({self.red}) must be above orange ({self.orange})"
            )
            raise ValueError(message)
        return self


class DeliverySection(Section):
    """When messages are grouped."""

    group_wait: DurationOrZero = timedelta()
    group_interval: Duration = timedelta(seconds=5)
    repeat_interval: Duration = timedelta(hours=1)
    merge_above: int = Field(default=5, ge=1, le=1000)


class ScheduleSection(Section):
    """When what happens by itself."""

    timezone: Zone = "Asia/Shanghai"
    trace_sheet: time = time(10)  #: When the sheet of what is unshipped is due.
    night_check: time = time(2)  #: When what left is compared with its pick-up and its order.
    digest: time | None = None  #: When the day is told in one message; None: never.
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
