"""Sections of the systems around us; of most, every key is checked and none is read yet."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, SecretStr, model_validator

from bot.config.sections import Section
from bot.config.values import Duration, Money, Network, Percent, TargetText, WebAddress, like

#: Coordinates and radii of this planet.
_POLE = 90
_DATE_LINE = 180
_HALFWAY_ROUND_KM = 20_016

Kilometres = Annotated[int, Field(gt=0, le=_HALFWAY_ROUND_KM)]


class WarehouseSection(Section):
    """Where goods leave from, and who is told of locks there."""

    name: str = Field(min_length=1, max_length=64)
    lat: float = Field(ge=-_POLE, le=_POLE)
    lng: float = Field(ge=-_DATE_LINE, le=_DATE_LINE)
    radius_km: Kilometres | None = None
    gateway: str | None = None
    keeper: str | None = None


class CarrierSection(Section):
    """One logistics channel, named by its code."""

    code: Annotated[
        str,
        like(r"[A-Za-z0-9_-]{1,32}", "写编码，如 SF，不写名字 / write a code such as SF, no name"),
    ]
    name: str
    enabled: bool = True
    warehouses: list[str] | None = None  #: None is all.
    radius_km: Kilometres | None = None
    intercept_within: Duration | None = None  #: After hand-over; None is not at all.


class GiftMatchSection(Section):
    """Which orders a gift is owed with."""

    min_amount: Money | None = None
    shop: str | None = None
    sku: str | None = None
    category: str | None = None
    platform: str | None = None


class GiftSection(Section):
    """What is owed with an order on some days, both included."""

    sku: str = Field(min_length=1)
    qty: int = Field(default=1, ge=1, le=1000)
    match: GiftMatchSection = GiftMatchSection()
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="until")


class GatewaySection(Section):
    """A system outside that is told to do something; secrets stand as "env:NAME"."""

    name: str = Field(min_length=1, max_length=64)
    kind: Literal["qimen", "webhook", "aliyun_voice", "aliyun_sms"]
    url: WebAddress
    key: SecretStr | None = None
    secret: SecretStr | None = None
    customer_id: str | None = None

    @model_validator(mode="after")
    def _can_sign(self) -> "GatewaySection":
        needed = {"qimen": ("key", "secret", "customer_id"), "webhook": ("secret",)}
        unset = [name for name in needed.get(self.kind, ()) if not getattr(self, name)]
        if unset:
            message = (
                f"{self.kind} 还要写 {'、'.join(unset)} / {self.kind} needs {', '.join(unset)} too"
            )
            raise ValueError(message)
        return self


class RefundsSection(Section):
    """Who decides what the rules leave to people, and what a buyer may have to bear."""

    quality_control: list[TargetText] = Field(default_factory=list)
    freight: Money = Decimal(0)
    nat: list[Network] = Field(default_factory=list)


class PaymentContractSection(Section):
    """How one edition of a provider's call-backs is verified and read."""

    version: str = Field(min_length=1)
    key: SecretStr
    public_key: str | None = None  #: "file:…"
    public_key_id: str | None = None
    certificates: list[str] = Field(default_factory=list)
    #: Our name of a field: where this edition has it.
    compat: dict[str, str] = Field(default_factory=dict)
    nonce_header: str | None = None

    @model_validator(mode="after")
    def _can_verify(self) -> "PaymentContractSection":
        if not self.public_key and not self.certificates:
            message = (
                "要有 public_key 或 certificates，否则验不了签 / "
                "needs public_key or certificates to verify with"
            )
            raise ValueError(message)
        return self


class PaymentSection(Section):
    """A merchant's account at a provider, with its contracts side by side."""

    provider: Literal["wechat", "alipay"]
    merchant: str = Field(min_length=1)
    contracts: list[PaymentContractSection] = Field(default_factory=list)


class PartnerSection(Section):
    """What is still normal of the messages of one partner."""

    partner: str = Field(min_length=1)
    missing: Percent = Decimal("0.005")
    skew: Duration = timedelta(seconds=300)
    encryption: Percent = Decimal("0.99")


class BoundSection(Section):
    """The bound of a health figure, with the side that is bad."""

    above: Percent | None = None
    below: Percent | None = None

    @model_validator(mode="after")
    def _has_one_side(self) -> "BoundSection":
        if (self.above is None) == (self.below is None):
            message = "写 above 或 below 之一 / write either above or below"
            raise ValueError(message)
        return self


class HealthSection(Section):
    """When a figure of the day is bad, and whose it is."""

    blocked: BoundSection = BoundSection(above=Decimal("0.05"))
    differing: BoundSection = BoundSection(above=Decimal("0.01"))
    self_service: BoundSection = BoundSection(below=Decimal("0.6"))
    automated: BoundSection = BoundSection(below=Decimal("0.8"))
    captured: BoundSection = BoundSection(below=Decimal("0.5"))
    owner: str | None = None


class Kuaidi100Section(Section):
    """How pushes of carrier traces prove themselves."""

    salt: SecretStr | None = None
