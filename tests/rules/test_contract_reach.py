"""A drift names who reads the field: no signal and no field of an event is forgotten."""

import pytest

from rules.contracts.reach import RULES, SIGNALS, reach_of
from rules.events.types import EVENT_TYPES
from rules.resonance.policy import INPUTS
from rules.vocabulary import Kind


@pytest.mark.parametrize("table", [SIGNALS, RULES], ids=["signals", "rules"])
def test_only_fields_that_events_have_are_named(table: dict[str, dict[str, object]]) -> None:
    for kind, fields in table.items():
        assert fields.keys() <= EVENT_TYPES[kind].fields.keys(), kind


def test_every_signal_is_reached_by_some_field_of_each_of_its_events() -> None:
    for signal, kinds in INPUTS.items():
        for kind in kinds:
            assert any(signal in reach_of(kind, name).signals for name in SIGNALS[kind]), signal


def test_a_line_of_an_order_reaches_what_reads_its_lines_and_a_clock_reaches_every_signal() -> None:
    reach = reach_of("order.created", "items[].qty")
    assert reach.signals == (Kind.MULTI_PIECE,)
    assert "PARCEL_MISMATCH" in reach.rules
    assert set(reach_of("", "time").signals) == set(INPUTS)
    assert reach_of("order.created", "note").signals == ()
