"""Strangers: whoever is not linked hears in private how to be, and changes nothing (A-16)."""

import pytest

from handlers.chat import dispatch
from handlers.ports import ChatMessage, Reply
from tests.harness import Harness


def asks(h: Harness, channel: str, text: str, *, private: bool) -> Reply:
    message = ChatMessage(
        channel=channel,
        conversation="somewhere",
        user_id="stranger-7",
        user_name="王敏",
        text=text,
        message_id=f"{channel}-{text}-{private}",
        at=h.now,
        addressed=True,
        private=private,
    )
    reply = h.database.do(lambda tx: dispatch.on_message(message, tx, h.deps, h.now))
    assert reply is not None
    return reply


@pytest.mark.parametrize("channel", ["dingtalk", "wecom", "slack", "console"])
def test_a_stranger_hears_in_private_which_line_to_add_and_nothing_happens(
    h: Harness, channel: str
) -> None:
    h.ordered("1024")
    before = h.order("1024")

    for text in ("锁单 1024 骗人的", "静默 1024 2h x", "值班 换 李雷", "调试模式 开 30m", "静默"):
        told = asks(h, channel, text, private=True)
        assert told.private
        assert not told.changed
        assert f'{channel} = "stranger-7"' in told.text
        in_group = asks(h, channel, text, private=False)
        assert in_group.private
        assert "stranger-7" not in in_group.text
        assert "帮助" in in_group.text

    assert h.order("1024") == before
    assert h.database.look(lambda tx: tx.silences.in_force(h.now)) == []
    refused = [one.outcome for one in h.database.look(lambda tx: tx.audit.recent(10))]
    assert refused == ["refused"] * 10
