"""Answers, presses and cards over the long connection, and what each failure becomes."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handlers.ports import (
    ButtonPress,
    ChatMessage,
    GaveUp,
    Outgoing,
    Picture,
    Reply,
    Sent,
    TryLater,
    Unknown,
)
from rules.cards.card import Card, Tone
from rules.vocabulary import Action
from tests.bot.wecom_gateway import QUICK, a_bench, until

RESPOND, UPDATE, SEND = "aibot_respond_msg", "aibot_respond_update_msg", "aibot_send_msg"


def _picture(serial: int = 1) -> Picture:
    card = Card(
        card_id="c-1", order_no="1024", title="橙色预警", tone=Tone.ORANGE,
        stand="orange/open", badge="橙色预警", status="待处理",
    )  # fmt: skip
    return Picture(
        card=card, tokens={action.value: f"t-{action}" for action in Action}, serial=serial
    )


def _out(conversation: str = "wrG", **changes: Any) -> Outgoing:  # noqa: ANN401 - any field
    out = Outgoing(
        entry_id=1, key="card:7", channel="wecom", conversation=conversation, attempt=1,
        text="橙色预警", picture=_picture(),
    )  # fmt: skip
    return replace(out, **changes)


def _bubble(frame: dict[str, Any]) -> str:
    body = frame["body"]
    return str(body["stream" if body["msgtype"] == "stream" else "markdown"]["content"])


async def test_an_answer_goes_out_on_the_request_that_asked() -> None:
    async with a_bench() as bench:
        await bench.online()
        req_id = await bench.gateway.says("@值班\u2005查单 1024")
        await until(lambda: bench.spent)

        (frame,) = bench.gateway.of(RESPOND)
        assert frame["headers"]["req_id"] == req_id
        assert frame["body"]["stream"]["finish"] is True
        assert _bubble(frame) == "答 查单 1024"
        assert bench.spent == ["wrG"]


async def test_one_conversation_is_answered_in_order_and_holds_up_no_other() -> None:
    async with a_bench() as bench:
        await bench.online()
        go = asyncio.Event()

        async def first_hangs(message: ChatMessage) -> Reply | None:
            if message.text == "1":
                await go.wait()
            return Reply(text=message.text)

        bench.answers["message"] = first_hangs
        pings = len(bench.gateway.of("ping"))
        for text, group in (("1", "wrG"), ("2", "wrG"), ("3", "wrH")):
            await bench.gateway.says(text, group=group)
        await until(lambda: len(bench.gateway.of(RESPOND)) == 1)
        await until(lambda: len(bench.gateway.of("ping")) > pings)
        go.set()
        await until(lambda: len(bench.gateway.of(RESPOND)) == 3)

        assert [_bubble(frame) for frame in bench.gateway.of(RESPOND)] == ["3", "1", "2"]


async def test_an_answer_is_given_after_a_restart_when_nobody_gave_it() -> None:
    async with a_bench() as bench:
        await bench.online()

        async def known(message: ChatMessage) -> Reply | None:
            return Reply(text=message.text, duplicate=True)

        bench.answers["message"] = known
        await bench.gateway.says("放行 1024")

        await until(lambda: bench.gateway.of(RESPOND))


async def test_an_answer_that_left_is_not_given_by_the_next_process() -> None:
    async with a_bench() as bench:
        await bench.online()

        async def known(message: ChatMessage) -> Reply | None:
            return Reply(text=message.text, duplicate=True, told="放行" in message.text)

        bench.answers["message"] = known
        await bench.gateway.says("放行 1024", msgid="left")
        await bench.gateway.says("锁单 1024", msgid="cut off")
        await until(lambda: bench.told)

        (frame,) = bench.gateway.of(RESPOND)
        assert _bubble(frame) == "锁单 1024"
        assert bench.told == ["cut off"]


async def test_an_answer_after_a_reconnect_is_pushed() -> None:
    async with a_bench() as bench:
        await bench.online()
        go = asyncio.Event()

        async def slow(message: ChatMessage) -> Reply | None:
            await go.wait()
            return Reply(text=message.text)

        bench.answers["message"] = slow
        await bench.gateway.says("查单 1024", group=None)
        await until(lambda: bench.heard)
        bench.gateway.cut()
        await until(lambda: bench.channel.status.state != "online")
        go.set()
        await until(lambda: bench.gateway.of(SEND))

        (frame,) = bench.gateway.of(SEND)
        assert (frame["body"]["chatid"], frame["body"]["chat_type"]) == ("wangmin", 1)
        assert bench.gateway.of(RESPOND) == []


@pytest.mark.parametrize("code", [846604, 846605, 846608])
async def test_an_answer_that_is_too_late_is_pushed(code: int) -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.codes[RESPOND] = [code]
        await bench.gateway.says("查单 1024")
        await until(lambda: bench.gateway.of(SEND))

        (frame,) = bench.gateway.of(SEND)
        assert (frame["body"]["chatid"], frame["body"]["chat_type"]) == ("wrG", 2)


async def test_a_long_answer_is_said_in_parts() -> None:
    async with a_bench() as bench:
        await bench.online()

        async def long(_message: ChatMessage) -> Reply | None:
            return Reply(text="\n".join(f"第{n}行{'轨迹' * 50}" for n in range(30)))

        bench.answers["message"] = long
        await bench.gateway.says("轨迹 1024")
        await until(lambda: len(bench.spent) == 3)

        assert len(bench.gateway.of(RESPOND)) == 1
        assert len(bench.gateway.of(SEND)) == 2


async def _refuse(_asked: object) -> Reply | None:
    return Reply(text="放行要审批人，请找 13812341234", private=True)


async def test_a_refusal_is_told_in_private() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.answers["message"] = _refuse
        await bench.gateway.says("放行 1024", by="lilei")
        await until(lambda: bench.spent)

        (frame,) = bench.gateway.of(SEND)
        assert (frame["body"]["chatid"], frame["body"]["chat_type"]) == ("lilei", 1)
        assert bench.gateway.of(RESPOND) == []
        assert bench.spent == ["lilei"]


async def test_who_never_wrote_to_the_bot_is_refused_in_the_group_without_numbers() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.answers["message"] = bench.answers["press"] = _refuse
        bench.gateway.codes[SEND] = [93006, 93006, 0]
        await bench.gateway.says("放行 1024", by="stranger")
        await until(lambda: bench.spent == ["wrG"])
        await bench.gateway.presses("t", by="stranger")
        await until(lambda: bench.spent == ["wrG", "wrG"])

        shown = [bench.gateway.of(RESPOND)[0], bench.gateway.of(SEND)[-1]]
        assert [_bubble(frame) for frame in shown] == ["放行要审批人，请找 1＊＊＊＊＊＊1234"] * 2


async def _draw(_press: ButtonPress) -> Reply | None:
    return Reply(text="王敏 12:00 已认领", changed=True, picture=_picture(5))


async def test_a_press_replaces_the_card_and_says_what_came_of_it() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.answers["press"] = _draw
        req_id = await bench.gateway.presses("token-1")
        await until(lambda: bench.spent)

        (update,) = bench.gateway.of(UPDATE)
        assert update["headers"]["req_id"] == req_id
        assert update["body"]["response_type"] == "update_template_card"
        assert update["body"]["template_card"]["task_id"] == "task-1"
        assert "userids" not in update["body"]
        assert [button["key"] for button in update["body"]["template_card"]["button_list"]] == [
            "t-refresh"
        ]
        (told,) = bench.gateway.of(SEND)
        assert _bubble(told) == "王敏 12:00 已认领"
        assert bench.gateway.of(RESPOND) == []
        assert bench.pressed[0].token == "token-1"  # noqa: S105 - of this test only


async def test_a_press_that_took_too_long_leaves_the_card_and_is_told() -> None:
    limit = 0.05
    async with a_bench(timing=replace(QUICK, press=limit)) as bench:
        await bench.online()

        async def slow(press: ButtonPress) -> Reply | None:
            await asyncio.sleep(2 * limit)
            return await _draw(press)

        bench.answers["press"] = slow
        await bench.gateway.presses("token-1")
        await until(lambda: bench.spent)

        assert bench.gateway.of(UPDATE) == []
        assert len(bench.gateway.of(SEND)) == 1


async def test_a_busy_moment_does_not_cost_the_press_its_window() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.answers["press"] = _draw
        bench.gateway.codes[UPDATE] = [-1]
        await bench.gateway.presses("token-1")

        await until(lambda: len(bench.gateway.of(UPDATE)) == 2)


@pytest.mark.parametrize(("conversation", "kind"), [("wrG", 2), ("wangmin", 1)])
async def test_a_card_is_pushed_with_its_kind_of_chat(conversation: str, kind: int) -> None:
    async with a_bench() as bench:
        await bench.online()

        sent = await bench.channel.send(_out(conversation))

        (frame,) = bench.gateway.of(SEND)
        body = frame["body"]
        assert (body["chatid"], body["chat_type"]) == (conversation, kind)
        assert sent == Sent(message_ref=f"card {body['template_card']['task_id']}")


async def test_each_attempt_of_a_card_has_a_name_that_wecom_takes() -> None:
    async with a_bench() as bench:
        await bench.online()
        for attempt in (1, 2):
            await bench.channel.send(_out(attempt=attempt))
        await bench.channel.send(_out("wrH"))

        names = [f["body"]["template_card"]["task_id"] for f in bench.gateway.of(SEND)]
        assert len(set(names)) == 3
        assert all(len(n) <= 128 and n.replace("-", "").isalnum() for n in names)


@pytest.mark.parametrize(
    ("ack", "outcome"),
    [
        ("drop", Unknown),
        ("abort", Unknown),
        (-1, TryLater),
        (45009, TryLater),
        (45033, TryLater),
        (846609, TryLater),
        (42014, TryLater),
        (93006, GaveUp),
        ("odd", GaveUp),
    ],
)
async def test_what_an_ack_makes_of_a_card(ack: int | str, outcome: type) -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.always[SEND] = ack

        result = await bench.channel.send(_out())

        assert isinstance(result, outcome)
        if ack == 45009:
            assert isinstance(result, TryLater)
            assert result.wait == timedelta(seconds=60)
        if ack != "odd":
            assert len(bench.gateway.of(SEND)) == 1


async def test_without_a_connection_nothing_has_left() -> None:
    async with a_bench() as bench:
        result = await bench.channel.send(_out())

        assert isinstance(result, TryLater)
        assert result.whole_channel


async def test_a_group_that_takes_no_cards_gets_markdown_until_it_is_tried_again() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.codes[SEND] = [40058]

        assert isinstance(await bench.channel.send(_out()), Sent)
        assert isinstance(await bench.channel.send(_out(attempt=2)), Sent)
        await bench.channel.send(_out("wangmin"))
        bench.clock.at += timedelta(minutes=11)
        await bench.channel.send(_out(attempt=3))

        kinds = [frame["body"]["msgtype"] for frame in bench.gateway.of(SEND)]
        card, text = "template_card", "markdown"
        assert kinds == [card, text, text, card, card]


async def test_cards_in_groups_can_be_switched_off() -> None:
    async with a_bench(group_cards=False) as bench:
        await bench.online()

        await bench.channel.send(_out())

        assert bench.gateway.of(SEND)[0]["body"]["msgtype"] == "markdown"


async def test_a_card_is_not_redrawn_unasked() -> None:
    async with a_bench() as bench:
        await bench.online()

        result = await bench.channel.send(_out(message_ref="card task-1"))

        assert isinstance(result, GaveUp)
        assert result.code == "cannot_redraw"
        assert bench.gateway.of(SEND) == []
        assert not bench.channel.capabilities.redraws


async def test_a_notice_names_whom_it_calls() -> None:
    async with a_bench() as bench:
        await bench.online()

        await bench.channel.send(_out(picture=None, text="没有送到", mentions=("lilei",)))

        assert _bubble(bench.gateway.of(SEND)[0]) == "没有送到\n@lilei"


async def test_a_hundred_pushes_at_once_keep_their_acks_apart() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.codes[SEND] = [93006 if n % 2 else 0 for n in range(100)]

        results = await asyncio.gather(
            *(bench.channel.send(_out(f"wr{n}", picture=None)) for n in range(100))
        )

        frames = bench.gateway.of(SEND)
        refused = {f["body"]["chatid"] for n, f in enumerate(frames) if n % 2}
        assert {f"wr{n}" for n, r in enumerate(results) if isinstance(r, GaveUp)} == refused
