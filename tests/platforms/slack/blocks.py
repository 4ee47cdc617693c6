"""Block Kit as the platform checks it: sizes, uniqueness, escaping."""

import re
from typing import Any

_SPECIAL = re.compile(r"<!(channel|here|everyone)>")
_KINDS = {"header", "section", "actions", "context", "divider", "rich_text", "markdown"}


def problems(blocks: list[dict[str, Any]]) -> list[str]:  # noqa: C901 - a list of limits
    """Return what the platform would refuse."""
    out = []
    if len(blocks) > 50:
        out.append("more than 50 blocks")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        out.append("block_id twice")
    for block in blocks:
        kind = block.get("type")
        if kind not in _KINDS:
            out.append(f"unknown block {kind}")
        if len(block.get("block_id", "")) > 255:
            out.append("block_id longer than 255")
        text = block.get("text")
        if isinstance(text, dict):
            most = 150 if kind == "header" else 3000
            if not 1 <= len(text.get("text", "")) <= most:
                out.append(f"{kind} text of {len(text.get('text', ''))}")
            if kind == "header" and text.get("type") != "plain_text":
                out.append("header is not plain text")
        if len(block.get("fields", [])) > 10 or any(
            len(one["text"]) > 2000 for one in block.get("fields", [])
        ):
            out.append("fields")
        out += _elements(block)
    if sum(len(str(block)) for block in blocks) > 40_000:
        out.append("msg_blocks_too_long")
    return out


def _elements(block: dict[str, Any]) -> list[str]:
    out = []
    elements = block.get("elements", [])
    if block.get("type") == "context" and not 1 <= len(elements) <= 10:
        out.append("context elements")
    if block.get("type") == "actions":
        if not 1 <= len(elements) <= 25:
            out.append("actions elements")
        names = [one.get("action_id") for one in elements]
        if len(names) != len(set(names)):
            out.append("action_id twice")
        for one in elements:
            if len(one["text"]["text"]) > 75 or one["text"]["type"] != "plain_text":
                out.append("button text")
            if len(one.get("value", "")) > 2000 or len(one.get("action_id", "")) > 255:
                out.append("button value")
            if one.get("style", "primary") not in {"primary", "danger"}:
                out.append("button style")
            if len(one.get("url", "")) > 3000:
                out.append("button url")
    return out


def shouts(said: object) -> bool:
    """Say whether a text or block would call everybody in the channel."""
    return _SPECIAL.search(str(said)) is not None
