"""The terminal: what the command line prints with, and a replay as people watch it."""

from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from bot import recordings
from bot import replay as replaying
from handlers.deps import Deps
from storage.database import Database

# No markup: what is printed carries the words of others, and `[[sources]]` is meant as written.
out = Console(markup=False, highlight=False)
err = Console(stderr=True, markup=False, highlight=False)


def show_version(asked: bool) -> None:  # noqa: FBT001 - the signature is typer's
    """Print which version this is, and end."""
    if asked:
        out.print(f"resonance {version('order-resonance')}")
        raise typer.Exit


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Say why it cannot be done, and end with this code."""
    err.print(message, style="red", soft_wrap=True)
    raise typer.Exit(code)


def replay(database: Database, deps: Deps, path: Path) -> replaying.Summary:
    """Replay one file (`-` is standard input) behind a progress bar, and name what was refused."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    summary = replaying.Summary()
    try:
        with Progress(*columns, console=err, transient=True) as progress:
            task = progress.add_task(path.name, total=None)
            if str(path) != "-":
                # Read to its end first, so that nothing is taken of a file that is cut off.
                progress.update(task, total=sum(1 for _ in recordings.lines_of(path)))
            for summary in replaying.replay(database, deps, recordings.lines_of(path)):
                progress.update(
                    task, completed=summary.accepted + summary.duplicates + summary.rejected
                )
    except recordings.UnreadableError as error:
        fail(f"{error}；已收 {summary.accepted} 条 / {summary.accepted} events of it were taken")
    show_notes(path, summary)
    return summary


def show_notes(path: Path, summary: replaying.Summary) -> None:
    """Say which lines of a file were left out and why, each on one line however narrow it is."""
    for note in summary.notes:
        err.print(f"{path.name} {note}", soft_wrap=True)
