"""Viewers: what a phone shows of a payload, drawn from the payload's own fields and no others."""

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>
* {{ box-sizing: border-box; margin: 0 }}
html {{ background: {back} }}
body {{ font: 15px/1.5 "PingFang SC", "Noto Sans CJK SC", sans-serif; background: {back};
  color: #1f2329; width: 390px; padding-bottom: 14px; overflow-wrap: anywhere }}
nav {{ background: {bar}; color: {ink}; padding: 13px 14px; font-size: 17px; font-weight: 600;
  text-align: center }}
main {{ display: flex; gap: 8px; padding: 14px 12px 0 }}
.face {{ flex: none; width: 36px; height: 36px; border-radius: {round}; background: {face};
  color: #fff; text-align: center; line-height: 36px; font-weight: 600 }}
.name {{ font-size: 12px; color: #8a919c; margin-bottom: 3px }}
.said {{ flex: 1; min-width: 0 }}
.card {{ background: #fff; border-radius: 8px; padding: 13px 14px }}
h1 {{ font-size: 17px; line-height: 1.4 }}  p {{ margin-top: 5px }}  a {{ color: {link};
  text-decoration: none }}
.grey {{ color: #8a919c; font-size: 13px }}
.buttons {{ display: flex; flex-wrap: wrap; gap: 8px; margin-top: 13px }}
.buttons span {{ padding: 7px 12px; border-radius: 6px; text-align: center; font-weight: 500 }}
code {{ background: #f5f5f5; border: 1px solid #ddd; border-radius: 3px; color: #c01343;
  padding: 0 3px; font-size: 13px }}
{more}</style><nav>{group}</nav><main><div class="face">共</div><div class="said">
<div class="name">{who}</div>{body}</div></main></html>"""


def _page(body: str, *, group: str, more: str, **colours: str) -> str:
    return _PAGE.format(body=body, group=group, more=more, **colours)


def dingtalk(params: Mapping[str, str]) -> str:
    """Draw the built-in template with buttons: title, markdown, buttons, tips."""
    buttons = json.loads(params["sys_full_json_obj"])["msgButtons"]
    drawn = "".join(f'<span class="{b["color"]}">{escape(b["text"])}</span>' for b in buttons)
    body = (
        f'<div class="card"><h1>{escape(params["title"])}</h1>{_markdown(params["markdown"])}'
        f'<div class="buttons">{drawn}</div><p class="grey">{escape(params["tips"])}</p></div>'
    )
    return _dingtalk(body)


def dingtalk_text(text: str) -> str:
    """Draw a message of markdown."""
    return _dingtalk(f'<div class="card">{_markdown(text)}</div>')


def _dingtalk(body: str) -> str:
    more = """.buttons span { flex: 1 0 29%; border: 1px solid #d5d9de }
    .buttons .blue { background: #1677ff; border-color: #1677ff; color: #fff }"""
    return _page(
        body, group="订单值班群（5）", more=more, who="订单值班 · 机器人", back="#f2f3f5",
        bar="#fff", ink="#1f2329", round="8px", face="#1677ff", link="#1677ff",
    )  # fmt: skip


def wecom(card: Mapping[str, Any]) -> str:
    """Draw a template card: title, quotation, text, rows, buttons, in WeCom's order."""
    head, quote = card["main_title"], card.get("quote_area", {})
    rows = "".join(
        f'<div class="row"><b>{escape(row["keyname"])}</b>{_value(row)}</div>'
        for row in card.get("horizontal_content_list", ())
    )
    buttons = "".join(
        f'<span class="s{b["style"]}">{escape(b["text"])}</span>' for b in card["button_list"]
    )
    named, quoted = quote.get("title", ""), quote.get("quote_text", "")
    body = (
        f'<div class="card"><h1>{escape(head["title"])}</h1>'
        f'<p class="grey">{escape(head.get("desc", ""))}</p>'
        + (f'<div class="quote"><b>{escape(named)}</b>{_lines(quoted)}</div>' if quote else "")
        + f"<p>{_lines(card.get('sub_title_text', ''))}</p>{rows}"
        f'<div class="buttons">{buttons}</div></div>'
    )
    more = """.quote { background: #f5f6f7; border-left: 3px solid #d9dde2; padding: 8px 10px;
      margin-top: 9px; font-size: 13px; color: #595f69 }
    .quote b { display: block; font-size: 15px; color: #1f2329 }
    .row { display: flex; gap: 12px; margin-top: 6px; font-size: 14px }
    .row b { flex: none; width: 5.2em; color: #8a919c; font-weight: 400 }
    .buttons span { flex: 1 0 30%; background: #f2f3f5; color: #2469e5 }
    .buttons .s1 { background: #2469e5; color: #fff }  .buttons .s3 { color: #e5484d }
    .buttons .s4 { color: #1f2329 }"""
    return _page(
        body, group="订单值班群(5)", more=more, who="订单值班", back="#ebedf0", bar="#ebedf0",
        ink="#1f2329", round="4px", face="#2469e5", link="#2469e5",
    )  # fmt: skip


def _value(row: Mapping[str, Any]) -> str:
    text = escape(row.get("value", ""))
    return f'<a href="{escape(row["url"])}">{text}</a>' if row.get("type") == 1 else text


def slack(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Draw blocks of Block Kit in their order."""
    more = """.name { color: #1d1c1d; font-size: 15px; font-weight: 700 }
    .name i { background: #e8e8e8; border-radius: 3px; padding: 0 4px; font: 10px sans-serif;
      margin-left: 4px }
    .card { padding: 0 } .card > * { margin-top: 8px } p { margin-top: 3px }
    .buttons span { border: 1px solid #bbb; font-weight: 700; padding: 5px 12px }
    .buttons .primary { background: #007a5a; border-color: #007a5a; color: #fff }"""
    return _page(
        f'<div class="card">{"".join(map(_block, blocks))}</div>', group="# 订单值班",
        more=more, who="Resonance<i>APP</i>", back="#fff", bar="#4a154b", ink="#fff",
        round="8px", face="#611f69", link="#1264a3",
    )  # fmt: skip


def _block(block: Mapping[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f"<h1>{escape(block['text']['text'])}</h1>"
        case "section":
            return f"<div>{_mrkdwn(block['text']['text'])}</div>"
        case "actions":
            drawn = "".join(
                f'<span class="{one.get("style", "")}">{escape(one["text"]["text"])}</span>'
                for one in block["elements"]
            )
            return f'<div class="buttons">{drawn}</div>'
        case "context":
            said = "".join(_mrkdwn(one["text"]) for one in block["elements"])
            return f'<div class="grey">{said}</div>'
        case kind:
            raise ValueError(kind)


def _mrkdwn(text: str) -> str:
    """Read Slack's markup, in which &, < and > stand escaped already."""
    text = re.sub(r"<(https?://[^>|]+)>", r'<a href="\1">\1</a>', text)
    text = re.sub(r"\*([^*\n]+)\*", r"<b>\1</b>", text)
    text = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", text)
    return "".join(f"<p>{line}</p>" for line in text.split("\n"))


def _markdown(text: str) -> str:
    """Read the markdown that DingTalk knows: headings, bold, links, paragraphs."""
    out = []
    for part in escape(text, quote=False).split("\n\n"):
        shown = re.sub(r"\*\*([^*\n]+)\*\*", r"<b>\1</b>", part)
        shown = re.sub(r"\[([^\]\n]+)\]\((\S+?)\)", r'<a href="\2">\1</a>', shown)
        heading = shown.removeprefix("### ")
        out.append(f"<h1>{heading}</h1>" if heading != shown else f"<p>{shown}</p>")
    return "".join(out)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
