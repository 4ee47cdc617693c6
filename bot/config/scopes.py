"""Scopes: which conversations are bound to shops, and what `resonance check` says of it."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from bot.config.sections.general import RouteSection, Section
from bot.config.values import TargetText, like
from rules.delivery.routes import FALLBACK
from rules.people.permissions import ALL_SHOPS, conversation_sees


class ConversationSection(Section):
    """A conversation that is bound to shops: it never shows another shop's order."""

    name: TargetText
    shops: list[
        Annotated[
            str,
            like(
                r"[^*].*",
                "写店铺名；`*` 等于没绑，去掉这一节 / name a shop; `*` binds nothing: leave it out",
            ),
        ]
    ] = Field(min_length=1)


def place_of(name: str) -> tuple[str, str]:
    """Split `channel:conversation`."""
    channel, _, conversation = name.partition(":")
    return channel, conversation


def findings(
    conversations: list[ConversationSection], routes: list[RouteSection]
) -> Iterator[tuple[str, bool, str]]:
    """Yield (part, whether it is well, what to know) for each bound conversation and its routes."""
    scopes = {place_of(c.name): tuple(c.shops) for c in conversations}
    for number, bound in enumerate(conversations):
        part = f"conversations[{number}]"
        if place_of(bound.name) == (FALLBACK.channel, FALLBACK.conversation):
            yield (
                part,
                False,
                f"{bound.name} 是兜底群，不能绑定店铺 / it is the fall-back; unbind it",
            )
        else:
            yield part, True, f"{bound.name}: {', '.join(bound.shops)}"
    for number, route in enumerate(routes):
        shop = route.match.shop or ALL_SHOPS
        for target in route.to:
            place = place_of(target)
            if place not in scopes or conversation_sees(scopes, place, shop):
                continue
            shops = ", ".join(scopes[place])
            if route.match.shop is None:
                yield f"routes[{number}]", True, f"{target}: 只发 / only cards of {shops}"
            else:
                text = f"{target} 只绑定 {shops}，收不到 {shop} 的卡片 / never gets cards of {shop}"
                yield f"routes[{number}]", False, text
