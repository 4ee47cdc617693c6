"""Settings: one TOML file and the environment, checked once at the start (contract, section 2)."""

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bot.config import errors, sources
from bot.config.errors import ConfigurationError
from bot.config.scopes import ConversationSection
from bot.config.sections.channels import CHANNELS, PlatformSections
from bot.config.sections.general import (
    ConsoleSection,
    DatabaseSection,
    DeliverySection,
    HttpSection,
    LinkSection,
    LogSection,
    ResonanceSection,
    RouteSection,
    ScheduleSection,
    SourceSection,
)
from bot.config.sections.logistics import CarrierSection, LogisticsSection, WarehouseSection
from bot.config.sections.people import (
    AttentionSection,
    ConfirmationSection,
    HoursSection,
    OncallSection,
    PersonSection,
)
from bot.config.sections.systems import (
    GatewaySection,
    GiftSection,
    HealthSection,
    HoldsSection,
    Kuaidi100Section,
    PartnerSection,
    PaymentSection,
    PenaltySection,
    RefundsSection,
)
from bot.config.values import OneOrMore
from rules.chat.phrases import heard
from rules.health.legs import ANY
from rules.shipping.carriers import knows_carrier


class Settings(PlatformSections, BaseSettings):
    """Everything that can be configured."""

    model_config = SettingsConfigDict(
        env_prefix="RESONANCE_", env_nested_delimiter="__", extra="forbid", env_ignore_empty=True
    )

    database: DatabaseSection = DatabaseSection()
    http: HttpSection = HttpSection()
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
    logistics: LogisticsSection = LogisticsSection()
    gifts: list[GiftSection] = []
    holds: HoldsSection = HoldsSection()
    penalties: list[PenaltySection] = []
    gateways: list[GatewaySection] = []
    statuses: dict[str, OneOrMore] = {}
    kuaidi100: Kuaidi100Section = Kuaidi100Section()
    refunds: RefundsSection = RefundsSection()
    payments: list[PaymentSection] = []
    contracts: list[PartnerSection] = []
    health: HealthSection = HealthSection()
    links: list[LinkSection] = []
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

    @model_validator(mode="before")
    @classmethod
    def _secrets_are_read(cls, values: dict[str, Any]) -> Any:  # noqa: ANN401 - the values again
        unset: list[str] = []
        found = sources.resolved(values, cls, os.environ, unset)
        if unset:
            raise ValueError("\n".join(unset))
        return found

    @field_validator("contracts", mode="before")
    @classmethod
    def _one_table_is_a_list_of_one(cls, value: object) -> object:
        return [value] if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Settings":
        for what, names in (
            ("sources", [s.name for s in self.sources]),
            ("people", [heard(p.name) for p in self.people]),
            *((f"people.{on}", [p.ids[on] for p in self.people if on in p.ids]) for on in CHANNELS),
            ("oncall", [s.name for s in self.oncall]),
            ("conversations", [c.name for c in self.conversations]),
            ("warehouses", [w.name for w in self.warehouses]),
            ("carriers", [c.code for c in self.carriers]),
            ("gateways", [g.name for g in self.gateways]),
            ("contracts", [c.partner for c in self.contracts]),
        ):
            if twice := sorted(name for name, times in Counter(names).items() if times > 1):
                message = f"{what}: {', '.join(twice)} 写了两次 / is there twice"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _gateways_are_there(self) -> "Settings":
        kinds = {gateway.name: gateway.kind for gateway in self.gateways}
        if taken := sorted(kinds.keys() & set(CHANNELS)):
            names = ", ".join(taken)
            message = f"gateways: {names} 是通道的名字，换一个 / is a channel's name; change it"
            raise ValueError(message)
        for warehouse in self.warehouses:
            name = warehouse.gateway
            if name is not None and kinds.get(name) not in ("qimen", "webhook"):
                message = (
                    f"warehouses: {warehouse.name} 的 gateway = {name} 不是 [[gateways]] 里的 "
                    f"qimen 或 webhook / is no qimen or webhook of [[gateways]]"
                )
                raise ValueError(message)
        payer = self.refunds.payout_by
        if payer is not None and kinds.get(payer) != "webhook":
            message = (
                f"refunds: payout_by = {payer} 不是 [[gateways]] 里的 webhook / "
                f"is no webhook of [[gateways]]"
            )
            raise ValueError(message)
        for key, name, kind in (
            ("link_by", self.confirmation.link_by, "aliyun_sms"),
            ("call_by", self.confirmation.call_by, "aliyun_voice"),
        ):
            if name is not None and kinds.get(name, kind) not in (kind, "webhook"):
                message = (
                    f"confirmation: {key} = {name} 不是 [[gateways]] 里的 {kind} 或 webhook / "
                    f"is no {kind} or webhook of [[gateways]]"
                )
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _limits_are_of_carriers(self) -> "Settings":
        codes = {ANY, *(carrier.code for carrier in self.carriers)}
        for row in self.logistics.limits:
            if row.carrier not in codes and not knows_carrier(row.carrier):
                message = (
                    f"logistics: limits 的 carrier = {row.carrier} 不认得，写编码，如 SF，"
                    f"或先写进 [[carriers]] / no such carrier; write a code such as SF, "
                    f"or add it to [[carriers]]"
                )
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _a_token_tells_who_posts(self) -> "Settings":
        owners: dict[str, str] = {}
        for source in self.sources:
            other = owners.setdefault(source.token.get_secret_value(), source.name)
            if other != source.name:
                message = (
                    f"sources: {other} 和 {source.name} 用了同一个令牌，分不清是谁；各用各的 / "
                    f"{other} and {source.name} have one token; give each its own"
                )
                raise ValueError(message)
        return self


def load(path: Path | None) -> Settings:
    """
    Read the file (where there is one) and the environment.

    Raises ConfigurationError with one line for each thing that is wrong.
    """
    sources.look_at(os.environ, Settings)
    return checked({} if path is None else sources.anchored(sources.read(path), path.parent))


def checked(values: Mapping[str, Any]) -> Settings:
    """Return the settings that a file's values and the environment make; raises as `load` does."""
    try:
        return Settings(**values)
    except ValidationError as error:
        found = errors.lines(error, Settings, os.environ)
        raise ConfigurationError("\n".join(found)) from None
    except SettingsError as error:  # a list or table in a variable, which pydantic reads as JSON
        names = ", ".join(sources.unreadable(os.environ, Settings))
        message = f"{names}: 列表和表要写成 JSON / lists and tables must be written as JSON"
        raise ConfigurationError(message) from error
