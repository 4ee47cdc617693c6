"""Labels of the console's pages, in both languages; other sentences are in rules.wording."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.channels.console.labels import chat, desk, doors, pages, typed, weights

LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {**chat.LABELS, **pages.LABELS, **desk.LABELS, **doors.LABELS, **typed.LABELS, **weights.LABELS}
)


def label(key: str, lang: str = "zh", **facts: object) -> str:
    """Return a label; an unknown one is a KeyError."""
    zh, en = LABELS[key]
    text = zh if lang == "zh" else en
    return text.format_map({k: str(v) for k, v in facts.items()}) if facts else text


def table(*keys: str, lang: str = "zh") -> dict[str, str]:
    """Return labels for a page's script."""
    return {key: label(key, lang) for key in keys}


def html_lang(lang: str) -> str:
    """Return the language as browsers name it."""
    return "zh-CN" if lang == "zh" else "en"
