"""The bot's account, the channel's patience, and what WeCom can show."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from rules.delivery.capabilities import Capabilities, Element, Pace, Support

#: The documents say 20480 bytes, a report says that the server cuts at 4096: this fits both.
LONGEST = 4000

CAPABILITIES = Capabilities(
    elements=MappingProxyType(
        {
            Element.TITLE: Support.NATIVE,
            Element.COLOUR: Support.TEXT,  # a coloured sign before the title
            Element.LINE: Support.NATIVE,
            Element.SUGGESTION: Support.TEXT,
            Element.BUTTON: Support.NATIVE,
            Element.LINK: Support.NATIVE,
            Element.FOOTER: Support.NATIVE,
            Element.MENTION: Support.TEXT,  # only group robots call people by a real mention
            Element.PRIVATE_REPLY: Support.NATIVE,
        }
    ),
    redraws=False,
    paces=(
        Pace(messages=30, per=timedelta(minutes=1)),
        Pace(messages=1000, per=timedelta(hours=1)),
    ),
    longest=LONGEST,
    buttons=6,
    files=True,
    images=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeComAccount:
    """What the bot subscribes with, and where."""

    bot_id: str
    secret: str = field(repr=False)
    ws_url: str = "wss://openws.work.weixin.qq.com"
    webhook_base: str = "https://qyapi.weixin.qq.com"
    group_cards: bool = True
    name: str = ""  #: As people mention it; needed where it has blanks.
    #: One-way group robots: name -> key. The key is all that sending takes, hence a secret.
    webhooks: Mapping[str, str] = field(default_factory=dict, repr=False)
    quota: int | None = None


def capabilities_of(account: WeComAccount) -> Capabilities:
    """Return what this account can show: without cards in groups, buttons are written out."""
    elements = dict(CAPABILITIES.elements)
    if not account.group_cards:
        elements |= {Element.BUTTON: Support.TEXT}
    return replace(CAPABILITIES, elements=MappingProxyType(elements), quota=account.quota)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long the channel waits for what, in seconds."""

    handshake: float = 10.0
    subscribe: float = 10.0
    ack: float = 5.0
    ping: float = 30.0
    pong: float = 10.0  #: Two pings without an answer, and the connection is given up: at fifty.
    close: float = 1.0
    first_wait: float = 1.0
    longest_wait: float = 30.0
    stable: float = 60.0
    slow: float = 60.0  #: After a kick, a bad secret or a throttled subscribe: at least.
    slowest: float = 1800.0
    calm: float = 1800.0  #: A connection that lived so long ends a row of kicks.
    lease: float = 10.0  #: A lease lasts half a minute.
    standby: float = 1.0  #: How often the bot is asked for while another process has it.
    lease_lost: float = 25.0  #: Storage that does not answer so long has let the lease lapse.
    press: float = 4.5  #: A card can be changed within five after a press.
    answer: float = 30.0  #: An answer waits so long for a connection.
    connect: float = 5.0  #: Group robots, over HTTP.
    http: float = 10.0
    cards_again: float = 600.0  #: After a refusal, cards to groups are tried again.
    settle: float = 1.5  #: At a stop, for answers under way.


#: As the product runs; tests bring shorter ones.
USUAL = Timing()
