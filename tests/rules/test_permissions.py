"""Tests of the gate: who may do what, on whose orders; whatever is unknown is denied."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chat.words import SPECS, Name
from rules.people.permissions import (
    LEAST_ROLE,
    Actor,
    Allowed,
    Denied,
    Directory,
    Person,
    authorize,
    may,
)
from rules.shipping.holds import Hold
from rules.vocabulary import Action, Level, Role

WANG = Person(
    name="王敏", role=Role.APPROVER, ids={"dingtalk": "staff1", "console": "wangmin"}, shops=("*",)
)
LI = Person(name="李雷", role=Role.OPERATOR, ids={"dingtalk": "wangmin"}, shops=("A",))
PEOPLE = Directory(people=(WANG, LI))


def an_actor(role: Role, *, shops: tuple[str, ...] = ("*",), name: str = "王敏") -> Actor:
    return Actor(
        name=name, role=role, shops=shops, channel="console", user_id="wangmin", known=True
    )


STRANGER = PEOPLE.actor("console", "nobody")


def a_hold(owner: str = "system", release_role: Role = Role.APPROVER) -> Hold:
    return Hold(
        id="h1", order_no="1024", reason="RESONANCE_RED", owner=owner, note="",
        since=datetime(2026, 11, 24, tzinfo=UTC), release_role=release_role,
    )  # fmt: skip


def test_a_person_is_found_by_channel_and_id_and_never_by_a_bare_id() -> None:
    assert PEOPLE.find("console", "wangmin") is WANG
    assert PEOPLE.find("dingtalk", "wangmin") is LI
    assert PEOPLE.find("slack", "wangmin") is None
    assert PEOPLE.find("", "wangmin") is None
    assert PEOPLE.find("console", "") is None
    assert PEOPLE.named("李雷") is LI
    assert PEOPLE.named("韩梅梅") is None


def test_an_id_that_two_people_claim_belongs_to_nobody() -> None:
    twins = Directory(people=(WANG, Person(name="x", role=Role.ADMIN, ids={"console": "wangmin"})))

    assert twins.find("console", "wangmin") is None


def test_a_stranger_is_named_by_the_id_so_that_no_name_can_be_borrowed() -> None:
    assert STRANGER.name == "console:nobody"
    assert not STRANGER.known
    actor = PEOPLE.actor("console", "wangmin")
    assert (actor.name, actor.role, actor.known) == ("王敏", Role.APPROVER, True)


@pytest.mark.parametrize("name", sorted(LEAST_ROLE))
def test_a_stranger_may_do_nothing_and_learns_how_to_link(name: str) -> None:
    denied = Denied(reason="unlinked", facts={"channel": "console", "user_id": "nobody"})
    assert authorize(STRANGER, name, shop="A", level=Level.ORANGE) == denied
    assert not may(STRANGER, name)


def test_every_command_and_every_button_has_a_least_role() -> None:
    assert {*Name, *Action} <= set(LEAST_ROLE)


#: name -> what each role may do from viewer to admin, on an orange alert of a visible shop.
TABLE = {
    "order": "yyyy", "trace": "yyyy", "check": "yyyy", "alerts": "yyyy", "signals": "yyyy",
    "recall": "nyyy", "gift": "yyyy", "lag": "yyyy", "sign_lag": "yyyy",
    "tonight": "yyyy", "missed": "yyyy", "analyse": "yyyy", "health": "yyyy", "next": "nyyy",
    "account": "yyyy", "signal_quality": "yyyy", "backtest": "yyyy",
    "why": "yyyy", "status": "yyyy", "what_if": "yyyy", "help": "yyyy", "unshipped": "yyyy",
    "pending": "yyyy", "replay": "nnyy", "rehearse": "yyyy",
    "contracts": "yyyy", "accept_contract": "nnyy", "resume_source": "nnyy", "audit": "nnyy",
    "appeal": "nnyy", "read_evidence": "nnyy",
    "why_not_me": "yyyy",
    "refresh": "yyyy", "lock": "nyyy", "freeze": "nyyy", "claim": "nyyy", "snooze": "nyyy",
    "useful": "nyyy",
    "false_alarm": "nyyy", "release": "nyyy", "undo": "nyyy", "urgent_words": "nnyy",
    "lists": "yyyy", "edit_lists": "nnyy",
    "mute": "nyyy", "oncall": "yyyy", "swap_duty": "nnyy", "debug": "nnny",
    "routes": "yyyy", "interruptions": "yyyy", "test": "nyyy", "phone": "nyyy",
    "map": "yyyy", "edit_map": "nyyy", "edit_policy": "nyyy",
    "refund_rules": "yyyy", "edit_refund_rules": "nyyy", "refund": "yyyy", "refund_times": "yyyy",
    "appeal_refund": "nyyy", "decide_refund": "nnyy",
    "drafts": "yyyy", "approve": "nnyy", "reject": "nyyy", "rollback": "nnyy",
    "autolock_off": "nnny", "autolock_on": "nnny", "digest": "yyyy",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says(name: str, role: Role) -> None:
    allowed = TABLE[name][role.rank] == "y"
    actor = an_actor(role)

    outcome = authorize(actor, name, shop="A", level=Level.ORANGE)

    assert isinstance(outcome, Allowed) == allowed
    assert may(actor, name) == allowed
    if isinstance(outcome, Denied):
        assert outcome.reason == "role"
        assert outcome.facts["role"] == role


def test_the_table_is_complete() -> None:
    assert set(TABLE) == set(LEAST_ROLE)


def test_an_operator_may_call_orange_a_false_alarm_but_not_red_or_unknown() -> None:
    operator = an_actor(Role.OPERATOR)

    assert isinstance(authorize(operator, "false_alarm", shop="A", level=Level.ORANGE), Allowed)
    for level in (Level.RED, None):
        denied = authorize(operator, "false_alarm", shop="A", level=level)
        assert isinstance(denied, Denied)
        assert (denied.reason, denied.facts["need"]) == ("red", "approver")
    approver = an_actor(Role.APPROVER)
    assert isinstance(authorize(approver, "false_alarm", shop="A", level=Level.RED), Allowed)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.APPROVER, Role.ADMIN])
@pytest.mark.parametrize("need", [Role.OPERATOR, Role.APPROVER, Role.ADMIN])
def test_a_hold_is_released_by_its_role_or_by_its_owner(role: Role, need: Role) -> None:
    actor = an_actor(role)

    others = authorize(actor, "release", shop="A", hold=a_hold("李雷", need))
    own = authorize(actor, "release", shop="A", hold=a_hold("王敏", need))

    assert isinstance(others, Allowed) == (role.rank >= need.rank)
    assert isinstance(own, Allowed)
    if isinstance(others, Denied):
        assert others.facts == {
            "need": need, "role": role, "hold": "RESONANCE_RED", "owner": "李雷",
        }  # fmt: skip


def test_nobody_owns_what_the_system_holds_even_by_that_name() -> None:
    impostor = an_actor(Role.OPERATOR, name="system")

    assert isinstance(authorize(impostor, "release", shop="A", hold=a_hold()), Denied)


def test_a_viewer_may_not_release_even_an_own_hold() -> None:
    viewer = an_actor(Role.VIEWER)

    assert isinstance(authorize(viewer, "release", shop="A", hold=a_hold("王敏")), Denied)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("shop", ["B", "", None])
def test_an_order_of_another_or_unknown_shop_is_refused_without_a_word_more(
    role: Role, shop: str | None
) -> None:
    actor = an_actor(role, shops=("A",))

    for name in ("order", "lock", "release", "false_alarm", "freeze"):
        assert authorize(actor, name, shop=shop, level=Level.RED, hold=a_hold()) == Denied(
            reason="shop"
        )


def test_what_concerns_every_shop_is_refused_as_that_and_not_as_an_order() -> None:
    actor = an_actor(Role.ADMIN, shops=("A",))

    decided = ("drafts", "approve", "reject", "rollback")
    for name in (*decided, "edit_policy", "edit_map", "refund_rules"):
        assert authorize(actor, name, shop=None) == Denied(reason="all_shops")
    assert authorize(actor, "decide_refund", shop=None) == Denied(reason="shop")


def test_lists_name_no_shop_and_are_open_to_all_who_are_known() -> None:
    actor = an_actor(Role.VIEWER, shops=("A",))

    for name in ("alerts", "signals", "help", "unshipped", "why_not_me"):
        assert isinstance(authorize(actor, name, shop=None), Allowed)
    assert isinstance(authorize(actor, "why_not_me", shop="B"), Denied)
    assert [actor.sees("A"), actor.sees("B"), actor.sees(None)] == [True, False, False]


@given(st.text(), st.sampled_from(Role))
def test_what_is_not_in_the_table_is_denied_to_everyone(name: str, role: Role) -> None:
    if name not in LEAST_ROLE:
        assert authorize(an_actor(role), name, shop="A") == Denied(reason="unknown_action")
        assert not may(an_actor(role), name)


def test_help_is_made_of_what_a_role_may_do() -> None:
    viewer = {spec.name for spec in SPECS if may(an_actor(Role.VIEWER), spec.name)}

    assert Name.ORDER in viewer
    assert not viewer & {Name.LOCK, Name.RELEASE, Name.CLAIM, Name.FALSE_ALARM, Name.SNOOZE}
    not_theirs = {Name.AUTOLOCK_OFF, Name.AUTOLOCK_ON, Name.DEBUG, Name.APPROVE, Name.ROLLBACK}
    not_theirs |= {Name.REPLAY, Name.AUDIT, Name.APPEAL}
    assert {s.name for s in SPECS if not may(an_actor(Role.OPERATOR), s.name)} == not_theirs
    assert not may(an_actor(Role.APPROVER), Name.DEBUG)
