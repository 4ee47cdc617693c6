"""Only `rules/alerts/changes.py` builds or changes an alert; storage reads back what it wrote."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from rules.alerts.alert import Alert
from tests.meta.tree import ROOT, modules

#: The one that changes alerts, and the one that reads rows.
_MAKERS = frozenset({"rules/alerts/changes.py", "storage/alerts/alerts.py"})
#: What only an alert has: whoever replaces one of these changes an alert.
_ITS_OWN = frozenset({
    "opened_at", "revision", "claimed_by", "claimed_at", "decided_by", "decided_at", "decision",
    "snoozed_until", "next_step_at", "ended_at", "escalated", "reminded_at",
})  # fmt: skip


def makes_an_alert(source: str) -> list[int]:
    """Return the lines on which source builds an alert or changes one."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _is_making(node)
    ]


def _is_making(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rsplit(".", 1)[-1]
    if name == "Alert":
        return True
    return name in {"replace", "__replace__"} and (
        bool(_ITS_OWN & {keyword.arg for keyword in call.keywords})
        or (bool(call.args) and "alert" in ast.unparse(call.args[0]).lower())
    )


@pytest.mark.parametrize("path", modules(), ids=str)
def test_only_the_rules_of_changes_build_or_change_an_alert(path: Path) -> None:
    lines = makes_an_alert((ROOT / path).read_text(encoding="utf-8"))

    assert bool(lines) == (path.as_posix() in _MAKERS), lines


@pytest.mark.parametrize(
    "source",
    [
        "alerts.Alert(id='a')",
        "replace(alert, state=state)",
        "dataclasses.replace(case.alert, level=level)",
        "replace(present, next_step_at=now)",
    ],
)
def test_such_a_line_is_found(source: str) -> None:
    assert makes_an_alert(source) == [1]


def test_the_fields_looked_for_are_those_of_an_alert() -> None:
    assert {field.name for field in fields(Alert)} >= _ITS_OWN
