"""The benches run; how fast is for `make bench` to say."""

from datetime import UTC, datetime

import pytest

from tests.bench import run
from tests.bench.figures import Figure


@pytest.mark.wire
@pytest.mark.parametrize("name", sorted(run.BENCHES))
def test_every_bench_runs_in_miniature(name: str) -> None:
    figures = run.BENCHES[name](small=True)

    assert figures
    assert all(figure.value > 0 for figure in figures)


def test_the_table_is_replaced_and_the_text_around_it_stays() -> None:
    figure = Figure(name="a", what="b", measured="1", ceiling="2", value=0.5, at_least=0.4)
    document = f"before\n{run.BEGIN}\nold\n{run.END}\nafter\n"

    written = run.rewritten(document, [figure], datetime(2026, 1, 1, tzinfo=UTC))

    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    assert "old" not in written
    assert "| a | b | 1 | 2 | 0.50 | ≥ 0.4 | ✔ |" in written


def test_the_document_has_a_place_for_the_table() -> None:
    document = run.DOCUMENT.read_text(encoding="utf-8")

    assert document.index(run.BEGIN) < document.index(run.END)
