"""The robot's account, the channel's patience, and what DingTalk can show."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from rules.delivery.capabilities import Capabilities, Element, Pace, Support

#: The official SDK's template with callback buttons; needs nothing in the developer console.
BUILT_IN_TEMPLATE = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
#: A group message's msgParam takes 15 000 bytes; what JSON adds fits into the difference.
LONGEST = 14_000

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
            Element.MENTION: Support.NATIVE,
            Element.PRIVATE_REPLY: Support.NATIVE,
        }
    ),
    redraws=True,
    paces=(Pace(messages=20, per=timedelta(minutes=1), whole_channel=True),),
    longest=LONGEST,
    buttons=5,
    files=True,
    images=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DingTalkAccount:
    """What the robot signs in with, and where."""

    client_id: str
    client_secret: str = field(repr=False)
    robot_code: str = ""  #: Empty: the client id, as for internal apps.
    openapi_base: str = "https://api.dingtalk.com"
    oapi_base: str = "https://oapi.dingtalk.com"
    card_template: str = BUILT_IN_TEMPLATE
    cards: bool = True
    name: str = ""  #: As people mention it; needed where it has blanks.
    quota: int | None = None

    @property
    def robot(self) -> str:
        """The robot's code."""
        return self.robot_code or self.client_id


def capabilities_of(account: DingTalkAccount) -> Capabilities:
    """Return what this account can show: without cards, buttons are written out."""
    elements = dict(CAPABILITIES.elements)
    if not account.cards:
        elements |= {Element.BUTTON: Support.TEXT, Element.MENTION: Support.TEXT}
    return replace(
        CAPABILITIES,
        elements=MappingProxyType(elements),
        redraws=account.cards,
        quota=account.quota,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long the channel waits for what, in seconds."""

    connect: float = 5.0  #: To reach a server.
    answer: float = 10.0  #: For an answer; DingTalk itself gives up after three.
    handshake: float = 10.0
    ping: float = 15.0  #: Twice this, and a silent peer is given up: half a minute.
    close: float = 1.0
    first_wait: float = 0.5
    longest_wait: float = 60.0
    stable: float = 60.0
    grace: float = 12.0  #: An old connection may still speak after `disconnect`; it closes at ten.
    press: float = 1.5  #: A card call-back wants its answer within two.
    cards_again: float = 600.0  #: After a refusal cards are tried again.
    settle: float = 1.5  #: At a stop, for answers under way.


#: As the product runs; tests bring shorter ones.
USUAL = Timing()
