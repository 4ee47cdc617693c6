"""Fairness: equal facts are decided alike, in whatever dress they come (M-15, M-27)."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest

from rules.refunds.book.presets import shipped_book
from rules.refunds.book.space import space_of
from rules.refunds.decide import RefundTerms, decide
from rules.refunds.facts import FACTS, NotRead, RefundFacts, differing
from rules.refunds.reading import known_words, read_facts
from rules.refunds.texts import differences

_SAMPLE, _FULL = 500, 100_000
_TERMS = RefundTerms()
_VALUES = space_of(shipped_book()).values
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

#: Each gives a value another type or dress.
_MUTATIONS: tuple[Callable[[object], object], ...] = (
    str,
    lambda value: f"  {value} ",
    lambda value: str(value).translate(_WIDE),
    lambda value: f"{value}天",
    lambda value: f"{value}元",
    lambda value: f"¥{value}",
    lambda value: str(value).upper(),
    lambda value: [value],
    lambda value: {"value": value},
    lambda value: {"yes": True, "no": False}.get(str(value), value),
    lambda value: {"yes": 1, "no": 0}.get(str(value), value),
    lambda value: float(value) if isinstance(value, int | Decimal) else value,
    lambda _value: None,
    lambda _value: "",
    lambda _value: float("nan"),
)


def _application(rng: Random) -> dict[str, object]:
    """Say some facts at random, of which each by itself can be."""
    said = rng.sample(FACTS, rng.randrange(2, 12))
    return {**{name: rng.choice(_VALUES[name]) for name in said}, "amount": Decimal("100.00")}


@pytest.mark.proof
def test_a_mutated_type_is_the_right_decision_or_a_refusal_by_name(*, full_proof: bool) -> None:
    rng, right, refused = Random(2), 0, 0  # noqa: S311 - the same applications each time
    for _ in range(_FULL if full_proof else _SAMPLE):
        said = _application(rng)
        facts = read_facts(said)
        if isinstance(facts, NotRead):  # it contradicts itself
            continue
        name = rng.choice(list(said))
        dressed = rng.choice(_MUTATIONS)(said[name])
        mutated = read_facts({**said, name: dressed})
        if isinstance(mutated, NotRead):
            assert mutated.fact == name or mutated.why == "contradiction"
            refused += 1
            continue
        unknown = read_facts({**said, name: None})
        other = read_facts({**said, name: "其他"}) if name == "category" else unknown
        assert mutated in (facts, unknown, other), (name, said[name], dressed)
        if dressed is not None and known_words(name) is None and said[name] is not None:
            assert mutated == facts, (name, said[name], dressed)
        assert isinstance(mutated, RefundFacts)
        decide(mutated, shipped_book(), _TERMS)
        right += 1
    assert right
    assert refused


@pytest.mark.proof
def test_equal_facts_are_decided_alike_and_what_differs_is_named(*, full_proof: bool) -> None:
    rng, book = Random(3), shipped_book()  # noqa: S311 - the same applications each time
    compared = 0
    for _ in range(_FULL if full_proof else _SAMPLE):
        said = _application(rng)
        one = read_facts(said)
        again = read_facts(dict(sorted(said.items(), key=lambda _: rng.random())))
        assert one == again
        if isinstance(one, NotRead):
            continue
        assert isinstance(again, RefundFacts)
        first = decide(one, book, _TERMS)
        assert first == decide(again, book, _TERMS)
        name = rng.choice(list(said))
        other = read_facts({**said, name: rng.choice(_VALUES[name])})
        if isinstance(other, RefundFacts) and decide(other, book, _TERMS) != first:
            compared += 1
            assert differing(one, other)
            assert differences(one, other) or name in {"same_ip_refunds_1d", "buyer_refund_rate"}
    assert compared
