"""Sections of the chat platforms: where they are, and what they may take."""

from pydantic import Field

from bot.sections import Section
from bot.setting_values import Secret


class DingTalkSection(Section):
    """The DingTalk robot; without `client_id` it is off."""

    client_id: str | None = None
    client_secret: Secret | None = None
    robot_code: str | None = None  #: Equals `client_id` for internal apps.
    openapi_base: str = "https://api.dingtalk.com"
    oapi_base: str = "https://oapi.dingtalk.com"
    card_template: str = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
    cards: bool = True  #: False: markdown and text commands, where cards are not permitted.
    name: str = ""  #: As people mention it; needed where it has blanks.
    quota: int | None = Field(default=None, ge=1)  #: Messages of a calendar month.

    @property
    def on(self) -> bool:
        """Whether the robot can sign in."""
        return bool(self.client_id and self.client_secret)


class WeComSection(Section):
    """The WeCom AI bot; without `bot_id` it is off."""

    bot_id: str | None = None
    secret: Secret | None = None
    ws_url: str = "wss://openws.work.weixin.qq.com"
    webhook_base: str = "https://qyapi.weixin.qq.com"
    group_cards: bool = True  #: False: cards to groups fall back to markdown and text commands.
    name: str = ""  #: As people mention it; needed where it has blanks.
    #: One-way group robots: name -> key ("env:NAME" reads a variable); a route says webhook/NAME.
    webhooks: dict[str, Secret] = Field(default_factory=dict)
    quota: int | None = Field(default=None, ge=1)

    @property
    def on(self) -> bool:
        """Whether the bot can subscribe."""
        return bool(self.bot_id and self.secret)


class SlackSection(Section):
    """The Slack app in Socket Mode; without `bot_token` it is off."""

    bot_token: Secret | None = None
    app_token: Secret | None = None
    api_base: str = "https://slack.com/api/"
    quota: int | None = Field(default=None, ge=1)

    @property
    def on(self) -> bool:
        """Whether the app can connect."""
        return bool(self.bot_token and self.app_token)
