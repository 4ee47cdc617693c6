"""Settings: one TOML file and the environment, checked once at the start (contract, section 2)."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.scopes import ConversationSection
from bot.sections import (
    ConsoleSection,
    DatabaseSection,
    DeliverySection,
    HttpSection,
    LogSection,
    PersonSection,
    ResonanceSection,
    RouteSection,
    ScheduleSection,
    SourceSection,
)
from bot.sections_channels import DingTalkSection, SlackSection, WeComSection
from bot.sections_people import AttentionSection, ConfirmationSection, HoursSection, OncallSection
from bot.sections_systems import (
    CarrierSection,
    GatewaySection,
    GiftSection,
    HealthSection,
    Kuaidi100Section,
    PartnerSection,
    PaymentSection,
    RefundsSection,
    WarehouseSection,
)


class ConfigurationError(Exception):
    """The configuration is wrong; the message says where and what would be right, one line each."""


class Settings(BaseSettings):
    """Everything that can be configured."""

    model_config = SettingsConfigDict(
        env_prefix="RESONANCE_", env_nested_delimiter="__", extra="forbid", env_ignore_empty=True
    )

    database: DatabaseSection = DatabaseSection()
    http: HttpSection = HttpSection()
    dingtalk: DingTalkSection = DingTalkSection()
    wecom: WeComSection = WeComSection()
    slack: SlackSection = SlackSection()
    sources: list[SourceSection] = []
    people: list[PersonSection] = []
    routes: list[RouteSection] = []
    hours: HoursSection = HoursSection()
    oncall: list[OncallSection] = []
    attention: AttentionSection = AttentionSection()
    conversations: list[ConversationSection] = []
    resonance: ResonanceSection = ResonanceSection()
    delivery: DeliverySection = DeliverySection()
    confirmation: ConfirmationSection = ConfirmationSection()
    schedule: ScheduleSection = ScheduleSection()
    warehouses: list[WarehouseSection] = []
    carriers: list[CarrierSection] = []
    gifts: list[GiftSection] = []
    gateways: list[GatewaySection] = []
    statuses: dict[str, str | list[str]] = {}
    kuaidi100: Kuaidi100Section = Kuaidi100Section()
    refunds: RefundsSection = RefundsSection()
    payments: list[PaymentSection] = []
    contracts: list[PartnerSection] = []
    health: HealthSection = HealthSection()
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
            ("oncall", [s.name for s in self.oncall]),
            ("conversations", [c.name for c in self.conversations]),
            ("warehouses", [w.name for w in self.warehouses]),
            ("carriers", [c.code for c in self.carriers]),
            ("gateways", [g.name for g in self.gateways]),
            ("contracts", [c.partner for c in self.contracts]),
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
    _look_at(os.environ)
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
            source["token"] = _resolve(str(source.get("token") or ""), os.environ, "sources.token")
        webhooks = values.get("wecom", {}).get("webhooks", {})
        for name, key in webhooks.items():
            webhooks[name] = _resolve(str(key), os.environ, f"wecom.webhooks.{name}")
        return Settings(**values)
    except ValidationError as error:
        raise ConfigurationError("\n".join(_lines(error))) from None
    except (TypeError, AttributeError) as error:
        message = f"{path}: {error}"
        raise ConfigurationError(message) from error


def _look_at(environment: Mapping[str, str]) -> None:
    """Refuse variables of no section: one that is misspelt would change nothing, silently."""
    for name, value in environment.items():
        section, nested, _ = name.upper().removeprefix("RESONANCE_").partition("__")
        if not nested or not name.upper().startswith("RESONANCE_"):
            continue
        if section.lower() not in Settings.model_fields:
            allowed = ", ".join(Settings.model_fields)
            message = f"{name}: 没有这一节 / no such section; allowed here: {allowed}"
            raise ConfigurationError(message)
        if name.upper() == "RESONANCE_DATABASE__URL" and not value:
            # A secret that failed to arrive must not start an empty database beside the real one.
            message = f"{name}: 是空的；写上地址或去掉它 / is empty; write the URL or unset it"
            raise ConfigurationError(message)


def _resolve(token: str, environment: Mapping[str, str], path: str) -> str:
    if not token.startswith("env:"):
        if not token:
            message = f'{path}: missing; write "env:NAME" and set that variable'
            raise ConfigurationError(message)
        return token
    name = token.removeprefix("env:")
    value = environment.get(name)
    if not value:
        message = f"{path}: the environment variable {name} is not set"
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
