"""One card, and one promise to show it, for the tests of every channel."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.ports import Outgoing, Picture
from rules.cards.alert.card import command_of
from rules.cards.archive import Archive
from rules.cards.card import Button, Card, Line, Tone, as_text
from rules.cards.images.image import Image
from rules.cards.images.svg import ACCENT, dot, drawing
from rules.cards.suggestions import Suggestion
from rules.cards.table import Table
from rules.vocabulary import Action
from rules.wording.say import say

PHONE = "13812345678"
TOKENS = {action.value: f"token-of-{action}" for action in Action}
ACTIONS = (Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM, Action.SNOOZE)


def a_card(**changes: object) -> Card:
    """Return an open red card."""
    card = Card(
        card_id="c-1",
        order_no="1024",
        title="红色预警 · 订单 1024 · 待处理",
        tone=Tone.RED,
        stand="red/open",
        badge="红色预警",
        status="待处理",
        headline="客户 13 分钟内改址两次，又反复找客服 · 已锁定，扫描会拦",
        lines=(
            Line(label="客户", text="林晓 · 常客"),
            Line(label="留言", text="「地址又写错了，先别发，等我确认好再发行吗？」"),
        ),
        suggestions=(
            Suggestion(code="call", text="回电确认 <b>规格</b>", command=None),
            Suggestion(code="trace", text="先看对话内容再决定", command="轨迹 1024"),
        ),
        more=(
            Line(label="共振分", text="4.0（橙 2.5 / 红 4.0）"),
            Line(label="构成", text="地址修改 0.8×2＝1.6；客服对话 1.2×2＝2.4"),
        ),
        buttons=tuple(
            Button(
                action=action.value,
                label=say(f"action_{action}"),
                primary=action is Action.FREEZE,
                command=command_of(action, "1024"),
            )
            for action in ACTIONS
        ),
        footer="系统 12:00 预警",
        revision=3,
        link="http://ops.test/orders/1024",
    )
    return replace(card, **changes)  # type: ignore[arg-type]  # any field of Card


def a_picture(serial: int = 1, *, tokens: Mapping[str, str] = TOKENS, **changes: object) -> Picture:
    """Return a picture of it."""
    return Picture(card=a_card(**changes), tokens=tokens, serial=serial)


def outgoing(channel: str, conversation: str, /, **changes: object) -> Outgoing:
    """Return a promise to show it in a conversation."""
    if changes.get("resent"):  # as the outbox marks it
        title = say("resent", text=a_card().title)
        changes = {"picture": a_picture(title=title), "text": say("resent", text="1024"), **changes}
    out = Outgoing(
        entry_id=1, key="alert-1", channel=channel, conversation=conversation, attempt=1,
        text=as_text(a_card()), picture=a_picture(),
    )  # fmt: skip
    return replace(out, **changes)  # type: ignore[arg-type]  # any field of Outgoing


#: A file that comes with a text.
ARCHIVE = Archive(name="appeal-1024", title="申诉包", files={"README.md": "你好".encode()})
#: … and one that is shown beside it.
IMAGE = Image(
    name="week",
    title="五个指标",
    svg=drawing(40, 20, "week", [dot((20, 10), 8, colour=ACCENT)]),
)
#: … and with a card.
TABLE = Table(
    name="unshipped-2026-08-03",
    title="未发货溯源",
    header=("订单号", "系统状态"),
    rows=[("1024", "Sent")],
    marked=[frozenset({1})],
)
