"""After-sales is answered within 48 hours, and people hear of it at 24, 6 and 1 before (S-24)."""

from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.confirmation.tickets import late_of
from rules.cards.card import Card, Tone
from rules.confirmation.tickets import Late, Ticket, later_than, merged
from tests.builders import NOON, an_event, hours
from tests.harness import Harness


def opened(h: Harness, ticket: str = "T1", *, at: datetime | None = None) -> None:
    told = {"ticket_id": ticket, "event_id": f"{ticket} is new"}
    h.takes(an_event("ticket.opened", "1024", at=at or h.now, received_at=h.now, **told))


def answered(h: Harness, ticket: str = "T1", *, at: datetime | None = None) -> None:
    told = {"ticket_id": ticket, "event_id": f"{ticket} is answered", "by": "小赵"}
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
    assert _late(h, NOON, h.now) == Late(late=0, due=2)


def test_an_answer_after_the_end_stays_counted(h: Harness) -> None:
    h.ordered("1024")
    opened(h, "T1")
    opened(h, "T2")
    answered(h, "T1", at=h.now + hours(48))
    answered(h, "T2", at=h.now + hours(48) - timedelta(microseconds=1))
    h.pass_time(hours(49))

    assert _late(h, NOON, h.now) == Late(late=1, due=2)


def _late(h: Harness, since: datetime, until: datetime) -> Late:
    return h.database.look(lambda tx: late_of(tx, None, since, until))


def test_the_day_and_refund_times_tell_late_tickets_to_who_sees_the_shop(h: Harness) -> None:
    h.digest = time(18)
    h.ordered("1024")
    h.ordered("2048", shop="other")
    for number, (no, answer) in enumerate(
        (("1024", 49), ("1024", 1), ("2048", 1), ("1024", None), (None, None))
    ):
        name = f"T{number}"
        h.takes(an_event("ticket.opened", no, at=h.now, ticket_id=name, event_id=f"{name} new"))
        if answer is not None:
            answered(h, name, at=h.now + hours(answer))
    h.pass_time(hours(47))
    assert "售后超 48 小时" not in str(h.says("日报"))
    h.pass_time(hours(3))
    h.read()

    day, mine = h.says("日报", by="王敏"), h.says("日报", by="外店小周")
    assert day is not None
    assert mine is not None
    assert "售后超 48 小时：当天到时 3/5 = 60.00%、近 30 天 3/5 = 60.00%" in day.text
    assert "看是哪家店的售后〔退款时效〕" in day.text
    assert "售后超 48 小时" not in mine.text
    h.pass_time(hours(24))
    h.read()
    after = h.says("日报", by="王敏")
    assert after is not None
    assert "售后超 48 小时：近 30 天 3/5 = 60.00%" in after.text

    times, theirs = h.says("退款时效", by="王敏"), h.says("退款时效", by="外店小周")
    assert times is not None
    assert theirs is not None
    assert "glasses：2/3 = 66.67%\nother：0/1 = 0.00%" in times.text
    assert theirs.text.endswith("没有答复的\nother：0/1 = 0.00%")


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
