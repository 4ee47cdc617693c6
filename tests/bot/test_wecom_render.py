"""What WeCom shows: golden cards, and everything a card says in one form or the other."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom import render
from bot.channels.wecom.account import LONGEST
from handlers.ports import Outgoing, Picture
from rules.cards.alert.card import command_of
from rules.cards.card import Button, Card, Line, Tone
from rules.cards.suggestions import Suggestion
from rules.clipping import size
from rules.vocabulary import Action, AlertState, Level
from rules.wording.say import say

GOLDENS = Path(__file__).parent / "goldens"
TOKENS = {action.value: f"token-of-{action}" for action in Action}
OPEN = (Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM, Action.SNOOZE)


def _card(level: Level = Level.ORANGE, state: AlertState = AlertState.OPEN, **more: Any) -> Card:  # noqa: ANN401
    names = say(f"level_{level}"), say(f"state_{state}")
    card = Card(
        card_id="c-1",
        order_no="1024",
        title=f"{names[0]} · 订单 1024 · {names[1]}",
        tone=Tone.ORANGE,
        stand=f"{level}/{state}",
        badge=names[0],
        status=names[1],
        headline="客户 13 分钟内改址两次，又找了客服 · 未锁定，会照常发货",
        lines=(
            Line(label="客户", text="林晓 1******5678"),
            Line(label="留言", text="「地址又写错了，先别发，等我确认好再发行吗？我一会儿回来」"),
            Line(label="发货时限", text="今天 18:00"),
        ),
        suggestions=(
            Suggestion(code="call", text="回电确认 <b>规格</b>", command=None),
            Suggestion(code="trace", text="先看对话内容再决定", command="轨迹 1024"),
        ),
        more=(Line(label="共振分", text="2.8（橙 2.5 / 红 4.0）"),),
        more_by="为什么 1024",
        buttons=_buttons(*OPEN),
        footer="系统 12:00 预警",
        revision=3,
        link="http://ops.test/orders/1024",
    )
    return replace(card, **more)


def _buttons(*actions: Action) -> tuple[Button, ...]:
    return tuple(
        Button(
            action=action.value,
            label=say(f"action_{action}"),
            primary=place == 0,
            command=command_of(action, "1024"),
        )
        for place, action in enumerate(actions)
    )


def _picture(card: Card) -> Picture:
    return Picture(card=card, tokens=TOKENS, serial=1)


def _locked() -> Card:
    return _card(
        Level.RED,
        AlertState.FROZEN,
        tone=Tone.RED,
        buttons=_buttons(Action.RELEASE, Action.REFRESH),
        footer="王敏 12:03 锁定；仓库已确认拦下，放行要审批人，值班电话在群公告里",
    )


def _released() -> Card:
    return _card(
        Level.RED, AlertState.RELEASED, tone=Tone.GREEN, buttons=(), suggestions=(), lines=(),
        headline="客户 13 分钟内改址两次，又找了客服 · 王敏 12:03 放行", footer="", link=None,
    )  # fmt: skip


def _long() -> Card:
    lines = tuple(Line(label=f"第{n}项", text=f"很长的说明{n} " * 12) for n in range(40))
    return _card(lines=lines, title="橙色预警 · 订单 TB2026112600012345678901 · 待处理")


def _out(text: str = "", picture: Picture | None = None, **changes: Any) -> Outgoing:  # noqa: ANN401
    out = Outgoing(
        entry_id=1, key="k", channel="wecom", conversation="g", attempt=1, text=text,
        picture=picture,
    )  # fmt: skip
    return replace(out, **changes)


def _drawn(card: Card, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what render.card takes
    return render.card(_picture(card), lang="zh", task_id="task-1", **more)


SHOWN: dict[str, Any] = {
    "card_open": _drawn(_card()),
    "card_locked": _drawn(_locked()),
    "card_released": _drawn(_released()),
    "card_long": _drawn(_long()),
    "notice": render.markdown_body(render.plain(_out("订单 1024 没有送到\n请看 *这里*"))),
    "markdown": render.markdown_body(render.degraded(_picture(_card()), lang="zh")),
    "webhook": render.markdown_body(
        render.hooked(_out(picture=_picture(_card()), mentions=("wangmin",)), lang="zh")
    ),
}


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_it_looks_as_it_did(name: str) -> None:
    golden = GOLDENS / f"wecom_{name}.json"

    assert SHOWN[name] == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("card", [_card(), _locked(), _released()])
def test_everything_a_card_says_is_visible(card: Card) -> None:
    seen = json.dumps(_drawn(card), ensure_ascii=False)

    said = [card.title, card.footer, card.headline]
    said += (
        [line.text for line in card.lines]
        + [one.text for one in card.suggestions]
        + [button.label for button in card.buttons]
    )
    assert [text for text in said if text not in seen] == []


@pytest.mark.parametrize("card", [_card(), _locked(), _released(), _long()])
def test_a_card_keeps_the_limits_of_its_parts(card: Card) -> None:
    shown = _drawn(card)

    rows, buttons = shown.get("horizontal_content_list", []), shown["button_list"]
    assert len(rows) <= 6
    assert all(len(row["keyname"]) <= 5 and len(row["value"]) <= 26 for row in rows)
    assert len(buttons) <= 6
    assert len({button["key"] for button in buttons}) == len(buttons)
    assert size(json.dumps(shown, ensure_ascii=False)) < 8000


@pytest.mark.parametrize("card", [_card(), _locked(), _released(), _long()])
def test_refresh_is_always_on_a_card(card: Card) -> None:
    assert TOKENS[Action.REFRESH] in [b["key"] for b in _drawn(card)["button_list"]]


def test_what_has_no_place_or_token_as_a_button_is_written_as_a_command() -> None:
    picture = Picture(card=_card(), tokens={Action.REFRESH: "t", Action.CLAIM: "u"}, serial=1)

    shown = render.card(picture, lang="zh", task_id="task-1")

    assert [b["key"] for b in shown["button_list"]] == ["u", "t"]
    assert "放行 1024" in shown["quote_area"]["quote_text"]


def test_people_called_are_named_on_the_card() -> None:
    assert "@wangmin" in _drawn(_card(), mentions=("wangmin",))["quote_area"]["quote_text"]
    assert "@wangmin" in render.degraded(_picture(_card()), lang="zh", mentions=("wangmin",))


def test_markdown_offers_the_buttons_as_commands() -> None:
    text = render.degraded(_picture(_card()), lang="zh")

    assert "放行 1024" in text
    assert "认领 1024" in text
    assert "[详情](http://ops.test/orders/1024)" in text


@pytest.mark.parametrize("evil", ["<@all>", "[付款](http://evil.test)", "**粗** `码` |表|"])
def test_no_mark_up_comes_in_with_what_people_wrote(evil: str) -> None:
    card = _card(lines=(Line(label="留言", text=evil),))

    text = render.degraded(_picture(card), lang="zh")
    hooked = render.hooked(_out(picture=_picture(card)), lang="zh")
    noticed = render.plain(_out(evil))

    for shown in (text, hooked, noticed):
        assert evil not in shown
    assert "http://evil" not in text


def test_a_line_of_a_notice_is_no_heading() -> None:
    assert render.plain(_out("订单 1024\n# 大字 #1")) == "订单 1024\n＃ 大字 #1"


@pytest.mark.parametrize("extra", ["", "王" * 3000, "😀" * 2000, "a http://x.test/y " * 400])
def test_texts_fit_into_their_bytes(extra: str) -> None:
    card = _card(lines=(Line(label="留言", text=extra),))

    assert size(render.degraded(_picture(card), lang="zh")) <= LONGEST
    assert size(render.plain(_out(extra, mentions=("wangmin",)))) <= LONGEST
    hooked = render.hooked(_out(picture=_picture(card), mentions=("wangmin",)), lang="zh")
    assert size(hooked) <= 4096
    assert "<@wangmin>" in hooked
    assert size(render.hooked(_out(extra), lang="zh")) <= 4096


def test_a_long_answer_becomes_several_messages_at_line_ends() -> None:
    lines = [f"第{n}行：" + "轨迹" * 40 for n in range(60)]

    made = render.parts("\n".join(lines))

    assert len(made) > 1
    assert all(size(part) <= LONGEST for part in made)
    assert "\n".join(made).split("\n") == lines


def test_an_answer_without_end_is_clipped() -> None:
    made = render.parts("\n".join("长" * 100 for _ in range(1000)))

    assert len(made) == 5
    assert made[-1].endswith("…")
    assert len(render.parts("长" * 9000)) == 1
