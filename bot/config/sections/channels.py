"""Sections of the chat platforms: where they are, what they may take, and who somebody is there."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel, Field

from bot.config.sections.general import Section
from bot.config.values import Secret, SocketAddress, WebAddress


class PlatformSection(Section):
    """A chat platform; without all its credentials it is off."""

    credentials: ClassVar[tuple[str, ...]]  #: Keys without which nobody can sign in.
    address: ClassVar[str]  #: The key of the URL by which it is reached first.

    @property
    def on(self) -> bool:
        """Whether it can be signed in to."""
        return not self.unset

    @property
    def unset(self) -> tuple[str, ...]:
        """The credentials that are not there."""
        return tuple(key for key in self.credentials if not getattr(self, key))

    @property
    def half_set(self) -> bool:
        """Whether some credentials are there and some are not: a mistake, and off all the same."""
        return bool(self.unset) and len(self.unset) < len(self.credentials)

    @property
    def url(self) -> str:
        """Where the platform is."""
        return str(getattr(self, self.address))


class DingTalkSection(PlatformSection):
    """The DingTalk robot."""

    credentials = ("client_id", "client_secret")
    address = "openapi_base"

    client_id: str | None = None
    client_secret: Secret | None = None
    robot_code: str | None = None  #: Equals `client_id` for internal apps.
    openapi_base: WebAddress = "https://api.dingtalk.com"
    oapi_base: WebAddress = "https://oapi.dingtalk.com"
    card_template: str = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
    cards: bool = True  #: False: markdown and text commands, where cards are not permitted.
    name: str = ""  #: As people mention it; needed where it has blanks.
    quota: int | None = Field(default=None, ge=1)  #: Messages of a calendar month.


class WeComSection(PlatformSection):
    """The WeCom AI bot."""

    credentials = ("bot_id", "secret")
    address = "ws_url"

    bot_id: str | None = None
    secret: Secret | None = None
    ws_url: SocketAddress = "wss://openws.work.weixin.qq.com"
    webhook_base: WebAddress = "https://qyapi.weixin.qq.com"
    group_cards: bool = True  #: False: cards to groups fall back to markdown and text commands.
    name: str = ""  #: As people mention it; needed where it has blanks.
    #: One-way group robots: name -> key ("env:NAME" reads a variable); a route says webhook/NAME.
    webhooks: dict[str, Secret] = Field(default_factory=dict)
    quota: int | None = Field(default=None, ge=1)


class SlackSection(PlatformSection):
    """The Slack app in Socket Mode."""

    credentials = ("bot_token", "app_token")
    address = "api_base"

    bot_token: Secret | None = None
    app_token: Secret | None = None
    api_base: WebAddress = "https://slack.com/api/"
    quota: int | None = Field(default=None, ge=1)


class PlatformSections(BaseModel):
    """Every platform's section, in the order in which `run` lists them."""

    dingtalk: DingTalkSection = DingTalkSection()
    wecom: WeComSection = WeComSection()
    slack: SlackSection = SlackSection()


class IdsSection(Section):
    """The id that somebody has on each channel."""

    dingtalk: str | None = None
    wecom: str | None = None
    slack: str | None = None
    console: str | None = None

    @property
    def ids(self) -> Mapping[str, str]:
        """Channel -> id, of those where they have one."""
        ids = {channel: getattr(self, channel) for channel in CHANNELS}
        return {channel: one for channel, one in ids.items() if one is not None}


#: Channels with a platform behind them.
PLATFORMS = tuple(PlatformSections.model_fields)
#: Promises stand in the outbox under the name of whoever keeps them.
CHANNELS = (*PLATFORMS, "console")
