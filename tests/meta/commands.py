"""The list of chat commands in docs/commands.md, drawn from their words by `make map`."""

import sys

from rules.chat.words import SPECS, Spec
from rules.wording.say import say
from tests.meta.tree import ROOT

DOCUMENT = ROOT / "docs" / "commands.md"
_HEAD = """# 群里的命令 / Commands in chat

由 `make map` 从命令表生成。谁可以：至少要有的角色；有的命令改动时另有要求，机器人会说。
Written by `make map` from the table of commands. The role is the least; some changes ask for more, and the bot says so.

| 命令 | English | 做什么 | What it does | 谁可以 / role |
|---|---|---|---|---|
"""  # noqa: E501 - a line of the document


def draw() -> str:
    """Return the document as it should be."""
    return _HEAD + "".join(_row(spec) for spec in SPECS)


def _row(spec: Spec) -> str:
    usage, what = (f"{part}_{spec.name}" for part in ("usage", "what"))
    typed = [f"`{say(usage, lang)}`" for lang in ("zh", "en")]
    cells = [*typed, *(say(what, lang) for lang in ("zh", "en")), spec.role]
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |\n"


if __name__ == "__main__":
    DOCUMENT.write_text(draw(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name}: {len(SPECS)} commands\n")
