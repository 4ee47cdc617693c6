"""Rendering for Slack: a card as Block Kit, a text as text, and nothing of either as markup."""

import re
from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from bot.channels.slack.parse import ACTION, BLOCK
from handlers.ports import Picture
from rules.cards.card import Button, Card, reply_with, where_more
from rules.cards.suggestions import Suggestion
from rules.clipping import MORE, clip
from rules.delivery.capabilities import Capabilities, Element, Pace, Support
from rules.wording.say import say

Block = dict[str, Any]

LONGEST = 12_000  #: UTF-8 bytes of a text: 4,000 Chinese characters, as the documentation advises.
HEADER, SECTION, LABEL, FIELD = 150, 2_900, 75, 7_000
_MARKS = str.maketrans({"*": "＊", "~": "～", "`": "｀"})
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9_])_|_(?![A-Za-z0-9_])")
_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_LAMPS = {"red": "🔴", "orange": "🟠", "green": "🟢", "grey": "⚪"}


def capabilities(quota: int | None = None) -> Capabilities:
    """Return what Slack shows and takes."""
    elements = dict.fromkeys(Element, Support.NATIVE) | {Element.COLOUR: Support.TEXT}
    return Capabilities(
        elements=MappingProxyType(elements), redraws=True, findable=True, quota=quota,
        longest=LONGEST, paces=(Pace(messages=1, per=timedelta(seconds=1)),), buttons=24,
        files=True, images=True,
    )  # fmt: skip


def escape(text: str) -> str:
    """Make user data harmless: `<!channel>` in an order's note must not call everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def harmless(text: str) -> str:
    """Escape, and turn marks of emphasis into their full-width likes; order_no_1 stays."""
    return escape(_EMPHASIS.sub("＿", text.translate(_MARKS)))


def body(text: str, most: int = LONGEST) -> str:
    """Return a text ready to be sent; cut before escaping, so that no entity is cut."""
    return escape(clip(text, most))


def mention(ids: Sequence[str]) -> str:
    """Call people by name; what is no id of Slack's stays text."""
    return " ".join(f"<@{one}>" if _USER.fullmatch(one) else escape(f"@{one}") for one in ids)


def card(
    picture: Picture,
    *,
    conversation: str,
    lang: str = "zh",
    mentions: Sequence[str] = (),
) -> list[Block]:
    """Draw a card."""
    drawn = picture.card
    lamp = _LAMPS.get(drawn.tone, "")
    title = _characters(f"{lamp} {drawn.title}".strip(), HEADER)
    blocks: list[Block] = [{"type": "header", "text": {"type": "plain_text", "text": title}}]
    if mentions:
        blocks.append(_section(mention(mentions)))
    lines = [f"*{_data(drawn.headline)}*"] if drawn.headline else []
    lines += [
        say("card_line", lang, label=f"*{harmless(one.label)}*", text=_data(one.text))
        for one in drawn.lines
    ]
    tip = f"*{say('label_suggestion', lang)}*"
    lines += [
        say("card_line", lang, label=tip, text=_advice(one, lang)) for one in drawn.suggestions
    ]
    blocks += [_section(text) for text in _packed(lines)]
    buttons = [
        {
            "type": "button", "action_id": f"{ACTION}{button.action}",
            "text": {"type": "plain_text", "text": _characters(button.label, LABEL)},
            "value": picture.tokens[button.action],
            **({"style": "primary"} if button.primary else {}),
        }
        for button in drawn.buttons
        if button.action in picture.tokens
    ]  # fmt: skip
    if buttons:
        name = f"{BLOCK}{conversation}"[:255]
        blocks.append({"type": "actions", "block_id": name, "elements": buttons[:24]})
    rest = [one for one in drawn.buttons if one.action not in picture.tokens]
    return blocks + _feet(drawn, rest, lang)


def _advice(one: Suggestion, lang: str) -> str:
    how = f"`{_data(one.command)}`" if one.command else say("card_manual", lang)
    text = _data(one.text)
    return text if one.pressed else say("card_advice", lang, text=text, how=how)


def _feet(drawn: Card, written: Sequence[Button], lang: str) -> list[Block]:
    feet = []
    if typed := reply_with(written, lang):
        feet.append(_section(_data(typed)))
    if drawn.link:
        feet.append(_context(say("card_link", lang, link=f"<{escape(drawn.link)}>")))
    elif more := where_more(drawn, lang):
        feet.append(_context(_data(more)))
    if drawn.footer:
        feet.append(_context(_data(drawn.footer)))
    return feet


def _data(text: str) -> str:
    """Return a value of a card: cut before it is escaped, never inside a character or link."""
    return harmless(clip(text, 1_500))


def _packed(lines: Sequence[str]) -> list[str]:
    """Put lines into as few sections as Slack's limit allows, and cards under 10,000 in all."""
    out: list[str] = []
    for line in lines:
        if out and len(out[-1]) + 1 + len(line) <= SECTION:
            out[-1] += f"\n{line}"
        elif sum(map(len, out)) + len(line) <= FIELD:
            out.append(line)
        else:
            out[-1] = f"{out[-1]}\n{MORE}"
            break
    return out


def _characters(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + MORE


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}
