"""A system that stops saying that it lives is found within two intervals."""

from datetime import timedelta

from rules.cards.card import Card
from tests.builders import an_event
from tests.harness import Harness

MINUTE = timedelta(minutes=1)


def beats(h: Harness, system: str = "erp", *, ago: timedelta = timedelta()) -> None:
    at = h.now - ago
    h.takes(an_event("system.heartbeat", None, at=at, received_at=h.now, system=system))


def cards(h: Harness) -> list[Card]:
    return [out.picture.card for out in h.read("失联") if out.picture is not None]


def test_a_system_that_stops_is_one_card_within_two_intervals_and_closes_when_it_is_back(
    h: Harness,
) -> None:
    h.pass_time(MINUTE)
    for _ in range(3):
        beats(h)
        beats(h, "wms")
        h.pass_time(5 * MINUTE)
    assert cards(h) == []
    for _ in range(5):
        beats(h, "wms")
        h.pass_time(MINUTE)

    (card,) = cards(h)
    assert card.title.startswith("ERP 失联 · 未恢复")
    assert "每 5 分钟 一次" in card.headline
    h.pass_time(4 * MINUTE)
    assert cards(h) == []

    beats(h)
    beats(h, "wms")
    h.pass_time(MINUTE)
    (over,) = [card for card in cards(h) if "已恢复" in card.title]
    assert over.closed


def test_a_beat_counts_by_its_own_clock_and_a_late_one_moves_nothing_back(h: Harness) -> None:
    h.pass_time(MINUTE)
    beats(h)
    h.pass_time(7 * MINUTE)
    beats(h, ago=6 * MINUTE)
    beats(h, ago=20 * MINUTE)
    h.pass_time(MINUTE)
    assert cards(h) == []
    beats(h, ago=5 * MINUTE)
    h.pass_time(4 * MINUTE)
    assert len(cards(h)) == 1


def test_a_beat_that_is_old_when_it_comes_is_no_sign_of_life(h: Harness) -> None:
    h.pass_time(MINUTE)
    beats(h, ago=11 * MINUTE)
    h.pass_time(timedelta(seconds=30))
    assert [card.title for card in cards(h)] == ["ERP 失联 · 未恢复"]


def test_a_system_that_never_said_so_is_not_missed(h: Harness) -> None:
    h.ordered()
    h.pass_time(60 * MINUTE)
    assert cards(h) == []


def test_after_we_were_away_a_system_has_time_to_say_that_it_lives(h: Harness) -> None:
    beats(h)
    h.pass_time(MINUTE)
    h.pass_time(20 * MINUTE)  # the process was down
    assert cards(h) == []
    h.pass_time(5 * MINUTE)
    assert cards(h) == []
    h.pass_time(3 * MINUTE)
    assert len(cards(h)) == 1
