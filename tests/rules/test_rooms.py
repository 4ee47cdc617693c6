"""Who may open which room of the console: one rule, and nobody reads what is for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.delivery.rooms import Rooms, rooms_of
from rules.delivery.routes import FALLBACK, Target
from rules.people.permissions import Person
from rules.vocabulary import Role

_IDS = st.none() | st.sampled_from(["a", "b", "c", "ops", "lead"])
_PEOPLE = st.lists(
    st.builds(
        lambda number, role, room, shops: Person(
            name=f"p{number}", role=role, ids={"console": room} if room else {}, shops=shops
        ),
        st.integers(0, 99),
        st.sampled_from(Role),
        _IDS,
        st.sampled_from([("*",), ("甲店",), ("乙店", "丙店"), ()]),
    ),
    max_size=6,
    unique_by=lambda person: person.name,
).map(tuple)
_ROOMS = st.sampled_from(["ops", "a", "b", "lead", "shops"])


def _rooms(people: tuple[Person, ...], group: str = "ops") -> Rooms:
    scopes = {("console", "shops"): ("甲店", "乙店")}
    return Rooms(people=people, group=group, scopes=scopes, named=("lead", "shops"))


@given(people=_PEOPLE, room=_ROOMS, group=st.sampled_from(["ops", "duty"]))
def test_a_room_is_opened_by_those_the_rule_names(
    people: tuple[Person, ...], room: str, group: str
) -> None:
    rooms = _rooms(people, group)
    ids = [person.ids.get("console") for person in people]

    for person in people:
        if person.ids.get("console") is None:
            expected = False
        elif room in (group, "ops"):
            expected = True
        elif room in ids:
            expected = person.ids["console"] == room and ids.count(room) == 1
        elif room == "shops":
            expected = bool({"*", "甲店", "乙店"} & set(person.shops))
        else:
            expected = person.role in (Role.APPROVER, Role.ADMIN)
        assert rooms.may_open(person, room) is expected
        assert not expected or person in rooms.readers(room)
        assert all(rooms.may_open(person, shown) for shown in rooms.of(person))


@given(people=_PEOPLE, room=_ROOMS)
def test_somebodys_own_room_has_one_reader(people: tuple[Person, ...], room: str) -> None:
    rooms = _rooms(people)

    if room in {rooms.own(person) for person in people}:
        assert len(rooms.readers(room)) == 1
    assert rooms.is_read(room) is (room == "ops" or bool(rooms.readers(room)))


def test_the_group_is_always_read_and_an_unknown_room_only_where_somebody_decides() -> None:
    operator = Person(name="李雷", role=Role.OPERATOR, ids={"console": "lilei"})

    assert _rooms(()).is_read(FALLBACK.conversation)
    assert not _rooms((operator,)).is_read("lead")
    assert _rooms((operator,)).is_read("lilei")
    assert not _rooms((operator,)).is_read("wangmin")


@pytest.mark.parametrize("group", ["ops", "duty"])
def test_what_has_no_other_way_goes_to_a_room_that_everybody_is_shown(group: str) -> None:
    person = Person(name="李雷", role=Role.VIEWER, ids={"console": "lilei"})

    assert {group, FALLBACK.conversation} <= set(_rooms((person,), group).of(person))


def test_of_a_configuration_only_the_rooms_of_the_console_are_rooms() -> None:
    named = (("console", "lead"), ("dingtalk", "cid"), ("console", "ops"), ("console", "lead"))

    assert rooms_of(Target(channel=c, conversation=r) for c, r in named) == ("lead", "ops")
