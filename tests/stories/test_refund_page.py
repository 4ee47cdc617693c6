"""A customer asks goods back by a link of the shop's; quality control hears of what is appealed."""

import re
from datetime import datetime

import pytest

from handlers.confirmation.links import confirm_token
from handlers.confirmation.page import answer
from handlers.events import intake
from handlers.orders.evidence import evidence as opened
from handlers.orders.pack import Cut, pack_of
from handlers.refunds import asking
from handlers.refunds.asking import Appeal, Form, Weighed, Wrong
from handlers.refunds.page import Seen, Stand, look
from handlers.refunds.photos import MOST
from rules.cards.review_card import DECIDE
from rules.confirmation.confirmation import Result
from rules.delivery.routes import Target
from rules.events.event import Event
from rules.refunds.application import Standing
from rules.refunds.words import Action
from storage.tx import Tx
from tests.builders import hours, minutes
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
        said = Appeal(which=0, decisions=1, reason="只是试穿，电话 13812345678")
        return asking.appeal(tx, shop.deps, token, said, shop.now)

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


def _appeals(h: Harness, token: str, decisions: int, photos: dict[str, bytes]) -> Wrong | None:
    said = Appeal(
        which=0, decisions=decisions, reason="送来就破了", answers={"issue": "quality"},
        photos=photos,
    )  # fmt: skip
    return h.database.do(lambda tx: asking.appeal(tx, h.deps, token, said, h.now))[1]


def test_what_an_appeal_adds_is_on_the_card_on_the_page_of_evidence_and_in_the_pack(
    shop: Harness,
) -> None:
    token = _link(shop)
    asked = _ask(shop, token, washed="yes").asked[0].application
    shop.now += minutes(5)

    assert _appeals(shop, token, 1, {"d1": b"torn", "d2": b"tag"}) is None

    card = shop.expect_card()
    assert "质量问题" in card.text
    assert "凭证份数：2" in card.text
    evidence = shop.database.look(lambda tx: opened(tx, shop.deps, asked.id, shop.now))
    assert evidence is not None
    assert evidence.history[0].decision.action is Action.REFUSE
    assert evidence.history[1].facts.evidence == 2
    assert len(evidence.order.view["confirmation"]["photos"]) == 2
    pack = shop.database.look(lambda tx: pack_of(tx, shop.deps, _cut(tx, shop.now)))
    assert (pack.files["photos/d1.jpg"], pack.files["photos/d2.jpg"]) == (b"torn", b"tag")
    assert "发来照片 photos/d1.jpg" in pack.files["trail.md"].decode()
    shop.expect_nothing()


def test_a_link_fills_no_house_with_photos(shop: Harness) -> None:
    token = _link(shop)
    _ask(shop, token, washed="yes")
    many = {f"d{n}": b"x" for n in range(MOST + 1)}

    assert _appeals(shop, token, 1, many) is Wrong.NO_PHOTO
    assert _look(shop, token).photos == 0
    shop.expect_nothing()


def test_photos_with_which_a_customer_said_that_all_was_well_are_no_evidence(
    shop: Harness,
) -> None:
    token, link = _link(shop), confirm_token(shop.deps, "1024", shop.now + hours(9))
    shop.database.do(
        lambda tx: answer(tx, shop.deps, link, Result.INTACT, {"fine": b"x"}, shop.now)
    )
    assert _look(shop, token).photos == 0
    shop.now += minutes(5)

    sent = shop.database.do(
        lambda tx: asking.send_photos(tx, shop.deps, token, {"torn": b"y"}, shop.now)
    )

    assert (sent[0].photos, sent[1]) == (1, None)
    shop.read()


def _cut(tx: Tx, now: datetime) -> Cut:
    return Cut(order_no="1024", until=now, head=tx.audit.head())
