"""After-sales is answered within 48 hours, and people hear of it at 24, 6 and 1 before (S-24)."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.cards.card import Card, Tone
from rules.confirmation.tickets import Ticket, later_than, merged
from tests.builders import NOON, an_event, hours
from tests.harness import Harness


def opened(h: Harness, ticket: str = "T1", *, at: datetime | None = None) -> None:
    h.takes(an_event("ticket.opened", "1024", at=at or h.now, received_at=h.now, ticket_id=ticket))


def answered(h: Harness, ticket: str = "T1", *, at: datetime | None = None) -> None:
    told = {"ticket_id": ticket, "by": "小赵"}
    h.takes(an_event("ticket.answered", "1024", at=at or h.now, received_at=h.now, **told))


def cards(h: Harness) -> list[Card]:
    return [out.picture.card for out in h.read("售后单 T") if out.picture is not None]


def test_one_card_comes_a_day_before_and_is_redrawn_at_six_hours_and_one_and_when_it_is_late(
    h: Harness,
) -> None:
    h.ordered("1024")
    opened(h)
    h.pass_time(hours(24) - timedelta(seconds=1))
    assert cards(h) == []

    seen = []
    for step in (timedelta(seconds=1), hours(18), hours(5), hours(1)):
        h.pass_time(step)
        h.pass_time(timedelta())
        seen += cards(h)

    assert len({card.card_id for card in seen}) == 1
    assert [card.tone for card in seen] == [Tone.ORANGE, Tone.ORANGE, Tone.RED, Tone.RED]
    said = ["不到 1 天", "不到 6 小时", "不到 1 小时", "30 天内 1 张超时"]
    assert [part in card.headline for part, card in zip(said, seen, strict=True)] == [True] * 4

    answered(h)
    h.pass_time(timedelta(minutes=1))
    (over,) = cards(h)
    assert over.closed


def test_an_answer_in_time_keeps_a_ticket_quiet_even_if_it_is_told_before_the_question(
    h: Harness,
) -> None:
    h.ordered("1024")
    answered(h, "T1", at=h.now + hours(1))
    opened(h, "T1")
    opened(h, "T2")
    answered(h, "T2", at=h.now + hours(2))

    h.pass_time(hours(60))

    assert cards(h) == []
    assert h.database.look(lambda tx: tx.tickets.late(since=NOON, now=h.now)) == 0


def test_an_answer_after_the_end_stays_counted(h: Harness) -> None:
    h.ordered("1024")
    opened(h, "T1")
    opened(h, "T2")
    answered(h, "T1", at=h.now + hours(48))
    answered(h, "T2", at=h.now + hours(48) - timedelta(microseconds=1))
    h.pass_time(hours(49))

    assert h.database.look(lambda tx: tx.tickets.late(since=NOON, now=h.now)) == 1


@given(st.integers(0, 60 * 60 * 60))
def test_each_step_begins_with_its_moment(seconds: int) -> None:
    left = 48 * 3600 - seconds
    steps = [step for step in (24, 6, 1) if left <= step * 3600]
    expected = None if not steps else hours(0) if left <= 0 else hours(min(steps))

    assert later_than(NOON, NOON + timedelta(seconds=seconds)) == expected


@given(st.permutations(range(4)))
def test_what_was_told_of_a_ticket_comes_to_the_same_in_any_order(order: list[int]) -> None:
    told = [
        Ticket(ticket_id="T1", order_no="1024", opened_at=NOON),
        Ticket(ticket_id="T1", opened_at=NOON + hours(1)),
        Ticket(ticket_id="T1", answered_at=NOON + hours(3)),
        Ticket(ticket_id="T1", answered_at=NOON + hours(2)),
    ]
    found = Ticket(ticket_id="T1")
    for place in order:
        found = merged(found, told[place])

    assert found == Ticket(
        ticket_id="T1", order_no="1024", opened_at=NOON, answered_at=NOON + hours(2)
    )
