"""Documents name only what exists: each path, name and command in them is looked for."""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.cli import cli
from tests.meta.tree import PACKAGES, ROOT, texts

#: Drawn from the modules themselves.
_DRAWN = "docs/map.md"
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
#: Names of others: of headers, libraries and programs; and files that are the reader's own.
_OTHERS = frozenset({
    "Host", "Origin", "Session", "add_all", "pg_dump", "https_proxy", "HTTPS_PROXY",
    "resonance.toml", "sim.toml",
})  # fmt: skip
_TOP = (*PACKAGES, "tests", "docs")
_FILE = re.compile(r"[\w-]+\.(?:py|md|toml|lock|example|sql|json)")
_WORD = re.compile(r"[A-Za-z_]\w*")


def _named() -> Iterator[tuple[str, str]]:
    """Yield (document, what stands between backticks); blocks of code are read by people."""
    for path, text in _documents().items():
        for name in dict.fromkeys(_SPAN.findall(_FENCE.sub("", text))):
            yield path, name.strip()


@cache
def _documents() -> dict[str, str]:
    return {
        path.as_posix(): text
        for path, text in texts().items()
        if path.suffix == ".md" and path.as_posix() != _DRAWN
    }


@cache
def _sources() -> frozenset[str]:
    """Return every word of every file that is no document."""
    return frozenset(
        word
        for path, text in texts().items()
        if path.suffix != ".md" and path.name != Path(__file__).name
        for word in _WORD.findall(text)
    )


@cache
def _files() -> frozenset[str]:
    return frozenset(path.name for path in texts())


def _missing(name: str) -> str | None:
    """Return what a document should not say, None where there is what it names."""
    path, colons, test = name.partition("::")
    if colons:
        found = (ROOT / path).exists() and re.search(rf"def {test}\b", (ROOT / path).read_text())
        return None if found else "no such test"
    first, _, rest = name.partition(" ")
    if first == "make" and rest:
        target = rest.split()[0]
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        return None if re.search(rf"^{target}:", makefile, re.MULTILINE) else "no such target"
    if first == "resonance" and rest:
        known = {
            command.name or getattr(command.callback, "__name__", "")
            for command in cli.registered_commands
        }
        return None if rest.split()[0] in known or rest[0] in "-…" else "no such command"
    if _PATH.fullmatch(name) and name.split("/", maxsplit=1)[0] in _TOP and "/" in name:
        return None if any(ROOT.glob(name.rstrip("/"))) else "no such path"
    if _FILE.fullmatch(name):
        return None if name in _files() else "no such file"
    if re.fullmatch(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+(?:\(\))?", name):
        return None if _resolves(name.removesuffix("()")) else "no such name"
    if re.fullmatch(r"[A-Za-z_]\w*_\w*(?:\(\))?|[A-Z]\w*[a-z]\w*(?:\(\))?", name):
        return None if name.removesuffix("()") in _sources() else "no file has this word"
    return None


def _resolves(dotted: str) -> bool:
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False


@pytest.mark.parametrize("document", sorted(_documents()))
def test_a_document_names_only_what_exists(document: str) -> None:
    wrong = {
        name: why
        for path, name in _named()
        if path == document and name not in _OTHERS and (why := _missing(name))
    }

    assert wrong == {}


def test_what_is_left_out_of_the_search_is_not_ours() -> None:
    ours = {name for name in _OTHERS if _missing(name) is None}

    assert ours == set(), "it exists: look for it"


@pytest.mark.parametrize(
    "name",
    [
        "rules/nowhere.py", "nowhere.py", "tests/meta/tree.py::test_nothing", "make nothing",
        "resonance nothing", "rules.vocabulary.Nothing", "rules.nowhere", "no_such_word",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_told(name: str) -> None:
    assert _missing(name)
