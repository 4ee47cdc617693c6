"""The map stays true: docs/map.md and ARCHITECTURE.md, the length of modules, links, leftovers."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.meta.map import DOCUMENT, draw
from tests.meta.tree import ROOT, modules, texts

#: A module fits in one sitting. These do not yet; each number may only shrink.
LONGEST = 250
LONGER: Mapping[str, int] = {}

_NAMED = re.compile(r"`((?:rules|storage|handlers|bot)/[\w/]+\.py)`")
_PROOF = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_LINK = re.compile(r"\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
#: Paths of somebody's machine, hosts that packages came from, unfinished merges.
_LEFTOVER = re.compile(
    r"/(?:root|work|opt)/[\w.]|/home/\w+/|/Users/\w+/|/tmp/[a-z]{1,2}/|[A-Z]:\\Users\\"
    r"|files\.pythonhosted|//pypi\.|/simple/?\s*$|extra[-]index-url|--find[-]links"
    r"|^<{7} |^>{7} |Co[-]authored-by",
    re.MULTILINE | re.IGNORECASE,
)


def test_the_map_names_every_module_and_says_what_it_says_of_itself() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == draw(), "run `make map`"


def test_the_modules_named_in_the_architecture_exist() -> None:
    named = set(_NAMED.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")))

    assert named
    assert named <= {path.as_posix() for path in modules()}


def test_the_proofs_named_in_the_map_exist() -> None:
    named = _PROOF.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))

    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or test not in (ROOT / file).read_text(encoding="utf-8")
    ]

    assert named
    assert missing == []


def test_a_module_fits_in_one_sitting() -> None:
    lines = {p.as_posix(): len((ROOT / p).read_text().splitlines()) for p in modules()}

    too_long = {name: n for name, n in lines.items() if n > LONGER.get(name, LONGEST)}

    assert too_long == {}, "split it"


def test_the_list_of_longer_modules_only_shrinks() -> None:
    lines = {p.as_posix(): len((ROOT / p).read_text().splitlines()) for p in modules()}

    shrunk = {name: lines.get(name, 0) for name, n in LONGER.items() if lines.get(name, 0) < n}

    assert shrunk == {}, "better than listed: write the new number, or take it off the list"


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    first = (ROOT / path).read_text(encoding="utf-8").split("\n", 1)[0]

    assert first.startswith('"""'), "say in one sentence what lives here"


def test_links_between_documents_resolve() -> None:
    broken = [
        f"{path}: {link}"
        for path, text in texts().items()
        if path.suffix == ".md"
        for link in _LINK.findall(_FENCE.sub("", text))
        if not _resolves(ROOT / path, link)
    ]

    assert broken == []


def _resolves(document: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return not link.startswith("file:")
    name, _, anchor = unquote(link).partition("#")
    target = (document.parent / name).resolve() if name else document
    if not target.exists() or ROOT not in (target, *target.parents):
        return False
    return not anchor or anchor in _anchors(target.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    """Return the anchors of the headings as code hosts make them."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    left = [
        f"{path}: {found[0]!r}"
        for path, text in texts().items()
        if (found := _LEFTOVER.search(text))
    ]

    assert left == []
