"""While a source is down, whatever shows a number says that it may be less than there is (M-20)."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from handlers.cards import CARDS
from handlers.delivery.composing.pictures import how_it_stands
from rules.cards.card import as_text
from rules.cards.trouble_card import badge
from rules.chat.words import SPECS, Name
from rules.delivery.routes import Target
from rules.health.troubles import BLINDING, HealthRules, Trouble
from storage.database import Database
from storage.tx import Tx
from tests.builders import minutes
from tests.harness import Harness

SOURCES = (
    "shop", "oms", "erp", "wms", "wms-hz", "kuaidi100", "service", "wechat", "alipay", "calls",
    "sms", "crm",
)  # fmt: skip
_MARK = "数据可能不全"
#: What these answer is of our own making, whoever is silent.
OUR_OWN = {
    Name.MAP, Name.REFUND_RULES, Name.DRAFTS, Name.SIGNALS, Name.WHY_NOT_ME, Name.ROUTES,
    Name.TEST, Name.INTERRUPTIONS, Name.PHONE, Name.AUTOLOCK_OFF, Name.AUTOLOCK_ON, Name.MUTE,
    Name.ONCALL, Name.DEBUG, Name.GIFT, Name.HELP, Name.LISTS, Name.APPROVE, Name.REJECT,
    Name.ROLLBACK,
}  # fmt: skip
#: What a person decides an order with: it answers what was done.
DEEDS = {
    Name.LOCK, Name.RELEASE, Name.RECALL, Name.CLAIM, Name.FALSE_ALARM, Name.SNOOZE, Name.USEFUL,
}  # fmt: skip


def _at(clock: str, day: int = 3) -> datetime:
    return datetime.fromisoformat(f"2026-08-{day:02d}T{clock}+08:00")


def _a_full_day(h: Harness) -> dict[str, str]:
    """Let a day bring a card of each subject; return one of each by its subject."""
    h.trace_sheet, h.digest, h.night_check = time(10), time(18), time(2)
    shown: set[str] = set()

    def look() -> None:
        h.pass_time(timedelta(0))
        shown.update(out.picture.card.card_id for out in h.read() if out.picture is not None)

    h.now = _at("14:00:00", 2)
    h.ordered("1002")
    h.happens("system.status", "1002", system="erp", status="Sent")
    h.happens("system.status", "1002", system="wms", status="LOADED")
    h.now = _at("02:00:00")
    look()
    h.now = _at("08:00:00")
    h.tells("marks.imported", marks=[{"order_no": "1024", "mark": "已打单"}], system="x", by="小赵")
    h.tells("marks.imported", marks=[{"order_no": "9", "mark": "已打单"}], system="x", by="小赵")
    look()
    h.happens("order.paid", "2048", amount="199.00")
    h.now += minutes(1)
    h.tells("marks.imported", marks=[{"order_no": "2048", "mark": ""}], system="x", by="小赵")
    look()
    h.now = _at("10:00:00")
    look()
    h.happens("system.status", "1024", system="wms", status="TELEPORTED")
    h.says("映射 WMS PACKED → 运输中")
    look()
    h.ordered("3001")
    h.turns_orange("3001")
    look()
    h.quality_control = (Target(channel="console", conversation="qc"),)
    h.ordered("3002", items=[{"sku": "A", "qty": 1, "category": "服饰"}])
    h.happens("refund.requested", "3002", amount="199.00", facts={"signed": "unknown"})
    look()
    h.delivery = replace(h.delivery, merge_above=1)
    for number in range(12):
        h.now = _at("16:20:00")
        h.ordered(f"s-{number}")
        h.turns_orange(f"s-{number}")
    look()
    h.tells("system.heartbeat", system="tms")
    for _ in range(4):
        h.pass_time(minutes(5))
    h.now = _at("18:00:00")
    look()
    h.health = replace(HealthRules(), owner="王敏")
    for number in range(20):
        h.ordered(f"h-{number}")
    for order_no in ("h-1", "h-2", "h-3"):
        h.locks(order_no, by="oms")
    h.pass_time(minutes(16))
    look()
    copies = h.database.look(lambda tx: [tx.cards.get(card) for card in sorted(shown)])
    return {copy.subject: copy.id for copy in copies if copy is not None}


@pytest.fixture
def day(sqlite_url: str) -> Harness:
    return Harness(database=Database(sqlite_url), now=_at("13:00:00", 2))


def test_a_card_of_each_subject_is_marked_whichever_source_is_down_and_else_is_not(
    day: Harness,
) -> None:
    cards = _a_full_day(day)
    assert cards.keys() == CARDS.keys(), "a new subject needs a card in the day"

    def drawn(tx: Tx, card_id: str) -> str:
        stand = how_it_stands(tx, day.deps, tx.cards.get(card_id), day.now)
        assert stand is not None
        return as_text(stand.draw())

    def texts() -> dict[str, str]:
        return day.database.look(lambda tx: {s: drawn(tx, card) for s, card in cards.items()})

    assert {subject for subject, text in texts().items() if re.search(r"\d", text)} == set(CARDS)
    known = day.database.look(lambda tx: tx.troubles.blinding())
    _over(day, known)
    assert not any(_MARK in text for text in texts().values())
    day.database.do(lambda tx: tx.troubles.save(known))  # its card would else be closed
    for wrong in sorted(BLINDING):
        for source in SOURCES:
            down = _down(day, wrong, source)
            named = badge(down, "zh")
            unmarked = {s for s, text in texts().items() if named not in text.partition(_MARK)[2]}
            _over(day, [down])
            assert unmarked == set(), f"{source} is down ({wrong})"


def test_whatever_a_question_is_answered_with_a_number_is_marked_but_what_is_our_own(
    day: Harness,
) -> None:
    _a_full_day(day)
    assert {spec.name for spec in SPECS} == set(Name)
    _over(day, day.database.look(lambda tx: tx.troubles.blinding()))
    _down(day, "silence", "crm")
    marked = set()
    for spec in SPECS:
        if spec.name in OUR_OWN | DEEDS:
            continue
        words = f"{spec.zh[0]} 1002" if spec.order == "required" else spec.zh[0]
        reply = day.says(f"{words} 地址修改+1" if spec.name is Name.WHAT_IF else words)
        assert reply is not None
        assert _MARK in reply.text, spec.name
        marked.add(spec.name)
    assert marked | OUR_OWN | DEEDS == set(Name)


def _down(h: Harness, wrong: str, source: str) -> Trouble:
    kind = next(one for one in BLINDING if one == wrong)
    facts = {"every": "300", "what": "", "usual": "9", "least": "8", "most": "10"}
    down = Trouble(id=f"{wrong}-{source}", wrong=kind, name=source, since=h.now, facts=facts)
    h.database.do(lambda tx: tx.troubles.save([down]))
    return down


def _over(h: Harness, troubles: list[Trouble]) -> None:
    over = [replace(one, over_at=h.now) for one in troubles]
    h.database.do(lambda tx: tx.troubles.save(over))
