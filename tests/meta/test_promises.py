"""What documents and configuration promise is what the code has."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, get_args, get_origin

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic import BaseModel

from bot.config.settings import Settings, load
from rules.chat.words import WORDS
from tests.meta import commands
from tests.meta.tree import ROOT, pyproject

README = ROOT / "README.md"
EXAMPLE = ROOT / "resonance.example.toml"
#: Sections of the example that show what could be there rather than what is there by default.
_ONLY_EXAMPLES = {
    "sources", "people", "routes", "signals", "seasons", "oncall", "conversations", "links",
}  # fmt: skip


def _fields(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Yield the path of every key, as it is written in the file."""
    for name, field in model.model_fields.items():
        here = f"{path}{field.alias or name}"
        inner = _model(field.annotation)
        if inner is None:
            yield here
        else:
            yield from _fields(inner, f"{here}.")


def _model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is list:
        return _model(get_args(annotation)[0])
    return None


def _shown(example: str) -> Iterator[str]:
    """Yield the path of every key that an example shows, those that are commented out too."""
    section = ""
    for line in example.splitlines():
        shown = line.removeprefix("# ")
        if header := re.match(r"\[+([\w.]+)\]+", shown):
            section = f"{header[1]}."
            yield header[1]
        elif key := re.match(r"([a-z_]+) = ", shown):
            yield f"{section}{key[1]}"
            with suppress(tomllib.TOMLDecodeError):  # a list of several lines shows its key alone
                yield from _keys(tomllib.loads(shown), section)


def _keys(value: object, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _keys(one, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}{key}"
            yield from _keys(inner, f"{path}{key}.")


def _other_side(path: str) -> str:
    """Return where the same limit stands when the other side of it is bad."""
    section, _, key = path.rpartition(".")
    return f"{section}.{'below' if key == 'above' else 'above'}"


_VARIABLES = "\n".join(
    (ROOT / name).read_text(encoding="utf-8") for name in (".env.example", EXAMPLE.name)
)
_SHOWN = frozenset(_shown(EXAMPLE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", list(_fields(Settings)))
def test_every_key_of_the_settings_is_in_an_example(path: str) -> None:
    variable = rf"^(?:#   )?RESONANCE_{path.upper().replace('.', '__')}="

    shown = path in _SHOWN or _other_side(path) in _SHOWN
    assert shown or re.search(variable, _VARIABLES, re.MULTILINE)


def test_a_key_of_another_section_does_not_stand_for_one_that_is_not_shown() -> None:
    example = '[http]\nhost = "x"\n# port = 1  # as it is\n[[a.b]]\nto = [{ after = "5m" }]\n'

    assert set(_shown(example)) == {
        "http",
        "a.b",
        "http.host",
        "http.port",
        "a.b.to",
        "a.b.to.after",
    }


def test_the_example_can_be_loaded_and_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WMS_TOKEN", "a")
    monkeypatch.setenv("OMS_TOKEN", "b")

    shown = _without_examples(load(EXAMPLE).model_dump())

    assert shown == _without_examples(Settings().model_dump())


def _without_examples(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _without_examples(value) if isinstance(value, dict) else value
        for key, value in values.items()
        if key not in _ONLY_EXAMPLES
    }


def test_no_secret_stands_in_the_example() -> None:
    sources = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))["sources"]

    assert all(source["token"].startswith("env:") for source in sources)


def test_every_command_is_in_the_list_of_commands_in_both_languages() -> None:
    assert commands.DOCUMENT.read_text(encoding="utf-8") == commands.draw(), "run `make map`"


def test_the_readme_shows_only_commands_that_there_are_and_leads_to_the_others() -> None:
    readme = README.read_text(encoding="utf-8")
    table = readme.partition("| 命令 | English | 做什么 | 谁可以 |")[2].partition("\n\n")[0]
    shown = re.findall(r"^\| `([^` \[]+)", table, re.MULTILINE)

    assert shown
    assert set(shown) <= WORDS.keys()
    assert "(docs/commands.md)" in readme


@pytest.mark.parametrize(
    "target", re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
)
def test_every_make_target_has_a_recipe_and_help(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^\.PHONY:.*\b{target}\b", makefile, re.MULTILINE)


def test_the_lock_pins_by_hash_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.split(r"\n(?=[a-z0-9])", lock.strip())

    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert not re.search(r"https?:|file:|^-|@ ", lock, re.MULTILINE)


def test_the_lock_fits_what_the_project_asks_for() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)==([^ \\]+)", lock, re.MULTILINE))
    project = pyproject()["project"]
    wanted = [
        Requirement(text)
        for text in (*project["dependencies"], *project["optional-dependencies"]["dev"])
    ]

    unfit = [
        str(need)
        for need in wanted
        if not need.specifier.contains(pins.get(canonicalize_name(need.name), "0"))
    ]

    assert unfit == [], "run `make lock`"


def test_every_exception_from_a_check_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    blocks = re.findall(
        r"^(?:ignore|\"[\w/*.]+\"|filterwarnings|module) = \[(.*?)\]",
        text,
        re.MULTILINE | re.DOTALL,
    )
    rows = [row for block in blocks for row in block.splitlines() if row.strip()]

    lines = text.splitlines()
    assert [row for row in rows if "#" not in row and not _told(row, lines)] == []


def _told(row: str, lines: list[str]) -> bool:
    """Tell whether the line that holds `row` gives a reason at its end."""
    return any(row in line and "#" in line for line in lines)


def test_every_ban_says_what_to_do_instead() -> None:
    bans = pyproject()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]

    assert {name for name, ban in bans.items() if not ban["msg"].endswith((".", "!"))} == set()
