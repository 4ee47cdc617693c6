"""Tests of drafts: who may approve one, until when, and which version a rollback brings back."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.drafts.draft import LIFETIME, Draft, DraftState, No, brought_back
from tests.builders import NOON, minutes

DRAFT = Draft(
    number=1,
    kind="statuses",
    content="[]",
    based_on=4,
    author="李雷",
    at=NOON,
    expires=NOON + LIFETIME,
    opened_by=("李雷", "王敏"),
)


@pytest.mark.parametrize(
    ("changes", "approver", "in_force", "no"),
    [
        ({}, "王敏", 4, None),
        ({}, "李雷", 4, No.AUTHOR),
        ({}, "陈静", 4, No.UNOPENED),
        ({}, "王敏", 5, No.OVERTAKEN),
        ({"expires": NOON + minutes(1)}, "王敏", 4, No.EXPIRED),
        ({"expires": NOON + minutes(1)}, "李雷", 4, No.EXPIRED),
        ({"state": DraftState.PUBLISHED}, "王敏", 5, No.DECIDED),
        ({"state": DraftState.OVERTAKEN}, "王敏", 5, No.OVERTAKEN),
    ],
)
def test_a_second_person_who_has_seen_it_may_approve_it_in_time(
    changes: dict[str, object], approver: str, in_force: int, no: No | None
) -> None:
    draft = replace(DRAFT, **changes)  # type: ignore[arg-type]  # fields of a draft

    assert draft.why_not(approver, in_force, NOON + minutes(1)) == no


@given(st.integers(1, 30), st.integers(0, 30))
def test_rollbacks_go_back_step_by_step_to_the_first_version(drafts: int, rollbacks: int) -> None:
    contents: list[tuple[int, int | None]] = [(n, None) for n in range(1, drafts + 1)]
    shown = [drafts]
    for _ in range(rollbacks):
        latest, same_as = contents[-1]
        target = brought_back(latest, same_as)
        if target is None:
            break
        contents.append((latest + 1, target))
        shown.append(target)

    assert all(before - after == 1 for before, after in pairwise(shown))
    assert len(shown) == min(drafts, rollbacks + 1)
