"""A source that falls silent against its own usual hours is one card, and its return closes it."""

from datetime import timedelta

import pytest

from rules.alerts.alert import Alert
from rules.cards.card import Card
from rules.health.absence import HOUR, hour_of
from rules.health.troubles import HealthRules
from rules.vocabulary import AlertState
from storage.database import Database
from tests.builders import a_part, an_alert, an_event, minutes
from tests.harness import Harness

WEEK = timedelta(weeks=1)
#: A story looks as seldom as a test can afford.
SELDOM = HealthRules(heartbeat=minutes(30))
TWELVE = tuple(f"source-{number}" for number in range(12))


def learned(h: Harness, *, number: int = 120, sources: tuple[str, ...] = TWELVE) -> None:
    """Let four weeks go by in which each source sends so many events in every hour."""
    now = hour_of(h.now)
    counts = {
        (source, "chat.opened", now - n * HOUR): number
        for source in sources
        for n in range(1, 24 * 29)
    }
    h.database.do(lambda tx: tx.feeds.heard(counts, h.now - minutes(1)))


def speaks(h: Harness, *sources: str, kind: str = "chat.opened") -> None:
    for source in sources:
        name = f"{source}-{kind}-{h.now}"
        h.takes(an_event(kind, at=h.now, source=source, event_id=name, mark="x", by="小赵"))


def cards(h: Harness, part: str = "数据") -> list[Card]:
    return [out.picture.card for out in h.read(part) if out.picture is not None]


@pytest.mark.parametrize("cut", TWELVE)
def test_each_of_twelve_sources_that_is_cut_is_found_alone_and_closes_when_it_is_back(
    sqlite_url: str, cut: str
) -> None:
    h = Harness(database=Database(sqlite_url), health=SELDOM)
    learned(h)
    others = [source for source in TWELVE if source != cut]
    speaks(h, *TWELVE)
    began, found = h.now, None
    while found is None:
        h.pass_time(minutes(20))
        speaks(h, *others)
        found = next(iter(cards(h, "失联")), None)
        assert h.now - began <= 2 * HOUR, "not found within two intervals"
    assert found.title == f"{cut} 失联 · 未恢复"
    assert "0 条" in found.headline
    assert "前四周 120–120" in found.headline

    h.pass_time(minutes(20))
    speaks(h, *TWELVE)
    h.pass_time(minutes(1))
    (over,) = cards(h, "失联")
    assert over.title.startswith(f"{cut} 失联 · 已恢复")
    assert over.closed
    h.database.close()


def test_one_type_of_a_source_may_be_silent_by_itself(h: Harness) -> None:
    h.health = SELDOM
    learned(h, sources=("crm",))
    speaks(h, "crm")
    speaks(h, "crm", kind="order.marked")
    for _ in range(6):
        h.pass_time(minutes(20))
        speaks(h, "crm", kind="order.marked")
    (card,) = cards(h, "没有")
    assert card.title == "crm 没有客服对话开始 · 未恢复"


def test_a_quiet_source_is_not_missed(h: Harness) -> None:
    h.health = SELDOM
    learned(h, number=1, sources=("crm",))
    speaks(h, "crm")
    h.pass_time(HOUR)
    for _ in range(5):
        h.pass_time(HOUR)
    assert cards(h, "失联") == []


def test_after_we_were_away_everybody_has_time_to_come_back(h: Harness) -> None:
    learned(h, sources=("crm", "shop"))
    speaks(h, "crm", "shop")
    h.pass_time(minutes(1))
    h.now += 5 * HOUR  # the process was down
    h.pass_time(minutes(1))
    h.pass_time(minutes(8))
    assert cards(h, "失联") == []
    speaks(h, "shop")
    h.pass_time(minutes(3))
    assert [card.title for card in cards(h, "失联")] == ["crm 失联 · 未恢复"]


def test_a_system_that_is_lost_is_not_a_silent_source_as_well(h: Harness) -> None:
    learned(h, sources=("erp",))
    speaks(h, "erp")
    h.takes(an_event("system.heartbeat", None, at=h.now, source="erp", system="erp"))
    for _ in range(30):
        h.pass_time(minutes(10))
    assert [card.title for card in cards(h, "失联")] == ["ERP 失联 · 未恢复"]


def test_while_a_source_is_down_no_card_shows_a_number_without_a_mark(h: Harness) -> None:
    h.ordered()
    h.pass_time(minutes(1))
    h.takes(an_event("system.heartbeat", None, at=h.now, source="erp", system="erp"))
    h.pass_time(minutes(9))
    h.read()
    h.turns_orange()
    card = h.expect_card()
    assert "数据可能不全：ERP 失联" in card.card.footer
    h.takes(an_event("system.heartbeat", None, at=h.now, source="erp", system="erp"))
    h.pass_time(minutes(1))
    now = card.press("refresh", by="李雷").picture  # type: ignore[arg-type]
    assert now is not None
    assert "数据可能不全" not in now.card.footer
    h.read()


def test_a_signal_that_takes_part_in_no_alert_for_a_week_is_one_card(h: Harness) -> None:
    h.health = SELDOM

    def raised(number: int, ago: timedelta) -> Alert:
        return an_alert(
            id=f"old-{ago}-{number}", order_no=f"o-{ago}-{number}", opened_at=h.now - ago,
            state=AlertState.RELEASED, parts=(a_part("chat_opened"),),
        )  # fmt: skip

    alerts = [raised(n, WEEK * week - HOUR) for week in range(1, 5) for n in range(12)]
    h.database.do(lambda tx: tx.alerts.save(alerts))
    for _ in range(24 * 7 + 1):
        h.pass_time(HOUR)
    assert [c.title for c in cards(h, "不出现了")] == ["信号 客服对话 不出现了 · 未恢复"]
