"""One card, every platform: what the card says is there, natively or written out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bot.channels.dingtalk import account as dingtalk
from bot.channels.dingtalk import render as dingtalk_render
from bot.channels.slack import render as slack_render
from bot.channels.wecom import account as wecom
from bot.channels.wecom import render as wecom_render
from handlers.ports import Picture
from rules.cards.card import Card
from rules.cards.suggestions import Suggestion
from rules.delivery.capabilities import CONSOLE, Capabilities, Element
from rules.vocabulary import Action
from tests.conformance.cards import TOKENS, a_picture

#: Every action there is has a token, so that each channel must find a place for each button.
PICTURE = Picture(
    card=a_picture(
        suggestions=(
            Suggestion(code="call", text="回电确认规格", command=None),
            Suggestion(code="trace", text="先看对话内容再决定", command="轨迹 1024"),
        )
    ).card,
    tokens={action: TOKENS.get(action, f"t-{action}") for action in Action},
    serial=1,
)

DECLARED: Mapping[str, Capabilities] = {
    "console": CONSOLE,
    "dingtalk": dingtalk.CAPABILITIES,
    "wecom": wecom.CAPABILITIES,
    "slack": slack_render.capabilities(),
}


def _dingtalk(picture: Picture) -> object:
    return dingtalk_render.params(
        picture,
        lang="zh",
        conversation="cid",
        template=dingtalk.BUILT_IN_TEMPLATE,
    )


def _wecom(picture: Picture) -> object:
    return wecom_render.card(picture, lang="zh", task_id="t")


def _slack(picture: Picture) -> object:
    return slack_render.card(picture, conversation="C1")


RENDERED: Mapping[str, Callable[[Picture], object]] = {
    "dingtalk": _dingtalk,
    "wecom": _wecom,
    "slack": _slack,
    "dingtalk, cards denied": lambda p: dingtalk_render.degraded(p, lang="zh"),
    "wecom, cards denied": lambda p: wecom_render.degraded(p, lang="zh"),
}


def _said(card: Card, name: str) -> list[str]:
    """Return every word of a card that its reader must be able to see; no cards, no labels."""
    labels = () if "denied" in name else card.buttons
    lines = [word for line in card.lines for word in (line.label, line.text)]
    return [
        card.title,
        card.headline,
        *lines,
        *(one.text for one in card.suggestions),
        *(button.label for button in labels),
        card.footer,
        card.link or "",
    ]


@pytest.mark.parametrize("name", DECLARED)
def test_a_channel_says_of_every_element_how_it_shows_it(name: str) -> None:
    assert set(DECLARED[name].elements) == set(Element)


@pytest.mark.parametrize("name", RENDERED)
def test_nothing_that_a_card_says_is_dropped(name: str) -> None:
    seen = json.dumps(RENDERED[name](PICTURE), ensure_ascii=False)

    assert [text for text in _said(PICTURE.card, name) if text not in seen] == []


@pytest.mark.parametrize("name", RENDERED)
def test_a_button_without_a_native_form_becomes_a_command(name: str) -> None:
    bare = replace(PICTURE, tokens={Action.REFRESH: "t"})

    seen = json.dumps(RENDERED[name](bare), ensure_ascii=False)

    assert "放行 1024" in seen
    assert "锁单 1024" in seen
