"""A card on DingTalk is a set of strings: golden pictures, and nothing dropped or injected."""

import json
from pathlib import Path

import pytest

from bot.channels.dingtalk import refs, render
from bot.channels.dingtalk.account import BUILT_IN_TEMPLATE, LONGEST
from handlers.ports import Picture
from rules.cards.card import Button, Line, Tone
from rules.clipping import size
from rules.vocabulary import Action
from tests.conformance.cards import TOKENS, a_picture, outgoing

GOLDENS = Path(__file__).parent / "goldens"
_RELEASE = (Button(action=Action.RELEASE, label="放行", command="放行 1024"),)
PICTURES = {
    "orange_open": a_picture(
        stand="orange/open", tone=Tone.ORANGE, title="橙色预警 · 订单 1024 · 待处理"
    ),
    "red_locked": a_picture(
        stand="red/frozen", title="红色预警 · 订单 1024 · 已锁定", footer="王敏 12:01 锁定",
        buttons=_RELEASE,
    ),
    "released": a_picture(
        stand="red/released", tone=Tone.GREEN, title="红色预警 · 订单 1024 · 已放行",
        headline="客户 13 分钟内改址两次，又反复找客服 · 王敏 12:05 放行", footer="", lines=(),
        buttons=(), suggestions=(),
    ),
    "clipped": a_picture(lines=tuple(Line(label=f"第{n}行", text="很长" * 60) for n in range(60))),
}  # fmt: skip


def _params(picture: Picture, **more: object) -> dict[str, str]:
    kept: dict[str, object] = {"template": BUILT_IN_TEMPLATE, **more}
    return render.params(picture, lang="zh", conversation="cidGROUP==", **kept)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PICTURES)
def test_a_card_looks_as_it_did(name: str) -> None:
    golden = GOLDENS / f"dingtalk_{name}.json"

    assert _params(PICTURES[name]) == json.loads(golden.read_text(encoding="utf-8"))


def test_a_plain_notice_looks_as_it_did() -> None:
    golden = json.loads((GOLDENS / "dingtalk_notice.json").read_text(encoding="utf-8"))

    out = outgoing("dingtalk", "cid", text="红色预警 1024", picture=None, mentions=("staff1",))

    assert {"content": render.plain(out)} == golden


def test_everything_a_card_says_is_there() -> None:
    picture = a_picture()
    shown = _params(picture)
    whole = "\n".join(shown.values())

    assert picture.card.headline in whole
    for line in picture.card.lines:
        assert line.text in whole
    for one in picture.card.suggestions:
        assert render.escape(one.text) in whole
    assert "轨迹 1024" in whole
    assert str(picture.card.link) in whole
    assert picture.card.footer in whole
    buttons = json.loads(shown["sys_full_json_obj"])["msgButtons"]
    assert [b["id"] for b in buttons] == [TOKENS[b.action] for b in picture.card.buttons]


def test_what_people_typed_is_no_markup() -> None:
    shown = _params(
        a_picture(lines=(Line(label="备注", text="[点我](https://evil) <font> **x**"),))
    )

    assert "［点我］(https：//evil) ＜font＞ ＊＊x＊＊" in shown["markdown"]


def test_a_button_beyond_the_limit_or_without_a_token_becomes_a_command() -> None:
    extra = (
        *a_picture().card.buttons,
        Button(action=Action.REFRESH, label="刷新", command="查单 1024"),
    )
    shown = _params(a_picture(buttons=extra))
    assert len(json.loads(shown["sys_full_json_obj"])["msgButtons"]) == 5
    assert "查单 1024" in shown["markdown"]

    bare = _params(a_picture(tokens={}))
    assert json.loads(bare["sys_full_json_obj"])["msgButtons"] == []
    assert "放行 1024" in bare["markdown"]


def test_another_template_gets_more() -> None:
    assert _params(a_picture(), template="mine.schema")["colour"] == "red"


def test_long_text_is_cut_between_characters() -> None:
    fitted = render.fit("\n预警" * 9000)

    assert size(json.dumps(fitted, ensure_ascii=False)) <= LONGEST
    assert fitted.endswith("…")


@pytest.mark.parametrize("where", ["cidGROUP==", "staff1", "cid" + "x" * 60])
def test_the_name_of_a_card_is_short_and_tells_its_conversation(where: str) -> None:
    track = refs.track_id("key", 1, where)

    assert len(track) <= 64
    assert refs.conversation_of(track) == (where if len(where) < 30 else None)
    assert track != refs.track_id("key", 2, where)
