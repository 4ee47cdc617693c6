"""
The engine: the only door of zen; one decision table opened once and asked many times.

The loader returns a content that is ready: opening one anew for each question costs a hundred times
as much. The engine reads a document as JSON and compares; it does no arithmetic for us.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import zen

_KEY = "refunds"


# Few versions are in use at a time: the one in force, a draft, one that is looked back at.
@lru_cache(maxsize=16)
def _opened(text: str) -> "zen.ZenEngine":
    import zen  # noqa: PLC0415 - a process that decides no refund need not hold it

    content = zen.ZenDecisionContent(text)
    return zen.ZenEngine({"loader": lambda _key: content})


def first_row(text: str, context: dict[str, Any]) -> Mapping[str, Any]:
    """Return what the first row that matches gives; nothing where none does."""
    return _opened(text).evaluate(_KEY, context)["result"]


def objection(text: str) -> str | None:
    """
    Return what the engine's own validator has against a document, None where it takes it.

    It looks at the graph only, so every cell is compiled, too: one that cannot be would be a miss
    for ever.
    """
    import zen  # noqa: PLC0415 - as above

    try:
        zen.ZenEngine().create_decision(text).validate()
        for node in json.loads(text)["nodes"]:
            content = node.get("content") or {}
            for rule in content.get("rules", ()):
                for column in content["inputs"]:
                    if cell := rule.get(column["id"]):
                        zen.compile_unary_expression(cell)
                for column in content["outputs"]:
                    if cell := rule.get(column["id"]):
                        zen.compile_expression(cell)
    except (RuntimeError, ValueError, KeyError, TypeError) as error:
        return str(error).partition("\n")[0][:200]
    return None
