"""There is one way into the outbox, and few hands that change what lies in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.meta.tree import ROOT, modules

_TABLE = "OutboxRow"
_CHANGES = frozenset({"insert", "update", "delete"})
_STATEMENT = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+outbox\b", re.IGNORECASE)


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in modules():
        yield path.as_posix(), ast.parse((ROOT / path).read_text(encoding="utf-8"))


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Return every call by the last word of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name, node
                case _:
                    pass


def _handles(tree: ast.Module) -> set[str]:
    """Return the names under which a module has the table."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _TABLE in ast.dump(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _changes(tree: ast.Module) -> set[str]:
    """Return what a module does to the rows of the outbox: insert, update, delete."""
    handles, found = _handles(tree), set()
    for name, call in _calls(tree):
        of = call.func.value if isinstance(call.func, ast.Attribute) else None
        if name in _CHANGES and isinstance(of, ast.Name) and of.id in handles:
            found.add(name)
        elif name in ("insert", "insert_or_skip", "upsert") and any(
            (isinstance(one, ast.Name) and one.id in handles)
            or (isinstance(one, ast.Constant) and one.value == "outbox")
            for one in call.args
        ):
            found.add("insert")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {said.split()[0].lower() for said in _STATEMENT.findall(node.value)}
    return found


def test_one_statement_inserts_into_the_outbox() -> None:
    inserting = {name for name, tree in _trees() if "insert" in _changes(tree)}

    assert inserting == {"storage/delivery/outbox.py"}


def test_three_repositories_change_what_lies_in_the_outbox() -> None:
    changing = {name for name, tree in _trees() if _changes(tree)}

    assert changing == {
        "storage/delivery/outbox.py",  # made and settled
        "storage/delivery/queue.py",  # taken and put back
        "storage/delivery/amends.py",  # changed while it waits
    }


def test_one_module_makes_promises_and_brings_them_there() -> None:
    made = {name for name, tree in _trees() if "Promise" in {name for name, _ in _calls(tree)}}
    brought = {
        name
        for name, tree in _trees()
        for called, call in _calls(tree)
        if called == "promise" and "attr='outbox'" in ast.dump(call.func)
    }

    assert made == brought == {"handlers/delivery/promises.py"}


def test_whatever_is_about_one_subject_is_known_to_the_table_of_subjects_alone() -> None:
    """Whoever delivers a card or takes a press asks `deps.cards`, and draws nothing."""
    draws = re.compile(r"rules\.cards\.(alert\.|storm_card)|handlers\.orders")
    composing = sorted((ROOT / "handlers/delivery/composing").glob("*.py"))
    asked = ("claiming", "leaving", "settling")
    delivering = [*composing, *(Path(f"handlers/delivery/{name}.py") for name in asked)]

    drawing = [
        path.as_posix()
        for path in (*delivering, Path("handlers/chat/presses.py"))
        if draws.search((ROOT / path).read_text(encoding="utf-8"))
    ]

    assert drawing == []
