"""Rendering for WeCom: a card with buttons, or markdown with commands."""

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.wecom.account import CAPABILITIES, LONGEST
from handlers.ports import Outgoing, Picture
from rules.cards.card import Button, Card, advice, reply_with, where_more
from rules.cards.sent_again import unmarked
from rules.clipping import clip, size
from rules.vocabulary import Action
from rules.wording.say import say

_SIGNS = {"red": "🔴", "orange": "🟠", "green": "🟢", "grey": "⚪"}
_FONTS = {"red": "warning", "orange": "warning", "green": "info"}
#: Mark-up characters become their full-width twins: readable, and no mark-up any more.
_TWINS = str.maketrans("<>[]*`|\\", "＜＞［］＊｀｜＼")
_SPACES = re.compile(r"\s+")
_HEADING = re.compile(r"^(\s*)#", re.MULTILINE)
#: What a screen shows of each part, in characters; what is longer stands in the quotation.
_ROWS, _HEAD, _LABEL, _VALUE, _DESC, _SUBTITLE = 6, 26, 5, 26, 30, 112
_TITLE, _QUOTE = 120, 3000  #: In bytes.
_HOOK = 4096  #: Bytes of markdown that a group robot takes.
_PARTS = 5  #: Messages that one answer may become.


def escape(text: str) -> str:
    """Return one line that markdown shows as it is; a link in it can be read but not tapped."""
    return _SPACES.sub(" ", text).translate(_TWINS).replace("://", "：//")


def said(text: str) -> str:
    """Return a text of our own, which may quote people: its lines and addresses stay."""
    return _HEADING.sub(r"\1＃", text.translate(_TWINS))


def title(card: Card) -> str:
    """Return a card's title with its colour as a sign."""
    return clip(f"{_SIGNS.get(card.tone, '')} {_flat(card.title)}".strip(), _TITLE)


def card(
    picture: Picture,
    *,
    lang: str,
    task_id: str,
    mentions: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Draw a button_interaction card; 刷新 is always on it, as nothing is redrawn unasked."""
    drawn = picture.card
    buttons, written = _buttons(picture, lang)
    rows, longer = _rows(drawn, lang)
    head, desc = title(drawn), _flat(drawn.footer)
    tips = "\n".join(_advice(drawn, lang))
    # What a screen would cut off stands in the quotation, in the order of the card.
    quoted = [
        " ".join(f"@{_flat(one)}" for one in mentions),
        # That it is sent again stands at the beginning of the title, which every screen shows.
        title(unmarked(drawn, lang)) if len(head) > _HEAD else "",
        *longer,
        tips if len(tips) > _SUBTITLE else "",
        reply_with(written, lang),
        desc if len(desc) > _DESC else "",
        "" if drawn.link else where_more(drawn, lang),
    ]
    # The sentence comes first: a title of its own above whatever is quoted.
    quote = {
        "type": 0,
        "title": _flat(drawn.headline),
        "quote_text": clip("\n".join(filter(None, quoted)), _QUOTE),
    }
    shown = {
        "main_title": {"title": head} | ({"desc": desc} if 0 < len(desc) <= _DESC else {}),
        "sub_title_text": tips if len(tips) <= _SUBTITLE else "",
        "horizontal_content_list": rows,
        "quote_area": {name: part for name, part in quote.items() if part != ""},
        "card_action": {"type": 1, "url": drawn.link} if drawn.link else None,
    }
    return {
        "card_type": "button_interaction",
        **{name: part for name, part in shown.items() if part},
        "button_list": buttons,
        "task_id": task_id,
    }


def _buttons(picture: Picture, lang: str) -> tuple[list[dict[str, Any]], tuple[Button, ...]]:
    """Return the buttons, and those that must be written out; 刷新 keeps its place."""
    refresh = Button(action=Action.REFRESH.value, label=say("action_refresh", lang))
    others = [b for b in picture.card.buttons if b.action != Action.REFRESH]
    able = [b for b in others if b.action in picture.tokens][: CAPABILITIES.buttons - 1]
    drawn = [
        {"text": b.label, "style": _style(b), "key": picture.tokens[b.action]}
        for b in (*able, refresh)
    ]
    return drawn, tuple(b for b in others if b not in able)


def _style(button: Button) -> int:
    if button.primary:
        return 1
    return 4 if button.action == Action.REFRESH else 2


def _rows(drawn: Card, lang: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what fits into the card's own rows, and the rest as text."""
    room = _ROWS - 1 if drawn.link else _ROWS
    rows: list[dict[str, Any]] = []
    more = []
    for label, text in _lines(drawn):
        if len(label) <= _LABEL and len(text) <= _VALUE and len(rows) < room:
            rows.append({"keyname": label, "value": text})
        else:
            more.append(say("card_line", lang, label=label, text=text))
    if drawn.link and not drawn.closed:
        name, how = say("wecom_details", lang), say("wecom_open", lang)
        rows.append({"keyname": name, "value": how, "type": 1, "url": drawn.link})
    return rows, more


def _lines(drawn: Card) -> list[tuple[str, str]]:
    return [(_flat(line.label), _flat(line.text)) for line in drawn.lines]


def _advice(drawn: Card, lang: str) -> list[str]:
    label = say("label_suggestion", lang)
    return [
        say("card_line", lang, label=label, text=_flat(advice(one, lang)))
        for one in drawn.suggestions
    ]


def degraded(picture: Picture, *, lang: str, mentions: tuple[str, ...] = ()) -> str:
    """Return a card as markdown, where cards with buttons are not possible."""
    drawn = picture.card
    head = f"### {escape(title(drawn))}"
    called = " ".join(f"@{escape(one)}" for one in mentions)
    text = _markdown(head, drawn, lang, LONGEST - size(called) - 1)
    return f"{text}\n{called}" if called else text


def _markdown(head: str, drawn: Card, lang: str, most: int) -> str:
    lines = [head, *([f"**{escape(drawn.headline)}**"] if drawn.headline else [])]
    lines += [f"**{escape(label)}** {escape(text)}" for label, text in _lines(drawn)]
    lines += [f"> {escape(one)}" for one in _advice(drawn, lang)]
    # Behind a quotation only an empty line ends it.
    more = (
        f"[{say('wecom_details', lang)}]({drawn.link})" if drawn.link else where_more(drawn, lang)
    )
    end = [escape(reply_with(drawn.buttons, lang)), more, escape(drawn.footer)]
    tail = "\n".join(filter(None, end))
    body = clip("\n".join(lines), most - size(tail) - 2)
    return f"{body}\n\n{tail}" if tail else body


def hooked(out: Outgoing, *, lang: str) -> str:
    """Return what a group robot says: it has colours and mentions, and no buttons."""
    called = " ".join(f"<@{one.translate(_TWINS)}>" for one in out.mentions)
    most = _HOOK - size(called) - 1
    if out.picture is None:
        text = clip(said(out.text), most)
    else:
        drawn = out.picture.card
        font = _FONTS.get(drawn.tone, "comment")
        name = escape(title(drawn))
        text = _markdown(f'**<font color="{font}">{name}</font>**', drawn, lang, most)
    return f"{text}\n{called}" if called else text


def plain(out: Outgoing) -> str:
    """Return the text of a notice, with whom it calls."""
    called = " ".join(f"@{one}" for one in out.mentions if f"@{one}" not in out.text)
    text = f"{out.text}\n{called}" if called else out.text
    return clip(said(text), LONGEST)


def parts(text: str) -> list[str]:
    """Cut an answer into messages at line ends; what is beyond the last one is clipped."""
    rest = said(text)
    made: list[str] = []
    while size(rest) > LONGEST and len(made) < _PARTS - 1:
        room = rest.encode()[:LONGEST].decode(errors="ignore")
        end = room.rfind("\n")
        if end <= 0:
            break
        made.append(rest[:end])
        rest = rest[end + 1 :]
    return [*made, clip(rest, LONGEST)]


def markdown_body(text: str) -> Mapping[str, Any]:
    """Return the body of a markdown message."""
    return {"msgtype": "markdown", "markdown": {"content": text}}


def _flat(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
