"""Sections of the systems around us; those of health are checked only."""

from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.config.sections.general import Section
from bot.config.values import (
    Duration,
    Money,
    Network,
    Percent,
    Secret,
    TargetText,
    WebAddress,
    like,
)
from rules.refunds.velocity import RATE_AFTER, RATE_WINDOW

#: What of the extra `aliyun` a kind of gateway speaks through.
_SDKS = {
    "aliyun_voice": "alibabacloud_dyvmsapi20170525",
    "aliyun_sms": "alibabacloud_dysmsapi20170525",
}


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


HoldCode = Annotated[
    str, like(r"[A-Z][A-Z0-9_]{1,63}", "写原因码，如 MANUAL / write a reason code such as MANUAL")
]


class HoldsSection(Section):
    """Which holds end by themselves, by reason code, and who hears of it before."""

    ends: list[HoldCode] = Field(default_factory=list)
    before_ship: Duration = timedelta(hours=2)
    warn_before: Duration = timedelta(minutes=30)


class PenaltySection(Section):
    """What a platform takes for an order that leaves too late, by its own rule; in yuan."""

    platform: str = Field(min_length=1)
    first: date = Field(alias="from")
    last: date | None = Field(default=None, alias="until")
    fixed: Money | None = None
    share: Percent | None = None
    least: Money | None = None
    most: Money | None = None
    source: WebAddress
    verified: date

    @model_validator(mode="after")
    def _costs_something(self) -> "PenaltySection":
        if (self.fixed is None) == (self.share is None):
            message = "写 fixed 或 share 之一 / write either fixed or share"
            raise ValueError(message)
        return self


class GatewaySection(Section):
    """A system outside that is told to do something; secrets stand as "env:NAME"."""

    name: str = Field(min_length=1, max_length=64)
    kind: Literal["qimen", "webhook", "aliyun_voice", "aliyun_sms"]
    url: WebAddress
    key: Secret | None = None
    secret: Secret | None = None
    customer_id: str | None = None
    template: str = "CONFIRM_PARCEL"  #: Of Aliyun: the text that is read out or sent.
    sign_name: str = "Resonance"  #: Of aliyun_sms: who signs.
    show_number: str | None = None  #: Of aliyun_voice: the number that phones show.
    #: What it is told of each order, once: that the parcel left, that revenue may be recognised.
    told_of: list[Literal["track", "recognise"]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _takes_steps(self) -> "GatewaySection":
        if self.told_of and self.kind != "webhook":
            message = "told_of 只用于 webhook / only a webhook takes told_of"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _has_its_sdk(self) -> "GatewaySection":
        if self.kind in _SDKS and find_spec(_SDKS[self.kind]) is None:
            message = (
                f"{self.kind} 还要装阿里云的 SDK：pip install 'order-resonance[aliyun]' / "
                f"{self.kind} needs Aliyun's SDK: pip install 'order-resonance[aliyun]'"
            )
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _can_sign(self) -> "GatewaySection":
        needed = {
            "qimen": ("key", "secret", "customer_id"),
            "webhook": ("secret",),
            "aliyun_voice": ("key", "secret"),
            "aliyun_sms": ("key", "secret"),
        }
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
    payout_by: str | None = None  #: A webhook gateway: it pays back, exchanges and resends.
    freight: Money = Decimal(15)
    nat: list[Network] = Field(default_factory=list)
    rate_window: Duration = RATE_WINDOW  #: A buyer's rate is counted over orders of so long.
    rate_after: int = Field(default=RATE_AFTER, ge=1, le=1000)  #: It needs so many of them.


class PaymentContractSection(Section):
    """How one edition of a provider's call-backs is verified and read."""

    version: str = Field(min_length=1, max_length=64)
    key: Secret | None = None  #: WeChat's APIv3 key, which contents are closed with.
    public_key: str | None = None  #: "file:…"
    public_key_id: str | None = None
    certificates: list[str] = Field(default_factory=list)
    #: Our name of a field: where this edition has it.
    compat: dict[str, str] = Field(default_factory=dict)
    nonce_header: str | None = None
    candidate: bool = False  #: Judges nothing; it is only rehearsed.

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
    keep: Duration = timedelta(days=30)  #: The bodies of call-backs that were read.
    #: What questions after payments are signed with: "file:…"; without it nobody is asked.
    private_key: str | None = None
    serial: str | None = None  #: Of the merchant's own certificate, which WeChat knows it by.
    app_id: str | None = None  #: Alipay's application, where the merchant is an account.
    ask_every: Duration = timedelta(minutes=2)  #: … about an order that is not paid.
    ask_base: str | None = None  #: Where, instead of the provider's own address.

    @model_validator(mode="after")
    def _can_open(self) -> "PaymentSection":
        without = [c.version for c in self.contracts if c.key is None]
        if self.provider == "wechat" and without:
            message = f"{', '.join(without)} 还要写 key，APIv3 密钥 / needs key, the APIv3 key"
            raise ValueError(message)
        if self.provider == "wechat" and self.private_key and not self.serial:
            message = (
                "private_key 旁边还要写 serial，商户证书的序列号 / needs the certificate's serial"
            )
            raise ValueError(message)
        return self


#: The partner that stands for all who have no limits of their own.
EVERY_PARTNER = "*"


class PartnerSection(Section):
    """What is still normal of the messages of one partner; a table alone is of every partner."""

    partner: str = Field(default=EVERY_PARTNER, min_length=1)
    missing: Percent = Decimal("0.005")
    skew: Duration = timedelta(seconds=300)
    encryption: Percent = Decimal("0.99")
    #: A source is paused once it sent so many impossible messages in ten minutes; 0: never.
    pause_after: int = Field(default=1, ge=0, le=1000)
    #: How late the order centre may have a signature, of a carrier by its code.
    sign_lag: Duration = timedelta(hours=6)


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

    salt: Secret | None = None
