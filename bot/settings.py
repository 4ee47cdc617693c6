"""Settings: one TOML file and the environment, checked once at the start (contract, section 2)."""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from rules.vocabulary import Level, Role, SignalClass

_SHORT = re.compile(r"(\d+)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class ConfigurationError(Exception):
    """The configuration is wrong; the message says where and what would be right, one line each."""


def _duration(value: object) -> object:
    """Read "90s", "15m", "2h", "1d"; ISO 8601 is left to pydantic."""
    if isinstance(value, str) and (found := _SHORT.fullmatch(value.strip())):
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    return value


def _three_places(value: Decimal) -> Decimal:
    if not value.is_finite() or value < 0 or value != round(value, 3):
        message = 'must be a decimal of at most 3 places, 0 or more, such as "0.8"'
        raise ValueError(message)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f'no time zone is called {value!r}; write one such as "Asia/Shanghai"'
        raise ValueError(message) from error
    return value


def _target(value: str) -> str:
    if not re.fullmatch(r"(dingtalk|wecom|slack|console):.+", value):
        message = "write channel:conversation, the channel being dingtalk, wecom, slack or console"
        raise ValueError(message)
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta())]
Weight = Annotated[Decimal, AfterValidator(_three_places)]
TargetText = Annotated[str, AfterValidator(_target)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class DatabaseSection(_Section):
    """Where everything is remembered."""

    url: str = Field(
        default="sqlite:///resonance.db", pattern=r"^(sqlite:///.+|postgresql\+psycopg://.+)$"
    )


class HttpSection(_Section):
    """Where HTTP listens and how links are written."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = "http://127.0.0.1:8080"


class SourceSection(_Section):
    """Who may post events and scans."""

    name: str = Field(min_length=1, max_length=128)
    token: SecretStr  #: "env:NAME" reads a variable
    silent_after: Duration | None = None  #: Silent for longer, its signals count as missing.


class PersonSection(_Section):
    """Somebody who may do something."""

    name: str = Field(min_length=1, max_length=64)
    role: Role
    dingtalk: str | None = None
    wecom: str | None = None
    slack: str | None = None
    console: str | None = None
    shops: list[str] = ["*"]


class EscalationSection(_Section):
    """Whom to tell when nobody acts."""

    after: Duration
    to: list[TargetText] = Field(min_length=1)


class MatchSection(_Section):
    """Which alerts a route is for."""

    level: Literal[Level.ORANGE, Level.RED] | None = None
    shop: str | None = None
    warehouse: str | None = None
    platform: str | None = None


class RouteSection(_Section):
    """Where alerts go."""

    match: MatchSection = MatchSection()
    to: list[TargetText] = Field(min_length=1)
    owner: str | None = None
    go_on: bool = Field(default=False, alias="continue")
    escalate: list[EscalationSection] = []


class SignalSection(_Section):
    """One signal: overrides a built-in kind or adds one."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    weight: Weight
    cap: int = Field(default=1, ge=1, le=100)
    signal_class: SignalClass = Field(default=SignalClass.INTENT, alias="class")
    window: Duration | None = None
    owner: str = ""


class SeasonSection(_Section):
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


class ResonanceSection(_Section):
    """Weights, windows and thresholds."""

    orange: Weight = Decimal("2.5")
    red: Weight = Decimal("4.0")
    window: Duration = timedelta(hours=72)
    signals: list[SignalSection] = []
    seasons: list[SeasonSection] = []
    high_value: Decimal = Field(default=Decimal(1000), ge=0)
    unshipped_after: Duration = timedelta(hours=24)
    unshipped_alerts: bool = False
    suppress_for: Duration = timedelta(hours=1)

    @model_validator(mode="after")
    def _red_is_above_orange(self) -> "ResonanceSection":
        if self.red <= self.orange:
            message = "red must be above orange"
            raise ValueError(message)
        return self


class ScheduleSection(_Section):
    """When what happens by itself."""

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    sweep_every: Duration = timedelta(seconds=30)


class ConsoleSection(_Section):
    """The console channel in the browser, behind a sign-in."""

    enabled: bool = True
    open: bool = False  #: No sign-in; only the demo on loopback may do this.
    conversation: str = "ops"


class LogSection(_Section):
    """How log lines look."""

    format: Literal["json", "console"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(BaseSettings):
    """Everything that can be configured."""

    model_config = SettingsConfigDict(
        env_prefix="RESONANCE_", env_nested_delimiter="__", extra="forbid", env_ignore_empty=True
    )

    database: DatabaseSection = DatabaseSection()
    http: HttpSection = HttpSection()
    sources: list[SourceSection] = []
    people: list[PersonSection] = []
    routes: list[RouteSection] = []
    resonance: ResonanceSection = ResonanceSection()
    schedule: ScheduleSection = ScheduleSection()
    console: ConsoleSection = ConsoleSection()
    log: LogSection = LogSection()
    lang: Literal["zh", "en"] = "zh"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, which comes in as arguments."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Settings":
        for what, names in (
            ("sources", [s.name for s in self.sources]),
            ("people", [p.name for p in self.people]),
        ):
            twice = {n for n in names if names.count(n) > 1}
            if twice:
                message = f"{what}: {', '.join(sorted(twice))} is there twice"
                raise ValueError(message)
        return self


def load(path: Path | None) -> Settings:
    """
    Read the file (where there is one) and the environment.

    Raises ConfigurationError with one line for each thing that is wrong.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            message = f"{path}: no such file; copy resonance.example.toml and edit it"
            raise ConfigurationError(message) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            message = f"{path}: {error}"
            raise ConfigurationError(message) from error
    try:
        for source in values.get("sources") or ():
            source["token"] = _resolve(str(source.get("token") or ""), os.environ)
        return Settings(**values)
    except ValidationError as error:
        raise ConfigurationError("\n".join(_lines(error))) from None
    except (TypeError, AttributeError) as error:
        message = f"{path}: {error}"
        raise ConfigurationError(message) from error


def _resolve(token: str, environment: Mapping[str, str]) -> str:
    if not token.startswith("env:"):
        if not token:
            message = 'sources.token: missing; write "env:NAME" and set that variable'
            raise ConfigurationError(message)
        return token
    name = token.removeprefix("env:")
    value = environment.get(name)
    if not value:
        message = f"sources.token: the environment variable {name} is not set"
        raise ConfigurationError(message)
    return value


def _lines(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        path = ".".join(str(part) for part in problem["loc"])
        text = str(problem["msg"])
        if problem["type"] == "extra_forbidden":
            text = f"no such key; allowed here: {', '.join(_allowed(problem['loc'][:-1]))}"
        lines.append(f"{path}: {text}" if path else text)
    return lines


def _allowed(path: tuple[int | str, ...]) -> list[str]:
    """Return the keys of the section at a path."""
    section: type[BaseModel] = Settings
    for part in path:
        if isinstance(part, str):
            found = _sections(section.model_fields[part].annotation)
            if found is None:
                return []
            section = found
    return [field.alias or name for name, field in section.model_fields.items()]


def _sections(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type, or a list of it
    inner = get_args(annotation) or (annotation,)
    return next((t for t in inner if isinstance(t, type) and issubclass(t, BaseModel)), None)
