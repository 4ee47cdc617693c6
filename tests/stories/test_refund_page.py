"""A customer asks goods back by a link of the shop's; quality control hears of what is appealed."""

import re

import pytest

from handlers.events import intake
from handlers.refunds import asking
from handlers.refunds.asking import Form, Weighed
from handlers.refunds.page import Seen, Stand, look
from rules.cards.review_card import DECIDE
from rules.delivery.routes import Target
from rules.events.event import Event
from rules.refunds.application import Standing
from rules.refunds.words import Action
from storage.tx import Tx
from tests.harness import Harness

QC = Target(channel="console", conversation="qc")
_KEPT = {"issue": "no_reason", "tag_intact": "yes", "washed": "no"}


@pytest.fixture
def shop(h: Harness) -> Harness:
    h.quality_control = (QC,)
    h.ordered(items=[{"sku": "A", "qty": 1, "category": "服饰"}])
    h.happens("carrier.trace", tracking_no="SF1024", state="签收")
    h.read()
    return h


def _link(h: Harness, by: str = "李雷") -> str:
    told = h.says("退款 1024", by=by)
    assert told is not None
    found = re.search(r"/refund/(\S+)", told.text)
    return found[1] if found else ""


def _look(h: Harness, token: str) -> Seen:
    return h.database.look(lambda tx: look(tx, h.deps, token, h.now))


def _ask(h: Harness, token: str, **answers: str) -> Seen:
    form = Form(pieces=(1,), answers={**_KEPT, **answers})

    def work(tx: Tx) -> Seen:
        ahead = asking.weigh(tx, h.deps, look(tx, h.deps, token, h.now), form, h.now)
        assert isinstance(ahead, Weighed)
        _, event = asking.confirm(tx, h.deps, token, form, ahead.digest, h.now)
        assert isinstance(event, Event)
        intake.take(tx, h.deps, [event], h.now)
        return look(tx, h.deps, token, h.now)

    return h.database.do(work)


def test_the_link_is_given_to_who_serves_customers_and_asks_goods_back(shop: Harness) -> None:
    assert _link(shop, by="小赵") == ""
    token = _link(shop)
    assert _look(shop, token).stand is Stand.OPEN

    after = _ask(shop, token)
    assert (after.stand, after.asked[0].standing) == (Stand.ASKED, Standing.DECIDED)
    told = shop.says("退款 1024")
    assert told is not None
    assert "客户：" in told.text
    shop.expect_nothing()


def test_an_appeal_is_a_card_of_quality_control_and_what_it_decides_is_shown(
    shop: Harness,
) -> None:
    token = _link(shop)
    assert _ask(shop, token, washed="yes").asked[0].standing is Standing.REFUSED
    shop.expect_nothing()

    def appeal(tx: Tx) -> object:
        return asking.appeal(tx, shop.deps, token, 0, 1, "只是试穿，电话 13812345678", shop.now)

    shop.database.do(appeal)
    shop.database.do(appeal)  # the same button again
    card = shop.expect_card()
    assert card.conversation == "qc"
    assert "只是试穿" in card.text
    assert "13812345678" not in card.text
    shop.expect_nothing()

    said = shop.press(card.tokens[f"{DECIDE}:{Action.REFUND}"], by="王敏", conversation="qc").text
    assert "王敏决定：" in said
    shop.read()
    seen = _look(shop, token)
    assert [one.standing for one in seen.asked] == [Standing.DECIDED]
    assert seen.asked[0].may_appeal
