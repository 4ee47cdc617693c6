"""Rendering for DingTalk: a card as template parameters, or as markdown with commands."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.channels.dingtalk.account import BUILT_IN_TEMPLATE, CAPABILITIES, LONGEST
from handlers.ports import Outgoing, Picture
from rules.cards.card import Button, Card, advice, reply_with, where_more
from rules.clipping import clip, size
from rules.wording.say import say

_SIGNS = {"red": "🔴", "orange": "🟠", "green": "🟢", "grey": "⚪"}
#: Mark-up characters become their full-width twins: readable, and no mark-up any more.
_TWINS = str.maketrans("<>[]*`|\\", "＜＞［］＊｀｜＼")
_SPACES = re.compile(r"\s+")
_TITLE = 100
_MARKDOWN = 12_000  #: What is left of a card for its text when buttons take their share.


def escape(text: str) -> str:
    """Return text that markdown shows as it is; a link in it can be read but not tapped."""
    plain = _SPACES.sub(" ", text).translate(_TWINS).replace("~~", "～～")
    return plain.replace("://", "：//")


def title(card: Card) -> str:
    """Return a card's title with its colour as a sign."""
    return clip(f"{_SIGNS.get(card.tone, '')} {card.title}".strip(), _TITLE)


def params(picture: Picture, *, lang: str, conversation: str, template: str) -> dict[str, str]:
    """Return the parameters of the template; every value is a string."""
    card = picture.card
    able = [b for b in card.buttons if b.action in picture.tokens]
    buttons, rest = able[: CAPABILITIES.buttons], able[CAPABILITIES.buttons :]
    rest += [b for b in card.buttons if b.action not in picture.tokens]
    drawn = [_button(b, picture.tokens, conversation) for b in buttons]
    shown = {
        "title": title(card),
        "markdown": markdown(card, lang=lang, written=tuple(rest)),
        "tips": card.footer,
        "sys_full_json_obj": json.dumps({"msgButtons": drawn}, ensure_ascii=False),
    }
    if template != BUILT_IN_TEMPLATE:
        level, _, state = card.stand.rpartition("/")
        shown |= {
            "level": level,
            "state": state,
            "colour": card.tone.value,
            "order_no": card.order_no,
            "link": card.link or "",
        }
    return shown


def _button(button: Button, tokens: Mapping[str, str], conversation: str) -> dict[str, Any]:
    token = tokens[button.action]
    return {
        "text": button.label,
        "color": "blue" if button.primary else "gray",
        "id": token,
        "request": True,
        "params": {"id": token, "to": conversation},
    }


def markdown(card: Card, *, lang: str, written: tuple[Button, ...]) -> str:
    """Write the body of a card; buttons in `written` have no form of their own."""
    lines = [f"**{escape(card.headline)}**"] if card.headline else []
    lines += [f"**{escape(line.label)}** {escape(line.text)}" for line in card.lines]
    label = say("label_suggestion", lang)
    lines += [f"**{label}** {escape(advice(one, lang))}" for one in card.suggestions]
    lines.append(escape(reply_with(written, lang)))
    more = (
        f"[{say('dingtalk_details', lang)}]({card.link})" if card.link else where_more(card, lang)
    )
    room = _MARKDOWN - size(more) - 2
    return "\n\n".join(filter(None, (clip("\n\n".join(filter(None, lines)), room), more)))


def degraded(picture: Picture, *, lang: str) -> tuple[str, str]:
    """Return title and markdown of a card where cards are not permitted."""
    card = picture.card
    head = f"### {escape(title(card))}"
    body = markdown(card, lang=lang, written=card.buttons)
    return title(card), fit(f"{head}\n\n{body}\n\n{escape(card.footer)}".rstrip())


def stand(picture: Picture) -> str:
    """Return what a plain message must be followed up for when it changes."""
    return picture.card.stand.replace("/", ".")


def plain(out: Outgoing) -> str:
    """Return the text of a notice, with whom it calls."""
    called = " ".join(f"@{one}" for one in out.mentions if f"@{one}" not in out.text)
    return fit(f"{out.text}\n{called}" if called else out.text)


def fit(text: str) -> str:
    """Clip a text so that it fits even after JSON has escaped what it must."""
    most = LONGEST
    while size(json.dumps(clip(text, most), ensure_ascii=False)) > LONGEST:
        most -= 500
    return clip(text, most)
