"""Tests of why somebody was told: routes walked as delivery walks them, states an open set."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.delivery.routes import FALLBACK, Route, Target, route
from rules.delivery.why_told import Facts, Sending, Way, why_told
from rules.people.permissions import Person
from rules.vocabulary import Level, Role

WANG = Person(name="王敏", role=Role.APPROVER, ids={"console": "wang"})
GROUP = Target(channel="console", conversation="ops")
FACTS = Facts(
    person=WANG, shop="a", alerted=Level.RED, routes=(Route(to=(GROUP,)),),
    order={"shop": "a"}, scopes={}, ledger=(),
)  # fmt: skip


def sent(state: str, *, place: str = "ops", mentions: tuple[str, ...] = ()) -> Sending:
    return Sending(place=("console", place), state=state, code=f"c-{state}", mentions=mentions)


some_routes = st.lists(
    st.builds(
        Route,
        match=st.dictionaries(st.sampled_from(["level", "shop"]), st.sampled_from(["red", "a"])),
        to=st.lists(
            st.builds(Target, channel=st.just("c"), conversation=st.sampled_from("xyz")),
            min_size=1,
            max_size=3,
        ).map(tuple),
        owner=st.sampled_from([None, "王敏", "李雷"]),
        go_on=st.booleans(),
    ),
    max_size=6,
)


@given(
    some_routes,
    st.sampled_from(Level),
    st.sampled_from(["a", "b", None]),
    st.sampled_from(["x", "none"]),
)
def test_routes_are_walked_in_order_until_one_that_does_not_go_on(
    routes: list[Route], level: Level, shop: str | None, bound: str
) -> None:
    walked = route(routes, level=level, facts={"shop": shop}, scopes={("c", bound): ("b",)})

    fits = [
        n
        for n, one in enumerate(routes)
        if one.match.get("level", level) == level and one.match.get("shop", shop) == shop
    ]
    ends = next((place for place, n in enumerate(fits, 1) if not routes[n].go_on), len(fits))
    taken = fits[:ends]
    named = list(dict.fromkeys(target for n in taken for target in routes[n].to))
    hidden = [t for t in named if t.conversation == bound and shop != "b"]
    assert walked.numbers == tuple(taken)
    assert walked.targets == (tuple(t for t in named if t not in hidden) or (FALLBACK,))
    assert walked.out_of_scope == tuple(hidden)
    assert walked.owner == next((routes[n].owner for n in taken if routes[n].owner), None)


def test_a_target_bound_to_other_shops_is_named_and_left_out() -> None:
    walked = route(
        FACTS.routes, level=Level.RED, facts={"shop": "a"}, scopes={("console", "ops"): ("b",)}
    )

    assert walked.out_of_scope == (GROUP,)
    assert walked.targets == (FALLBACK,)


@pytest.mark.parametrize(
    "state", ["sent", "failed", "muted", "throttled", "grouped", "unknown", "a_word_of_tomorrow"]
)
def test_the_state_of_the_ledger_is_the_verdict_whatever_word_it_is(state: str) -> None:
    told = why_told(replace(FACTS, ledger=(sent(state),)))

    assert (told.verdict, told.code) == (state, f"c-{state}")


def test_of_several_messages_the_best_news_counts() -> None:
    ledger = (sent("failed"), sent("muted"), sent("sent"), sent("queued"))

    assert why_told(replace(FACTS, ledger=ledger)).verdict == "sent"


def test_what_is_for_the_person_alone_counts_before_the_group() -> None:
    ledger = (sent("sent"), sent("failed", place="wang"))

    assert why_told(replace(FACTS, ledger=ledger)).verdict == "failed"
    named = (sent("sent", place="other", mentions=("wang",)), sent("failed"))
    told = why_told(replace(FACTS, ledger=named))
    assert told.verdict == "sent"
    assert Way.MENTION in told.ways


def test_duty_and_escalation_are_ways_too() -> None:
    told = why_told(
        replace(
            FACTS,
            duty={"红单": "王敏"},
            escalated=(Target(channel="console", conversation="wang"),),
        )
    )

    assert told.ways == (Way.DUTY, Way.ESCALATION, Way.GROUP)
    assert told.verdict == "nothing_sent"


def test_before_any_route_it_ends_at_shop_or_score() -> None:
    assert why_told(replace(FACTS, person=replace(WANG, shops=("b",)))).verdict == "other_shop"
    assert why_told(replace(FACTS, alerted=None)).verdict == "calm"
    assert why_told(FACTS).verdict == "not_targeted"
