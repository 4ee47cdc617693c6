"""An English installation: whatever it says is English, but for names and what people wrote."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.console import render
from bot.channels.console.views import order_data, score_chart
from bot.channels.console.views.order_data import Reading
from handlers.commands import story
from handlers.orders import view as views
from handlers.ports import Reply
from rules.cards.card import as_text
from rules.chat.words import SPECS, Spec
from rules.vocabulary import Action
from storage.database import Database
from tests.builders import SHANGHAI
from tests.harness import PEOPLE, Harness, ShownCard

_HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.fixture
def h(database: Database) -> Harness:
    """Speak English."""
    return Harness(database=database, lang="en")


def _foreign(said: str) -> list[str]:
    """Return the lines that hold Chinese, apart from the names of people."""
    for person in PEOPLE:
        said = said.replace(person.name, "")
    said = said.replace("顺丰", "")  # a carrier
    return [line for line in said.splitlines() if _HAN.search(line)]


def _page(h: Harness) -> str:
    reading = Reading(now=h.now, tz=SHANGHAI, lang="en")
    page = h.database.look(lambda tx: views.order_page(tx, h.deps, "1024", h.now))
    assert page is not None
    shown = order_data.order(page, reading)
    return "\n".join((_dumped(shown), _dumped(score_chart.options(page, reading))))


def _dumped(shown: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(shown, ensure_ascii=False, indent=0, default=str)


def _seen(card: ShownCard) -> str:
    return "\n".join((as_text(card.card, "en"), _dumped(render.card(card.card, card.tokens))))


def _an_eventful_day(h: Harness) -> ShownCard:
    """Let everything that is a signal, a hold or a line of the timeline happen to one order."""
    h.ordered(promised_ship_at=(h.now + timedelta(hours=3)).isoformat())
    h.happens("order.address_changed", address={"city": "Hangzhou"}, by="buyer")
    h.happens("order.address_changed", address={"city": "Ningbo"}, by="buyer")
    h.happens("chat.opened")
    h.happens("chat.message", text="urgent", by="buyer")
    h.happens("checkout.dwelled", seconds=900)
    h.happens("coupon.applied", depth=0.6)
    h.happens("label.printed", warehouse="hz-1", took_ms=900)
    h.happens("system.status", system="wms", status="PACKED")
    h.scan("P1024")
    h.scan("nobody's")
    return h.expect_card()


def test_what_an_order_looks_like_is_english(h: Harness) -> None:
    card = _an_eventful_day(h)
    h.press(card.tokens[Action.FREEZE], by="小赵")
    h.press(card.tokens[Action.RELEASE], by="王敏")
    h.pass_time(timedelta(hours=30))

    told = h.database.look(lambda tx: story.story(tx, h.deps, "1024", h.now))
    assert told
    said = [_seen(card), _dumped(h.order()), _page(h), *told, *(out.text for out in h.read())]

    assert _foreign("\n".join(said)) == []
    assert h.order()["alert"]["suggestions"]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: str(spec.name))
def test_every_answer_is_english(h: Harness, spec: Spec) -> None:
    _an_eventful_day(h)
    word = spec.en[0]
    typed = [e for e in spec.examples if not _HAN.search(e)]
    wrong = (word, f"{word} 9999", f"{word} 1024 nonsense here", f"{word}x 1024", f"help {word}")

    for by in ("陈静", "小赵", "nobody"):
        answers = [h.says(text, by=by) for text in (*typed, *wrong)]
        assert _foreign("\n".join(_read(answers))) == []
    assert _foreign("\n".join(out.text for out in h.read())) == []


def _read(answers: Iterable[Reply | None]) -> list[str]:
    said = [answer for answer in answers if answer is not None]
    cards = [as_text(a.picture.card, "en") for a in said if a.picture is not None]
    return [*(answer.text for answer in said), *cards]
