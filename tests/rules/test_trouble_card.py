"""The trouble card: what is wrong in two languages, and two lines once it is over."""

from dataclasses import replace

import pytest

from rules.cards.card import Reader, Tone, as_text
from rules.cards.trouble_card import doubtful, draw_trouble
from rules.health.troubles import Trouble, Wrong
from tests.builders import NOON, SHANGHAI, hours

LATE = {"mean": "40680", "longest": "50000", "limit": "21600", "count": "12"}
USUAL = {"usual": "240", "least": "220", "most": "260"}
READER = Reader(now=NOON + hours(3), tz=SHANGHAI)


def trouble(wrong: Wrong, name: str, **facts: str) -> Trouble:
    return Trouble(id="t-1", wrong=wrong, name=name, since=NOON, facts=facts)


@pytest.mark.parametrize(
    ("wrong", "zh", "en"),
    [
        (
            trouble(Wrong.SIGN_LAG, "SF", **LATE),
            (
                "签收同步延迟 SF · 未恢复",
                (
                    "SF 签收后平均 11 小时 18 分 才到订单中心"
                    "（12 单，最久 13 小时 53 分，阈值 6 小时）。"
                ),
            ),
            (
                "Late signatures of SF · not over",
                (
                    "Signatures of SF reach the order centre 11 hours 18 minutes late on average "
                    "(12 orders, 13 hours 53 minutes at most, the limit is 6 hours)."
                ),
            ),
        ),
        (
            trouble(Wrong.HEARTBEAT, "erp", every="300"),
            (
                "ERP 失联 · 未恢复",
                "ERP 最后一次心跳在 12:00，应当每 5 分钟 一次；它的状态可能是旧的。",
            ),
            (
                "ERP is lost · not over",
                (
                    "ERP last said at 12:00 that it lives, and should do so every 5 minutes; "
                    "its statuses may be old."
                ),
            ),
        ),
        (
            trouble(Wrong.SILENCE, "wms-hz", what=""),
            (
                "wms-hz 失联 · 未恢复",
                "来源 wms-hz 从 12:00 起没有消息。缺它数据的橙色预警先不逐单推送；红色照常。",
            ),
            (
                "wms-hz is silent · not over",
                (
                    "Source wms-hz has said nothing since 12:00. "
                    "Orange alerts that lack it wait, red ones do not."
                ),
            ),
        ),
        (
            trouble(Wrong.SILENCE, "crm", what="chat.opened", **USUAL),
            (
                "crm 没有客服对话开始 · 未恢复",
                "12:00 起 0 条，平时同一时段 240 条（前四周 220–260）。",
            ),
            (
                "crm sends no service chat opened · not over",
                "None since 12:00; usually 240 at these hours (220–260 in four weeks).",
            ),
        ),
        (
            trouble(Wrong.TICKET, "T1", order_no="1024", limit="21600"),
            (
                "售后单 T1 待答复 · 未恢复",
                "订单 1024 的售后单 T1 从 12:00 等到现在，离 48 小时只剩不到 6 小时。",
            ),
            (
                "Ticket T1 waits for an answer · not over",
                "Ticket T1 of order 1024 waits since 12:00; of 48 hours less than 6 hours is left.",
            ),
        ),
        (
            trouble(Wrong.UNFIRED, "chat_opened", usual="13"),
            (
                "信号 客服对话 不出现了 · 未恢复",
                "信号 客服对话 从 12:00 起没有出现在任何预警里；之前每周约 13 次。",
            ),
            (
                "Signal service chat is gone · not over",
                "Signal service chat took part in no alert since 12:00; it used to in 13 a week.",
            ),
        ),
    ],
    ids=lambda given: given.wrong if isinstance(given, Trouble) else "",
)
def test_each_says_what_is_wrong_since_when_and_what_to_do(
    wrong: Trouble, zh: tuple[str, str], en: tuple[str, str]
) -> None:
    for lang, (title, headline) in (("zh", zh), ("en", en)):
        reader = replace(READER, lang=lang)
        card = draw_trouble("c-1", wrong, reader)
        assert (card.title, card.headline, card.tone) == (title, headline, Tone.ORANGE)
        assert len(card.suggestions) == len(card.buttons) == 1
        over = draw_trouble("c-1", replace(wrong, over_at=NOON + hours(2)), reader)
        assert over.closed
        assert over.tone is Tone.GREY
    assert as_text(over).splitlines()[1] == "since 12:00"


def test_a_card_is_marked_while_somebody_is_silent_and_a_closed_one_is_not() -> None:
    lost = [trouble(Wrong.HEARTBEAT, "erp", every="300"), trouble(Wrong.SILENCE, "crm", what="")]
    card = draw_trouble("c-1", trouble(Wrong.SIGN_LAG, "SF", **LATE), READER)
    assert doubtful(card, lost, "zh").footer.endswith(" · 数据可能不全：ERP 失联、crm 失联")
    assert doubtful(card, [], "zh") is card
    over = draw_trouble("c-1", replace(lost[0], over_at=NOON), READER)
    assert doubtful(over, lost, "zh") is over
