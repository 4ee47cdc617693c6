"""Nothing gets around a hold: whatever can move goods asks the one verdict (M-25)."""

import ast
from collections.abc import Iterator

from tests.meta.tree import ROOT, modules

_VERDICT = "rules.shipping.verdict"
#: What lets goods go, where it is said and not merely compared: the scanner's OK, and the call by
#: which a warehouse's own system goes on.
_LETS_GO = frozenset({("ScanCode", "OK"), ("CallAction", "RELEASE")})
#: Who says it, and asks the verdict before. The last translates the call for one kind of system.
_MOVERS = frozenset({
    "rules/shipping/verdict.py", "handlers/shipping/scans.py", "handlers/gateways/warehouse.py",
})  # fmt: skip
_TRANSLATES = frozenset({"bot/gateways/qimen.py"})


def _said(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Yield where something that lets goods go is said: passed on, returned or kept."""
    compared = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.MatchValue)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in _LETS_GO
            and id(node) not in compared
        ):
            yield node


def _lets_go(source: str) -> bool:
    return any(True for _ in _said(ast.parse(source)))


def _asks_the_verdict(source: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (node.module == _VERDICT or (node.module == "rules.shipping" and _names(node)))
        for node in ast.walk(ast.parse(source))
    )


def _names(node: ast.ImportFrom) -> bool:
    return any(alias.name == "verdict" for alias in node.names)


def test_goods_are_let_go_where_the_verdict_was_asked_and_nowhere_else() -> None:
    sources = {p.as_posix(): (ROOT / p).read_text(encoding="utf-8") for p in modules()}

    movers = {path for path, source in sources.items() if _lets_go(source)}

    assert movers == _MOVERS | _TRANSLATES, "a new path that moves goods asks the verdict first"
    asking = {path for path in _MOVERS if _asks_the_verdict(sources[path])}
    assert asking == _MOVERS - {"rules/shipping/verdict.py"}


def test_a_new_path_is_noticed() -> None:
    by_answer = "def bulk(tx):\n    return Verdict(code=ScanCode.OK, order_no='1')\n"
    by_call = "def edited_sheet(door, hold):\n    tell(door, hold, CallAction.RELEASE)\n"
    harmless = "def seen(code):\n    return code is ScanCode.OK\n"

    assert [_lets_go(source) for source in (by_answer, by_call, harmless)] == [True, True, False]
    assert not _asks_the_verdict(by_answer)
