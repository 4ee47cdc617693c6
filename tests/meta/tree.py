"""What the project consists of, for the tests about the project itself."""

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("rules", "storage", "handlers", "bot")
#: Where files are that nobody wrote, for a tree without git.
_GENERATED = frozenset({
    ".git", ".venv", ".hypothesis", ".import_linter_cache", ".mypy_cache", ".nicegui",
    ".pytest_cache", ".ruff_cache", "__pycache__", "build", "dist", "node_modules",
})  # fmt: skip


def modules() -> list[Path]:
    """Return every module that has something in it, migrations left out, relative to the root."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(
        path.relative_to(ROOT)
        for path in found
        if path.stat().st_size and "versions" not in path.parts
    )


def tracked() -> list[Path]:
    """Return every file of the project: what git would keep, or everything not generated."""
    git = shutil.which("git")
    paths = [p for p in ROOT.rglob("*") if not _GENERATED.intersection(p.parts)]
    if git and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return sorted(path for path in paths if path.is_file())


def texts() -> dict[Path, str]:
    """Return the text of every tracked file that is text, by its path relative to the root."""
    found = {}
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" not in raw:
            found[path.relative_to(ROOT)] = raw.decode("utf-8")
    return found


def copy_to(where: Path, *more: str) -> None:
    """Copy the packages, the documents, the files of the root, and `more` folders."""
    for folder in (*PACKAGES, "docs", *more):
        shutil.copytree(ROOT / folder, where / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, where)


def pyproject() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
