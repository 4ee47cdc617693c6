"""What quality control decides by is read by who may decide, and each reading is on record."""

import pytest

from bot.channels.console.views import evidence_data
from bot.channels.console.views.order_data import Reading
from handlers.orders.evidence import READ, Evidence, evidence, open_evidence
from rules.delivery.routes import Target
from rules.people.permissions import Denied
from tests.builders import SHANGHAI
from tests.harness import PEOPLE, Harness

_IDS = {person.name: person.ids["console"] for person in PEOPLE}


@pytest.fixture
def shop(h: Harness) -> Harness:
    h.quality_control = (Target(channel="console", conversation="qc"),)
    h.ordered(items=[{"sku": "A", "qty": 3, "category": "服饰", "name": "大衣"}])
    h.happens(
        "refund.requested", id="R-1", amount="66.00", reason="线头很多，打我 13812345678",
        items=[{"sku": "A", "qty": 1}], ip="8.8.8.8", facts={"signed": "unknown"},
    )  # fmt: skip
    return h


def _link(h: Harness) -> str:
    cards = [out.picture.card for out in h.read() if out.picture and out.conversation == "qc"]
    (link,) = {card.link for card in cards}
    assert link is not None
    return link.rpartition("/")[2]


def _open(h: Harness, refund_id: str, by: str) -> Evidence | Denied | None:
    actor = h.deps.directory.actor("console", _IDS.get(by, by))
    return h.database.do(lambda tx: open_evidence(tx, h.deps, actor, refund_id, h.now))


def test_the_card_leads_to_facts_rule_and_trail_and_says_who_has_read_them(shop: Harness) -> None:
    refund_id = _link(shop)
    assert isinstance(_open(shop, refund_id, "陈静"), Evidence)
    found = _open(shop, refund_id, "王敏")
    assert isinstance(found, Evidence)
    shown = evidence_data.evidence(found, shop.deps, Reading(now=shop.now, tz=SHANGHAI))

    assert [(one["who"], one["outcome"]) for one in shown["readers"]] == [
        ("王敏", "完成"),
        ("陈静", "完成"),
    ]
    facts = {one["label"]: one["text"] for one in shown["facts"]}
    assert (facts["要退的商品"], facts["金额"]) == ("大衣 × 1", "¥66.00")
    assert facts["地址"] == "8.8.8.8 · 当日第 1 个申请"
    assert "13812345678" not in str(shown)
    (made,) = shown["history"]
    assert (made["action"], made["cause"]) == ("转人工", "申请")
    assert "第 1 版" in made["rule"]
    assert made["url"].startswith("http://ops.test/terms/1#")
    assert any(one["used"] for one in shown["known"])
    assert any("退款" in one["text"] for one in shown["timeline"])
    assert "看退款证据" not in str(shown["audit"])


@pytest.mark.parametrize(
    ("by", "why"), [("小赵", "role"), ("李雷", "role"), ("外店小周", "shop"), ("谁", "unlinked")]
)
def test_who_may_not_decide_does_not_read_and_the_try_is_on_record(
    shop: Harness, by: str, why: str
) -> None:
    refund_id = _link(shop)
    refused = _open(shop, refund_id, by)

    assert isinstance(refused, Denied)
    assert refused.reason == why
    found = shop.database.look(lambda tx: evidence(tx, shop.deps, refund_id, shop.now))
    assert found is not None
    assert [one.outcome for one in found.readers] == ["refused"]


def test_chat_says_who_has_read_it_and_gives_the_page_to_who_may(shop: Harness) -> None:
    refund_id = _link(shop)
    none = shop.says("审计 证据 1024")
    assert none is not None
    assert "没有人看过" in none.text
    _open(shop, refund_id, "陈静")
    _open(shop, refund_id, "李雷")

    told = shop.says("审计 证据 1024")
    assert told is not None
    assert ("陈静：完成" in told.text, "李雷：" in told.text) == (True, True)
    which = shop.says("审计 证据")
    assert which is not None
    assert "哪一单" in which.text
    for by, gets in (("王敏", True), ("李雷", False)):
        said = shop.says("退款 1024", by=by)
        assert said is not None
        assert (f"/refunds/{refund_id}" in said.text) is gets


def test_an_application_that_is_not_there_has_no_evidence_and_leaves_no_row(shop: Harness) -> None:
    _link(shop)
    assert _open(shop, "nothing", "王敏") is None
    written = shop.database.look(lambda tx: tx.audit.recent(99))
    assert READ not in {one.action for one in written}
