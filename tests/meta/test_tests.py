"""What no test may do: put something else in our own modules, or sleep and hope."""

import ast
from collections.abc import Iterator

from tests.meta.tree import PACKAGES, ROOT

#: Platforms are slow on purpose, benches keep a pace, and the demo's machine is busy for a while.
_SLOW_ON_PURPOSE = (
    "tests/bench", "tests/platforms/dingtalk", "tests/platforms/slack", "tests/platforms/wecom",
    "tests/platforms/wms", "tests/bot/wecom_gateway.py", "tests/bot/test_demo_live.py",
    "tests/crash/load.py",
)  # fmt: skip
_OURS = (*PACKAGES, "tests")


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def test_nothing_is_put_into_our_own_modules() -> None:
    patched = [
        f"{name}:{call.lineno}"
        for name, module in _modules()
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and _is(call, "setattr") and not _is_foreign(call, module)
    ]

    assert patched == [], "pass a fake in; do not patch"


def _is(call: ast.Call, name: str) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == name


def _is_foreign(call: ast.Call, module: ast.Module) -> bool:
    """Say whether what is changed is a library's; what cannot be told is taken for ours."""
    target = call.args[0]
    if isinstance(target, ast.Constant):
        return str(target.value).split(".")[0] not in _OURS
    while isinstance(target, ast.Attribute):
        target = target.value
    return isinstance(target, ast.Name) and _imported(module).get(target.id, "tests") not in _OURS


def _imported(module: ast.Module) -> dict[str, str]:
    """Return for each imported name the package it comes from."""
    found = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                package = node.module if isinstance(node, ast.ImportFrom) else alias.name
                found[(alias.asname or alias.name).split(".")[0]] = str(package).split(".")[0]
    return found


def test_what_has_to_happen_is_waited_for_and_not_slept_for() -> None:
    slept = [
        f"{name}:{call.lineno}"
        for name, module in _modules()
        if not name.startswith(_SLOW_ON_PURPOSE)
        for call in _outside_of_loops(module)
        if isinstance(call, ast.Call) and _is_fixed_sleep(call)
    ]

    assert slept == [], "wait for it: `until` of tests/waiting.py, or `stays`"


def _outside_of_loops(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node contains, but for loops: those look again and again."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.While | ast.For | ast.AsyncFor):
            yield child
            yield from _outside_of_loops(child)


def _is_fixed_sleep(call: ast.Call) -> bool:
    sleeps = ast.unparse(call.func) in ("asyncio.sleep", "time.sleep", "sleep")
    return sleeps and isinstance(call.args[0], ast.Constant) and call.args[0].value != 0
