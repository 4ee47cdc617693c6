"""The benches run; how fast is for `make bench` to say."""

from datetime import UTC, datetime

import pytest

from tests.bench import run
from tests.bench.figures import Figure


@pytest.mark.wire
@pytest.mark.parametrize("name", sorted(run.BENCHES))
def test_every_bench_runs_in_miniature(name: str) -> None:
    figures = run.BENCHES[name](small=True)

    assert {figure.name for figure in figures} == {name}, "its rows would not be found again"
    assert all(figure.value > 0 for figure in figures)


def test_rows_of_what_was_measured_are_replaced_and_all_else_stays() -> None:
    one, other = (
        Figure(name=name, what="b", measured="1", ceiling="2", value=0.5, at_least=0.4)
        for name in ("scans", "sweep")
    )
    document = f"before\n{run.BEGIN}\nold\n{run.END}\nafter\n"

    first = run.rewritten(document, [other, one], datetime(2026, 1, 1, tzinfo=UTC))
    written = run.rewritten(first, [one, one], datetime(2026, 1, 2, tzinfo=UTC))

    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    assert "old" not in written
    row = "b | 1 | 2 | 0.50 | ≥ 0.4 | ✔ |"
    assert [line for line in written.splitlines() if row in line] == [
        f"| scans | {row} 2026-01-02 |",
        f"| scans | {row} 2026-01-02 |",
        f"| sweep | {row} 2026-01-01 |",
    ]


def test_the_documents_table_is_one_that_is_kept() -> None:
    document = run.DOCUMENT.read_text(encoding="utf-8")

    assert run.rewritten(document, [], datetime(2026, 1, 1, tzinfo=UTC)) == document


def test_the_document_has_a_place_for_the_table() -> None:
    document = run.DOCUMENT.read_text(encoding="utf-8")

    assert document.index(run.BEGIN) < document.index(run.END)
