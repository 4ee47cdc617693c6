"""The to-do list is every open alert that its reader may see, red first, whatever was said."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.commands.alerts import alerts
from handlers.commands.pages import LINES
from handlers.desk.waiting import LONGEST, pulse, waiting
from rules.people.permissions import Actor
from rules.vocabulary import ALIVE, AlertState, Level, Role
from storage.orders.orders import Order
from storage.tx import Tx
from tests.builders import NOON, an_alert, an_event, minutes
from tests.harness import Harness


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One order with an alert, said as simply as it can be."""

    level: Level
    state: AlertState
    score: Decimal
    shop: str | None
    due_in: int | None  #: minutes from noon
    opened: int
    left: bool
    known: bool  #: Whether the order itself has arrived.

    @property
    def deadline(self) -> datetime | None:
        """Return until when it should leave; an order that has left has none."""
        known = self.due_in is not None and self.known and not self.left
        return NOON + minutes(self.due_in or 0) if known else None


_CASES = st.lists(
    st.builds(
        Case,
        level=st.sampled_from([Level.RED, Level.ORANGE]),
        state=st.sampled_from(AlertState),
        score=st.sampled_from([Decimal(s) for s in ("2.5", "4.0", "9.9", "10.0", "10.25")]),
        shop=st.sampled_from([None, "甲店", "乙店"]),
        due_in=st.none() | st.integers(-90, 90),
        opened=st.integers(-90, 0),
        left=st.booleans(),
        known=st.booleans(),
    ),
    max_size=12,
)
_SHOPS = st.sampled_from([("*",), ("甲店",), ("甲店", "乙店"), ()])


class _UndoneError(Exception):
    """Leaves the database as it was."""


def _person(shops: Sequence[str]) -> Actor:
    return Actor(
        name="王敏", role=Role.APPROVER, shops=tuple(shops), channel="console",
        user_id="wangmin", known=True,
    )  # fmt: skip


def _save(tx: Tx, cases: Sequence[Case]) -> None:
    for number, case in enumerate(cases):
        opened = NOON + minutes(case.opened)
        alert = an_alert(
            case.level, case.state, id=f"a{number:03d}", order_no=f"n{number:03d}",
            score=case.score, opened_at=opened, updated_at=opened,
        )  # fmt: skip
        # What the alert was told of its shop when it came up is not what the order says now.
        tx.alerts.save([alert])
        if case.known:
            order = Order(order_no=alert.order_no, received_at=NOON, shop=case.shop)
            order.left_at = NOON if case.left else None
            tx.orders.save([order])
            promised: dict[str, Any] = (
                {} if case.due_in is None else {"promised_ship_at": _text(case.due_in)}
            )
            tx.journal.add([an_event("order.created", alert.order_no, **promised)])


def _text(due_in: int) -> str:
    return (NOON + minutes(due_in)).isoformat()


def _expected(cases: Sequence[Case], shops: Sequence[str]) -> list[str]:
    """Return the ids that should be listed, found by going through the cases one by one."""
    found = []
    for number, case in enumerate(cases):
        shop = case.shop if case.known else None
        if case.state in ALIVE and ("*" in shops or shop in shops):
            urgency = (
                0 if case.level is Level.RED else 1,
                case.deadline is None,
                case.deadline or NOON,
                -case.score,
                case.opened,
            )
            found.append((urgency, f"a{number:03d}"))
    return [alert_id for _, alert_id in sorted(found)]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases=_CASES, shops=_SHOPS)
def test_the_list_is_every_open_alert_the_person_may_see_in_order(
    h: Harness, cases: list[Case], shops: tuple[str, ...]
) -> None:
    def work(tx: Tx) -> None:
        _save(tx, cases)
        counts, listed = waiting(tx, h.deps, _person(shops), NOON)
        total = sum(counts.values())
        assert [one.alert.id for one in listed] == _expected(cases, shops)
        assert total == len(listed)
        said = alerts(tx, h.deps, _person(shops), "", NOON).splitlines()[1 : LINES + 1]
        assert all(one.alert.order_no in line.split() for one, line in zip(listed, said))  # noqa: B905 - the rest is on other pages
        raise _UndoneError

    with suppress(_UndoneError):
        h.database.do(work)


def test_of_too_many_the_list_counts_all_and_leaves_out_no_red(h: Harness) -> None:
    case = Case(
        level=Level.ORANGE, state=AlertState.OPEN, score=Decimal("2.5"), shop="甲店",
        due_in=None, opened=-60, left=False, known=False,
    )  # fmt: skip
    red = Case(
        level=Level.RED, state=AlertState.OPEN, score=Decimal("4.0"), shop="甲店",
        due_in=None, opened=0, left=False, known=False,
    )  # fmt: skip

    def work(tx: Tx) -> None:
        _save(tx, [*[case] * LONGEST, red])
        counts, listed = waiting(tx, h.deps, _person("*"), NOON)
        total = sum(counts.values())
        assert (total, len(listed)) == (LONGEST + 1, LONGEST)
        assert listed[0].alert.level is Level.RED

    h.database.do(work)


def test_the_pulse_moves_with_every_change_of_an_open_alert(h: Harness) -> None:
    everybody = _person("*")

    def beat() -> tuple[object, ...]:
        return h.database.look(lambda tx: pulse(tx, everybody))

    beats = [beat()]
    h.ordered()
    assert beat() == beats[0]
    steps: tuple[Callable[[], object], ...] = (
        h.turns_orange,
        lambda: h.says("认领 1024", by="李雷"),
        lambda: h.happens("chat.opened"),
        lambda: h.says("锁单 1024"),
        lambda: h.says("放行 1024"),
    )
    for happens in steps:
        h.now += timedelta(seconds=1)
        happens()
        beats.append(beat())

    assert all(one != other for one, other in pairwise(beats))
