"""Commands: each answers who may ask, refuses who may not, and writes down that it was asked."""

import pytest

from rules.chat.words import SPECS, Spec
from rules.vocabulary import Role
from storage.system.audit import Attempt
from tests.harness import Harness

PEOPLE = {
    Role.VIEWER: "小赵", Role.OPERATOR: "李雷", Role.APPROVER: "王敏", Role.ADMIN: "陈静",
}  # fmt: skip


def _last(h: Harness) -> Attempt:
    attempts = h.database.look(lambda tx: tx.audit.recent(20))
    return next(attempt for attempt in attempts if attempt.channel == "console")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_whoever_has_the_role_of_a_command_is_answered_and_it_is_written_down(
    h: Harness, spec: Spec
) -> None:
    h.ordered()
    h.turns_orange()

    reply = h.says(spec.examples[0], by=PEOPLE[spec.role])

    assert reply is not None
    assert reply.text
    assert _last(h).actor == PEOPLE[spec.role]
    assert _last(h).outcome != "refused"


@pytest.mark.parametrize(
    "spec", [s for s in SPECS if s.role is not Role.VIEWER], ids=lambda spec: spec.name
)
def test_whoever_has_less_is_refused_in_private_and_that_is_written_down_too(
    h: Harness, spec: Spec
) -> None:
    h.ordered()
    less = max((r for r in Role if r.rank < spec.role.rank), key=lambda role: role.rank)

    reply = h.says(spec.examples[0], by=PEOPLE[less])

    assert reply is not None
    assert reply.private
    assert _last(h).outcome == "refused"


@pytest.mark.parametrize(
    "spec", [s for s in SPECS if s.order == "required"], ids=lambda spec: spec.name
)
def test_a_command_about_an_order_that_nobody_knows_says_so_and_makes_none(
    h: Harness, spec: Spec
) -> None:
    said = h.says(spec.examples[0], by="陈静")

    assert said is not None
    assert "1024" in said.text
    assert h.database.look(lambda tx: tx.orders.find(["1024"])) == {}
    assert h.database.look(lambda tx: tx.holds.of_order("1024")) == ()
