"""Tests of the walk of routes: where an alert goes, who answers for it and who is told later."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.escalation import DEFAULT_CHAIN
from rules.delivery.routes import FALLBACK, Route, Routing, Step, Target, walk
from rules.people.permissions import Scopes, conversation_sees
from rules.vocabulary import Level

DING = Target(channel="dingtalk", conversation="cid")
SLACK = Target(channel="slack", conversation="C1")
OPS = Target(channel="console", conversation="ops")

RED_HZ = Route(match={"level": "red", "warehouse": "hz-1"}, to=(DING,), owner="王敏")
RED = Route(match={"level": "red"}, to=(SLACK,), owner="陈总")
ALL = Route(to=(OPS,))


@pytest.mark.parametrize(
    ("routes", "level", "warehouse", "targets", "owner"),
    [
        ((RED_HZ, RED, ALL), Level.RED, "hz-1", (DING,), "王敏"),
        ((RED_HZ, RED, ALL), Level.RED, "sz-1", (SLACK,), "陈总"),
        ((RED_HZ, RED, ALL), Level.ORANGE, "hz-1", (OPS,), None),
        ((RED_HZ, RED), Level.ORANGE, "hz-1", (FALLBACK,), None),  # nobody is never an answer
        ((), Level.RED, None, (FALLBACK,), None),
        ((RED_HZ,), Level.RED, None, (FALLBACK,), None),
    ],
)
def test_the_first_route_that_fits_wins(
    routes: tuple[Route, ...],
    level: Level,
    warehouse: str | None,
    targets: tuple[Target, ...],
    owner: str | None,
) -> None:
    found = walk(routes, level=level, facts={"warehouse": warehouse, "shop": "s", "platform": None})

    assert (found.targets, found.owner) == (targets, owner)


def test_a_route_may_go_on_and_nobody_is_told_twice() -> None:
    first = Route(match={"level": "red"}, to=(DING, OPS), go_on=True)

    found = walk((first, RED, ALL), level=Level.RED, facts={})

    assert found.targets == (DING, OPS, SLACK)
    assert found.owner == "陈总"


def test_a_target_bound_to_other_shops_is_named_and_left_out() -> None:
    walked = walk((ALL,), level=Level.RED, facts={"shop": "a"}, scopes={OPS.place: ("b",)})

    assert (walked.out_of_scope, walked.targets) == ((OPS,), (FALLBACK,))


def test_a_red_without_steps_of_its_own_takes_the_default_ones_and_an_orange_none() -> None:
    late = Route(to=(OPS,), escalate=(Step(after=timedelta(9)), Step(after=timedelta(1))))

    def steps(route: Route, level: Level) -> tuple[Step, ...]:
        return walk((route,), level=level, facts={}, chain=DEFAULT_CHAIN).steps

    assert steps(ALL, Level.RED) == DEFAULT_CHAIN
    assert steps(ALL, Level.ORANGE) == ()
    assert steps(late, Level.ORANGE) == (Step(after=timedelta(1)), Step(after=timedelta(9)))


SHOPS = st.sampled_from(["a", "b", None])
PLACES = st.builds(Target, channel=st.just("c"), conversation=st.sampled_from("xyz"))
ROUTES = st.lists(
    st.builds(
        Route,
        match=st.fixed_dictionaries(
            {},
            optional={
                "level": st.sampled_from(["red", "orange"]),
                "shop": st.sampled_from("ab"),
                "warehouse": st.sampled_from("hs"),
            },
        ),
        to=st.lists(PLACES, min_size=1, max_size=3).map(tuple),
        owner=st.sampled_from([None, "王敏", "李雷"]),
        go_on=st.booleans(),
        direct=st.booleans(),
        escalate=st.lists(
            st.builds(Step, after=st.timedeltas(min_value=timedelta(), max_value=timedelta(1))),
            max_size=2,
        ).map(tuple),
    ),
    max_size=6,
)
SCOPES = st.dictionaries(
    PLACES.map(lambda target: target.place), st.sampled_from([("a",), ("b",), ("a", "b")])
)
CHAINS = st.sampled_from([(), DEFAULT_CHAIN])


@given(ROUTES, st.sampled_from(Level), SHOPS, st.sampled_from(["h", "s", None]), SCOPES, CHAINS)
def test_a_walk_gives_the_answers_that_three_functions_gave(
    routes: list[Route],
    level: Level,
    shop: str | None,
    warehouse: str | None,
    scopes: Scopes,
    chain: tuple[Step, ...],
) -> None:
    facts = {"shop": shop, "warehouse": warehouse}

    assert walk(routes, level=level, facts=facts, scopes=scopes, chain=chain) == old_route(
        routes, level, facts, scopes, chain
    )
    of_any = walk(routes, level=level, facts=None, scopes=scopes)
    assert of_any.targets == old_targets_of_level(routes, level)
    assert of_any.out_of_scope == ()


def old_route(
    routes: Sequence[Route],
    level: Level,
    facts: Mapping[str, str | None],
    scopes: Scopes,
    chain: Sequence[Step],
) -> Routing:
    numbers: list[int] = []
    named: dict[Target, None] = {}
    owner: str | None = None
    direct = False
    escalate: tuple[Step, ...] = ()
    known = {**facts, "level": level.value}
    for number, candidate in enumerate(routes):
        if all(known.get(name) == value for name, value in candidate.match.items()):
            numbers.append(number)
            named.update(dict.fromkeys(candidate.to))
            owner = owner or candidate.owner
            direct = direct or candidate.direct
            escalate = escalate or candidate.escalate
            if not candidate.go_on:
                break
    seen = tuple(t for t in named if conversation_sees(scopes, t.place, facts.get("shop")))
    return Routing(
        targets=seen or (FALLBACK,),
        owner=owner,
        direct=direct,
        steps=old_chain_of(escalate, level, chain),
        numbers=tuple(numbers),
        out_of_scope=tuple(target for target in named if target not in seen),
    )


def old_targets_of_level(routes: Sequence[Route], level: Level) -> tuple[Target, ...]:
    seen: dict[Target, None] = {}
    for candidate in routes:
        if candidate.match.get("level", level.value) == level.value:
            seen.update(dict.fromkeys(candidate.to))
    return tuple(seen) or (FALLBACK,)


def old_chain_of(own: Sequence[Step], level: Level, default: Sequence[Step]) -> tuple[Step, ...]:
    steps = tuple(own) or (tuple(default) if level is Level.RED else ())
    return tuple(sorted(steps, key=lambda step: step.after))
