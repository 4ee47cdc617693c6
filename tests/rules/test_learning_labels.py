"""Labels, the worth of signals and the agreement of people, against counts made by hand."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from rules.events.event import Event
from rules.learning.labels import Label, Opinion, Truth, agreement, label_of
from rules.learning.quality import month_of, seen
from rules.learning.trace import trace
from tests.builders import NOON, a_chat, a_policy, an_event, an_order, facts, hours, minutes

_OK = an_event("outcome.reported", at=NOON + hours(9), kind="ok")
_COMPLAINT = an_event("outcome.reported", at=NOON + hours(8), kind="complaint")
_BILL = an_event("penalty.billed", at=NOON + hours(7), kind="late", amount="5")
_LET_OFF = an_event("penalty.billed", at=NOON + hours(1), kind="late", amount="0.00")
_REFUND = an_event("refund.requested", at=NOON + hours(6), amount="5")


def _said(by: str, useful: bool, at: int = 1, order_no: str = "1024") -> Opinion:  # noqa: FBT001 - what is said
    return Opinion(order_no, by, NOON + hours(at), useful)


@pytest.mark.parametrize(
    ("events", "said", "mature", "truth", "worth"),
    [
        ([_COMPLAINT, _OK], [], False, Truth.BAD, True),
        ([_OK, _BILL], [], False, Truth.BAD, True),
        ([_LET_OFF], [], False, Truth.OPEN, None),
        ([_REFUND], [_said("李雷", False)], False, Truth.BAD, True),  # noqa: FBT003 - an opinion
        ([_OK], [_said("李雷", True)], False, Truth.USEFUL, True),  # noqa: FBT003 - an opinion
        ([], [_said("李雷", False)], True, Truth.FALSE_ALARM, False),  # noqa: FBT003 - an opinion
        ([], [_said("李雷", True), _said("李雷", False, 2)], False, Truth.FALSE_ALARM, False),  # noqa: FBT003
        ([_OK], [_said("李雷", True), _said("王敏", False)], True, Truth.OPEN, None),  # noqa: FBT003
        ([_OK], [], False, Truth.FINE, False),
        ([], [], True, Truth.FINE, False),
        ([], [], False, Truth.OPEN, None),
    ],
)  # fmt: skip
def test_an_order_is_what_became_of_it_or_what_most_people_last_said(
    events: list[Event], said: list[Opinion], *, mature: bool, truth: Truth, worth: bool | None
) -> None:
    label = label_of(events, said, mature=mature)

    assert (label.truth, label.worth) == (truth, worth)


def test_it_ended_badly_when_that_was_first_heard() -> None:
    told = [_COMPLAINT, _LET_OFF, _BILL, _OK]

    assert label_of(told, [], mature=False).bad_at == NOON + hours(7)


def test_a_signal_counts_for_a_bad_order_only_where_it_came_before_its_end() -> None:
    found = trace(
        facts(an_order(), a_chat(at=NOON + minutes(5)), _COMPLAINT),
        a_policy(),
        NOON + timedelta(days=9),
    )

    assert seen(found, NOON + minutes(6)) == {"chat_opened"}
    assert seen(found, NOON + minutes(5)) == frozenset()


def test_signals_are_counted_as_by_hand_also_where_they_did_not_fire() -> None:
    rng = Random(5)  # noqa: S311 - a sample that can be drawn again
    orders = [
        (
            frozenset(kind for kind in "abc" if rng.random() < 0.4),
            Label(rng.choice(list(Truth)), None),
        )
        for _ in range(200)
    ]

    found = month_of(orders, "abcd")

    labelled = [(kinds, label) for kinds, label in orders if label.worth is not None]
    worth = sum(bool(label.worth) for _, label in labelled)
    assert found.labelled == len(labelled)
    for one in found.signals:
        fired = [label for kinds, label in labelled if one.kind in kinds]
        right = sum(bool(label.worth) for label in fired)
        assert (one.fired, one.right, one.worth) == (len(fired), right, worth)
        if fired:
            precision, recall = Fraction(right, len(fired)), Fraction(right, worth)
            assert one.f1 == 2 * precision * recall / (precision + recall)
            low, high = one.between
            assert low < precision < high
        else:
            assert (one.kind, one.precision, one.f1) == ("d", None, None)


def test_agreement_is_fleiss_kappa_over_the_orders_that_several_judged() -> None:
    rng = Random(8)  # noqa: S311 - a sample that can be drawn again
    said = [
        _said(by, rng.random() < 0.6, order_no=str(no))
        for no in range(60)
        for by in rng.sample(("a", "b", "c", "d"), rng.randint(1, 4))
    ]

    found = agreement(said)

    votes: dict[str, list[bool]] = {}
    for one in said:
        votes.setdefault(one.order_no, []).append(one.useful)
    shared = {no: v for no, v in votes.items() if len(v) > 1}
    pairs = [[x == y for x, y in combinations(v, 2)] for v in shared.values()]
    alike = sum(Fraction(sum(p), len(p)) for p in pairs) / len(pairs)
    every = Counter(x for v in shared.values() for x in v)
    chance = sum(Fraction(n, every.total()) ** 2 for n in every.values())
    assert found.orders == len(shared)
    assert found.kappa == (alike - chance) / (1 - chance)
    assert found.split == sorted(no for no, v in shared.items() if len(set(v)) > 1)


def test_of_one_person_nothing_is_learnt_and_of_one_word_no_kappa() -> None:
    assert agreement([_said("a", True), _said("a", False, 2)]).orders == 0  # noqa: FBT003 - opinions
    assert agreement([_said("a", True), _said("b", True)]).kappa is None  # noqa: FBT003 - opinions
