"""What partners send is counted by the window in which it came, and costs what it is made of."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from rules.contracts.observation import (
    PART,
    WINDOW,
    Aspect,
    Observation,
    count,
    rounded,
    window_of,
)
from rules.contracts.shape import shape_of, size_of
from rules.contracts.window import windows_of

START = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)

observations = st.builds(
    Observation,
    partner=st.sampled_from(["wechat", "wms-hz"]),
    at=st.none(),
    received_at=st.integers(0, 1200).map(lambda s: START + timedelta(seconds=s)),
    missing=st.lists(st.sampled_from(["amount", "sign"]), max_size=3).map(tuple),
    encryption=st.sampled_from(["AEAD_AES_256_GCM", "RSA"]),
    matches=st.booleans(),
    order_no=st.sampled_from([None, "1024", "1025"]),
    shape=st.dictionaries(st.sampled_from(["amount", "payer"]), st.sampled_from(["int", "text"])),
    times=st.integers(1, 5),
)


@given(st.lists(observations, max_size=30))
def test_a_window_counts_what_a_second_look_counts(seen: list[Observation]) -> None:
    counts = count(seen)
    expected: Counter[tuple[str, datetime, Aspect, str]] = Counter()
    for one in seen:
        at = (one.partner, START + (one.received_at - START) // WINDOW * WINDOW)
        expected[(*at, Aspect.MESSAGES, "")] += one.times
        expected[(*at, Aspect.FAULTY, "")] += one.times if one.missing else 0
        expected[(*at, Aspect.MISMATCHED, "")] += 0 if one.matches else one.times
        for name in set(one.missing):
            expected[(*at, Aspect.MISSING, name)] += one.times
        for name, what in one.shape.items():
            expected[(*at, Aspect.SHAPE, PART.join(("", name, what)))] += 1
    known = {Aspect.MESSAGES, Aspect.FAULTY, Aspect.MISMATCHED, Aspect.MISSING, Aspect.SHAPE}
    found = {
        (key.partner, key.start, key.aspect, key.name): one.number
        for key, one in counts.items()
        if key.aspect in known
    }
    assert found == +expected


@given(st.lists(observations, max_size=30))
def test_the_first_order_of_what_was_counted_is_kept(seen: list[Observation]) -> None:
    for key, one in count(seen).items():
        if key.aspect is Aspect.MESSAGES:
            orders = [
                o.order_no
                for o in seen
                if o.partner == key.partner and window_of(o.received_at) == key.start
            ]
            assert one.order_no == next((no for no in orders if no), None)


@given(st.floats(-1e8, 1e8))
def test_an_offset_is_kept_to_a_second_or_a_hundredth(seconds: float) -> None:
    kept = rounded(seconds)
    assert abs(kept) <= abs(seconds)
    assert abs(abs(kept) - abs(seconds)) <= max(1, abs(seconds) / 100)
    assert kept * seconds >= 0


@given(
    st.recursive(
        st.integers() | st.floats(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=8
    )
)
@example({"a" * 64: {"b" * 64: {"c" * 64: {"d" * 64: 1}}}})
@example({"x\ty~": 1, "z\0": 1})
def test_whatever_a_field_is_called_its_window_is_read_as_it_was_counted(data: object) -> None:
    shape = shape_of({"data": data})
    one = Observation(partner="wechat", at=None, received_at=START, kind="order.created")
    (window,) = windows_of(count([replace(one, shape=shape)]))
    (fields,) = window.shapes.values()
    assert {name: {what: 1} for name, what in shape.items()} == {
        name: {what: counted.number for what, counted in there.items()}
        for name, there in fields.items()
    }
    assert all(name.isprintable() for name in fields)
    assert set(map(size_of, shape.values())) <= {None, *range(400)}
