"""The map in ARCHITECTURE.md, drawn from the first sentence of each module by `make map`."""

import ast
import sys

from tests.meta.tree import ROOT, modules

DOCUMENT = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- map: written by `make map` -->", "<!-- /map -->"

#: What each package is for, in the order of the arrows.
FOLDERS = {
    "bot": "the world: HTTP, channels, schedule, settings, wiring",
    "bot/channels": "what is common to all channels",
    "bot/channels/console": "the group chat in the browser",
    "bot/channels/dingtalk": "DingTalk: Stream mode, interactive cards",
    "bot/channels/slack": "Slack: Socket Mode, Block Kit",
    "bot/channels/wecom": "WeCom: the AI bot's long connection, template cards",
    "bot/demo": "a generated day, played",
    "bot/web": "HTTP: plain ASGI behind a FastAPI front",
    "handlers": "the use cases: read, decide, write, in one transaction",
    "handlers/commands": "one file per command, or few that are one",
    "handlers/delivery": "what is promised to be said, and whether it still is when it leaves",
    "handlers/sweeps": "what time alone brings about, one file each",
    "storage": "what is remembered; the only place that knows SQL",
    "storage/migrations": "Alembic; the versions lie in `versions/`",
    "rules": "decisions: pure functions of what they are given",
}


def draw() -> str:
    """Return the map as it should be."""
    lines: list[str] = []
    for folder, what in FOLDERS.items():
        found = [path for path in modules() if path.parent.as_posix() == folder]
        if found:
            lines += ["", f"### {folder}/ – {what}", ""]
        for path in found:
            said = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""
            sentence = said.split("\n\n")[0].replace("\n", " ")
            lines.append(f"- `{path.as_posix()}` – {sentence}")
    return "\n".join([*lines, ""])


def written() -> str:
    """Return the map as it stands in the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return text.partition(f"{BEGIN}\n")[2].partition(END)[0]


if __name__ == "__main__":
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"{BEGIN}\n")
    DOCUMENT.write_text(
        f"{before}{BEGIN}\n{draw()}\n{END}{rest.partition(END)[2]}", encoding="utf-8"
    )
    sys.stdout.write(f"{DOCUMENT.name}: {len(modules())} modules\n")
