"""What Slack shows: golden cards, nothing dropped, nothing of a customer's read as markup."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.slack import parse, render
from rules.cards.card import Card, Line, Tone
from rules.cards.suggestions import Suggestion
from rules.vocabulary import Action
from tests.builders import NOON
from tests.conformance import cards
from tests.platforms.slack.blocks import problems, shouts
from tests.platforms.slack.world import shown

TOKENS = {action.value: f"signed-{action}" for action in Action}
GOLDENS = Path(__file__).parent / "goldens"
LONG = Line(label="构成", text="😀备注 https://ops.test/a/very/long/path " * 400)


def a_card(**changes: object) -> Card:
    """Return an orange card whose order says what Slack could take for markup."""
    values = {
        "title": "橙色预警 · 订单 1024 · 待处理", "stand": "orange/open", "badge": "橙色预警",
        "tone": Tone.ORANGE,
        "lines": (
            Line(label="客户", text="林晓 1******5678"),
            Line(label="留言", text="「*急* <!channel> & A_1_B」"),
        ),
        "suggestions": (
            Suggestion(code="call", text="回电确认规格", command=None),
            Suggestion(code="release", text="核实无误后放行", command="放行 1024"),
        ),
    }  # fmt: skip
    return cards.a_card(**{**values, **changes})


CARDS: dict[str, Card] = {
    "orange_open": a_card(),
    "red_locked": a_card(
        title="红色预警 · 订单 1024 · 已锁定", stand="red/frozen",
        tone=Tone.RED,
        buttons=tuple(b for b in a_card().buttons if b.action == Action.RELEASE),
    ),
    "released": a_card(
        stand="orange/released", tone=Tone.GREEN, buttons=(), lines=(), suggestions=(), footer="",
        headline="客户 13 分钟内改址两次，又反复找客服 · 王敏 12:05 放行",
    ),
    "long": a_card(lines=(LONG, *(replace(LONG, label=f"第 {n}") for n in range(9)))),
}  # fmt: skip


def _draw(card: Card, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    picture = cards.a_picture(tokens=TOKENS)
    picture = replace(picture, card=card)
    return render.card(picture, conversation="C0OPS", **more)


@pytest.mark.parametrize("name", CARDS)
def test_a_card_looks_as_it_did(name: str) -> None:
    golden = json.loads((GOLDENS / f"slack_{name}.json").read_text(encoding="utf-8"))

    assert _draw(CARDS[name]) == golden


def test_a_notice_looks_as_it_did() -> None:
    golden = json.loads((GOLDENS / "slack_notice.json").read_text(encoding="utf-8"))

    assert {"text": render.body("A&B <!channel> 已送达")} == golden


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_within_the_limits_and_calls_nobody(name: str) -> None:
    blocks = _draw(CARDS[name], mentions=("U0123", "<!channel>"))

    assert problems(blocks) == []
    assert not shouts(blocks)
    assert sum(map(len, shown(blocks))) < 10_000


def test_everything_the_card_says_is_shown() -> None:
    card = a_card()
    text = "\n".join(shown(_draw(card)))

    parts = [
        card.title,
        card.headline,
        card.footer,
        card.link,
        *(line.label for line in card.lines),
    ]
    parts += [s.text for s in card.suggestions] + [b.label for b in card.buttons]
    assert [part for part in parts if str(part) not in text] == []


def test_a_button_without_a_token_is_written_out() -> None:
    picture = replace(cards.a_picture(tokens={Action.CLAIM: "t"}), card=a_card())

    text = "\n".join(shown(render.card(picture, conversation="C1")))

    assert "放行 1024" in text


def test_marks_in_values_are_no_emphasis_and_numbers_keep_their_underscores() -> None:
    assert render.harmless("*a* ~b~ `c` _d_ ORDER_NO_1") == "＊a＊ ～b～ ｀c｀ ＿d＿ ORDER_NO_1"


def test_a_long_text_is_cut_before_it_is_escaped() -> None:
    said = render.body("<&>" * 10, 20)

    assert said.count("&") == said.count(";")


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("<@UBOT> 查单 1024", "查单 1024"),
        ("<@UBOT|resonance>查单 &lt;1024&gt; &amp;amp;", "查单 <1024> &amp;"),
        ("<#C1|ops> 查单", "ops 查单"),
    ],
)
def test_text_is_read_as_it_was_typed(raw: str, read: str) -> None:
    assert parse.plain(raw, "UBOT") == read


@pytest.mark.parametrize(
    "event",
    [
        {}, {"event": 1}, {"event": {"user": "U1"}},
        {"event": {"user": "U1", "channel": "C1", "ts": "x"}},
        {"event": {"user": "U1", "channel": "C1", "ts": "1e999"}},
        {"event": {"user": "U1", "channel": "C1", "ts": "1.0", "bot_id": "B2"}},
        {"event": {"user": "U1", "channel": "C1", "ts": "1.0", "subtype": "message_changed"}},
    ],
)  # fmt: skip
def test_what_nobody_said_is_no_message(event: dict[str, Any]) -> None:
    assert parse.message(event, bot="UBOT") is None


def test_odd_commands_and_presses_are_nothing() -> None:
    assert parse.command({"user_id": 1}, now=NOON) is None
    assert parse.press({"actions": [1], "user": []}, now=NOON) is None
