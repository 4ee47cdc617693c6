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
    "backtest": "what would have been told of past orders, and how that compares to what came",
    "channels": "what is common to all channels",
    "channels/console": "the group chat in the browser",
    "channels/console/views": "the pages of the console: the chat, an order, the map of statuses",
    "channels/console/views/order": "the page of one order: its story, and what is done on it",
    "channels/console/desk": "pages for a day's work: to do, what is locked, on call, the audit",
    "channels/console/labels": "what stands on the pages, in both languages",
    "channels/console/views/health": "the page of the five figures of orders",
    "channels/console/views/weights": "the page of weights, and what is tried there on past orders",
    "channels/dingtalk": "DingTalk: Stream mode, interactive cards",
    "channels/slack": "Slack: Socket Mode, Block Kit",
    "channels/wecom": "WeCom: the AI bot's long connection, template cards",
    "cards": "what a card says and offers",
    "cards/lists": "cards whose lines are worked where they stand: a day, a sheet, what to improve",
    "cards/images": "drawings that come with a message: a few figures, in one style",
    "files": "what comes with a message or lies behind an address: tables, archives, images",
    "cards/alert": "the card about one order: its sentence, its facts, its arithmetic folded away",
    "chat": "what people type and press, and what they are answered",
    "commands": "one file per command, or few that are one",
    "confirmation": "that a parcel is signed for, and how its customer says it came",
    "contracts": "whether what others send us is still what we agreed on",
    "config": "one TOML file and the environment: read, checked, handed on",
    "unshipped": "paid orders that have not left: the sheet, what was missed, what is next",
    "config/sections": "what may be configured, section by section, with every default",
    "delivery/composing": "how each kind of promise is composed of the present state, as it leaves",
    "demo/scenario": "the generated day of the demo: shops, orders, people and their stories",
    "wording/orders": "sentences of an order's way: scanned, held, missed, signed for, renamed",
    "web/payments": "what payment providers post, what of it waits, and whose order is missing",
    "web/shipping": "may this leave: the scanner's question, and what was denied unanswered",
    "web/document": "the API document: what is taken and given, drawn from what judges it",
    "web/customers": "what customers see: their page, on a phone and without an account",
    "web/intake": "events as they come in: one door, many at once, the rest of the house in mind",
    "web/door": "the way in: who asks, bodies as they stream in, refusals",
    "desk": "what waits for somebody, whatever it is about: the pages on which a day is worked",
    "delivery": "what is promised to be said, to whom, and how it leaves",
    "day": "a merchant's day, with every outside made up",
    "day/drift": "a month in which a season and a carrier change, and weights are to follow",
    "demo": "a generated day, played",
    "drafts": "changes that need a second person, and what was published of them",
    "events": "what happened outside, as it is told and journalled",
    "health": "what is wrong with the systems around us, and how late they tell",
    "insight": "what orders teach: what follows what, and on which of them more often",
    "learning": "what became of orders, what people said of their alerts, weights that cost less",
    "migrations": "Alembic; the versions lie in `versions/`",
    "orders": "what is known of one order",
    "payments": "what payment providers post, and how it proves that it is theirs",
    "people": "who may do what, who is on duty, and when they want to be told",
    "process": "what a process stands on: its tasks, its leases, its schedule, its start",
    "refunds": "what is done about goods that a customer does not keep, by which rule",
    "wording/attention": "sentences of who is told when, who wished it otherwise, and how often",
    "wording/health": "sentences of what is wrong around us: systems, and contracts of partners",
    "presets/appeal": "what travels in an appeal pack, to verify it",
    "refunds/book": "one version of the refund rules: rows, cells, how they are checked and edited",
    "wording/refunds": "sentences of refunds: rules, clauses, facts, decisions",
    "wording/resonance": "sentences of the policy that judges orders",
    "resonance": "weak signals, added up",
    "resonance/foresight": "what the orders that were heard of come to, for those after them",
    "shipping": "holds, and what the warehouse scanner hears",
    "statuses": "what systems call an order, and what that is to customers and in the books",
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
