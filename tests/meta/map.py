"""The map of modules in docs/map.md, drawn from the first sentence of each by `make map`."""

import ast
import sys
from pathlib import Path

from tests.meta.tree import ROOT, modules

DOCUMENT = ROOT / "docs" / "map.md"

#: What each layer is for, in the order of the arrows.
LAYERS = {
    "bot": "the world: HTTP, channels, schedule, settings, wiring",
    "handlers": "the use cases: read, decide, write, in one transaction",
    "storage": "what is remembered; the only place that knows SQL",
    "rules": "decisions: pure functions of what they are given",
}
#: The subjects, called the same in every layer, and the folders that a layer has of its own.
FOLDERS = {
    "alerts": "that an order needs somebody, until somebody has decided",
    "channels": "what is common to all channels",
    "channels/console": "the group chat in the browser",
    "channels/dingtalk": "DingTalk: Stream mode, interactive cards",
    "channels/slack": "Slack: Socket Mode, Block Kit",
    "channels/wecom": "WeCom: the AI bot's long connection, template cards",
    "cards": "what a card says and offers",
    "chat": "what people type and press, and what they are answered",
    "commands": "one file per command, or few that are one",
    "config": "one TOML file and the environment: read, checked, handed on",
    "delivery": "what is promised to be said, to whom, and how it leaves",
    "demo": "a generated day, played",
    "events": "what happened outside, as it is told and journalled",
    "migrations": "Alembic; the versions lie in `versions/`",
    "orders": "what is known of one order",
    "people": "who may do what, who is on duty, and when they want to be told",
    "resonance": "weak signals, added up",
    "shipping": "holds, and what the warehouse scanner hears",
    "sweeps": "what time alone brings about, one file each",
    "system": "the house itself: audit, leases, marks",
    "gateways": "Systems outside that are told to do something; one is called by its kind.",
    "web": "HTTP: plain ASGI behind a FastAPI front",
    "wording": "every sentence that people read, in Chinese and English",
}
_HEAD = """# 模块地图 / The map of modules

每个模块用第一句话介绍自己；由 `make map` 生成，测试保证它是新的。先读 [ARCHITECTURE.md](../ARCHITECTURE.md)。
Each module says in its first sentence what lives there. Written by `make map`; read [ARCHITECTURE.md](../ARCHITECTURE.md) first.
"""  # noqa: E501 - a line of the document


def draw() -> str:
    """Return the document as it should be; a folder without a sentence is a KeyError."""
    lines = [_HEAD]
    by_folder: dict[Path, list[Path]] = {}
    for path in modules():
        by_folder.setdefault(path.parent, []).append(path)
    for layer, what in LAYERS.items():
        lines += [f"## {layer}/ – {what}", ""]
        for folder in sorted(f for f in by_folder if f.parts[0] == layer):
            if len(folder.parts) > 1:
                about = FOLDERS[folder.relative_to(layer).as_posix()]
                lines += [f"### {folder.as_posix()}/ – {about}", ""]
            lines += [
                f"- `{path.as_posix()}` – {_first_sentence(path)}" for path in by_folder[folder]
            ]
            lines.append("")
    return "\n".join(lines)


def _first_sentence(path: Path) -> str:
    said = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""
    return said.split("\n\n")[0].replace("\n", " ")


if __name__ == "__main__":
    DOCUMENT.write_text(draw(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name}: {len(modules())} modules\n")
