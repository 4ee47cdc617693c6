"""Benchmark: refunds decided, money included, against the bare engine on the same table."""

from time import process_time

import zen

from rules.refunds.book.presets import shipped_book
from rules.refunds.cases import given_cases
from rules.refunds.decide import RefundTerms, decide
from rules.refunds.facts import RefundFacts
from rules.refunds.reading import read_facts
from tests.bench.figures import Figure, ratio

_TERMS = RefundTerms()


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns over the cases of the shipped rules; processor time of one core."""
    rounds, times = (1, 1) if small else (15, 20)
    turns = [(_decided(times), _read_too(times), _bare(times)) for _ in range(rounds)]
    bare = [one for _, _, one in turns]
    what = "refunds decided of typed facts, money included, one core, against the bare engine"
    reading = "the same, the facts read from JSON's values too (no target)"
    return [
        ratio("decisions", what, [one for one, _, _ in turns], bare, unit="/s", at_least=0.7),
        ratio("decisions", reading, [one for _, one, _ in turns], bare, unit="/s"),
    ]


def _decided(times: int) -> float:
    book, typed = shipped_book(), [facts for _, facts in given_cases(shipped_book())]
    began = process_time()
    for _ in range(times):
        for facts in typed:
            decide(facts, book, _TERMS)
    return times * len(typed) / (process_time() - began)


def _read_too(times: int) -> float:
    book, given = shipped_book(), [case["given"] for case, _ in given_cases(shipped_book())]
    began = process_time()
    for _ in range(times):
        for raw in given:
            facts = read_facts(raw)
            assert isinstance(facts, RefundFacts)
            decide(facts, book, _TERMS)
    return times * len(given) / (process_time() - began)


def _bare(times: int) -> float:
    content = zen.ZenDecisionContent(shipped_book().text)
    engine = zen.ZenEngine({"loader": lambda _key: content})
    contexts = [facts.context() for _, facts in given_cases(shipped_book())]
    began = process_time()
    for _ in range(times):
        for context in contexts:
            engine.evaluate("refunds", context)
    return times * len(contexts) / (process_time() - began)
