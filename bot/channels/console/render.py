"""Rendering for the console: cards and lines as JSON, shown as text and never as markup."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from rules.cards.card import Card
from rules.cards.images.image import Image
from rules.chat.links import order_path
from rules.vocabulary import Action
from storage.chat.messages import ChatLine

BOT = "bot"  #: The author of what the product says.
SAID = "said:"  #: Keys of messages that people typed begin so.

_WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def card(drawn: Card, tokens: Mapping[str, str]) -> dict[str, Any]:
    """Write a card as JSON. A button without a token cannot be pressed and is left out."""
    level, _, state = drawn.stand.rpartition("/")
    return {
        "card_id": drawn.card_id,
        "order_no": drawn.order_no,
        "title": drawn.title,
        "level": level,
        "state": state,
        "level_name": drawn.badge,
        "state_name": drawn.status,
        "colour": drawn.tone.value,
        "closed": drawn.closed,
        "headline": drawn.headline,
        "lines": [{"label": line.label, "text": line.text} for line in drawn.lines],
        "more": [{"label": line.label, "text": line.text} for line in drawn.more],
        "suggestions": [
            {"code": s.code, "text": s.text, "command": s.command, "pressed": s.pressed}
            for s in drawn.suggestions
        ],
        "buttons": [
            {
                "action": button.action,
                "label": button.label,
                "primary": button.primary,
                "token": tokens[button.action],
            }
            for button in drawn.buttons
            if button.action in tokens
        ],
        "footer": drawn.footer,
        "revision": drawn.revision,
        "link": order_path(drawn.order_no),
        "page": drawn.page,
    }


def card_by_command(drawn: Card) -> dict[str, Any]:
    """Write a card that stands in no conversation: its buttons say the command instead."""
    buttons = [
        {
            "action": button.action,
            "label": button.label,
            "primary": button.primary,
            "command": button.command,
        }
        for button in drawn.buttons
        if button.action != Action.REFRESH  # it shows the present by itself
    ]
    return card(drawn, {}) | {"buttons": buttons}


def image(drawn: Image) -> dict[str, Any]:
    """Write an image as JSON; the page draws it by itself, in the size of its screen."""
    width, height = drawn.size
    return {"title": drawn.title, "svg": drawn.svg, "width": width, "height": height}


def is_of(message: ChatLine, name: str) -> bool:
    """Say whether a person of that name typed it; one may be called as the product is."""
    return message.key.startswith(SAID) and message.author == name


def line(message: ChatLine, *, reader: str, tz: tzinfo, lang: str = "zh") -> dict[str, Any]:
    """Write a message as the reader of that name sees it."""
    local = message.at.astimezone(tz)
    return {
        "id": message.id,
        "who": message.author,
        "bot": not message.key.startswith(SAID),
        "mine": is_of(message, reader),
        "private": message.seen_by is not None,
        "day": day(local, lang),
        "time": f"{local:%H:%M}",
        "text": message.text,
        "card": message.card,
        "image": message.image,
    }


def day(local: datetime, lang: str = "zh") -> str:
    """Name a day for the line between messages: 2026年11月24日 星期二."""
    weekday = _WEEKDAYS[lang][local.weekday()]
    if lang == "zh":
        return f"{local.year}年{local.month}月{local.day}日 {weekday}"
    return f"{weekday} {local:%Y-%m-%d}"
