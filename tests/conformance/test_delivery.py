"""A card on its way: taken, refused, cut off; each is the outcome it is, and seen once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest

from bot.files.images import png
from handlers.ports import GaveUp, Sent, TryLater, Unknown
from rules.cards.card import Line
from rules.clipping import size
from rules.wording.say import say
from tests.conformance.bench import Bench, Desk, Fault
from tests.conformance.cards import ARCHIVE, IMAGE, TABLE, a_card, a_picture
from tests.conformance.dingtalk import DingTalkBench
from tests.conformance.platforms import everywhere, facing, on_the_wire
from tests.conformance.slack import SlackBench
from tests.conformance.wecom import WeComBench
from tests.waiting import stays, until

pytestmark = pytest.mark.wire

LONG = "".join(f"第{n}次改址，买家说😀急用。" for n in range(4000))


@everywhere
async def test_a_card_is_shown_once_and_redrawn_in_place_or_followed_up(bench: Desk) -> None:
    sent = await bench.send()
    assert isinstance(sent, Sent)
    card = await bench.bubble("订单 1024")
    newer = a_picture(3, footer="王敏 12:02 认领")

    done = await bench.send(picture=newer, message_ref=sent.message_ref)

    if not bench.channel.capabilities.redraws:
        assert isinstance(done, GaveUp)  # and the outbox says it in a message of its own
        assert await bench.bubble("订单 1024") == card
        return
    assert isinstance(done, Sent)
    assert (await bench.now(card, "王敏 12:02 认领")).id == card.id
    assert len(await bench.seen(by=bench.bob)) == 1


@everywhere
@pytest.mark.parametrize("carded", [False, True], ids=["with a text", "with a card"])
async def test_an_image_is_shown_where_people_look(bench: Desk, *, carded: bool) -> None:
    out = {} if carded else {"picture": None, "text": "一周订单健康"}

    assert isinstance(await bench.send(file=IMAGE, **out), Sent)

    ((content, said),) = await bench.images()
    assert content in (png(IMAGE), IMAGE.svg.encode())
    assert said in (IMAGE.title, "")  # where a platform has no place for words, the text has them


@on_the_wire
async def test_an_archive_follows_a_text(bench: Bench) -> None:
    assert isinstance(await bench.send(picture=None, text="1024 的申诉包", file=ARCHIVE), Sent)

    ((name, content),) = await bench.files()
    assert name == "appeal-1024.zip"
    with ZipFile(BytesIO(content)) as packed:
        assert packed.namelist() == ["README.md", "SHA256SUMS"]


# To Slack a file is no message.
@pytest.mark.parametrize("bench", ["dingtalk", "wecom"], indirect=True)
async def test_a_file_counts_against_the_pace_and_where_none_is_left_its_card_is_enough(
    bench: Bench,
) -> None:
    assert isinstance(await bench.send(file=TABLE), Sent)
    assert len(bench.house.spent) == 1

    bench.house.room = lambda _conversation: timedelta(seconds=9)
    before = len(await bench.seen(by=bench.bob))
    assert isinstance(await bench.send(file=TABLE, key="another"), Sent)
    assert len(await bench.seen(by=bench.bob)) == before + 1
    assert len(bench.house.spent) == 1


@on_the_wire
async def test_an_image_that_cannot_be_drawn_leaves_its_text_where_it_is(bench: Bench) -> None:
    broken = replace(IMAGE, svg="<svg")

    assert isinstance(await bench.send(file=broken, picture=None, text="一周订单健康"), Sent)

    await bench.bubble("一周订单健康")
    assert await bench.images() == []


@on_the_wire
async def test_a_card_never_goes_back_to_an_older_picture(bench: Bench) -> None:
    sent = await bench.send(picture=a_picture(1))
    assert isinstance(sent, Sent)
    card = await bench.bubble("订单 1024")
    await bench.press(card, "放行", by=bench.ann)  # draws picture 9
    await bench.now(card, "王敏 12:01 放行")

    await bench.send(picture=a_picture(2, footer="旧"), message_ref=sent.message_ref)

    await bench.now(card, "王敏 12:01 放行")


@on_the_wire
async def test_a_person_named_by_a_route_is_told_in_private(bench: Bench) -> None:
    assert isinstance(await bench.send(conversation=bench.bob), Sent)
    assert isinstance(await bench.send(key="n", conversation=bench.bob, picture=None), Sent)

    assert len(await bench.seen(by=bench.bob, private=True)) == 2
    assert await bench.seen(by=bench.bob) == []


@on_the_wire
async def test_a_long_text_is_cut_on_a_character_and_within_the_bytes(bench: Bench) -> None:
    link = "https://ops.test/orders/1024?from=card"
    lead = f"{link} 详情见"

    assert isinstance(await bench.send(picture=None, text=lead + LONG), Sent)

    shown = (await bench.bubble("详情见")).text.split("\n")[0].replace("＜", "<")
    assert size(shown) <= bench.channel.capabilities.longest
    assert size(shown) > bench.channel.capabilities.longest * 0.9
    assert shown.startswith(lead)
    assert shown.endswith("…")
    assert (lead + LONG).startswith(shown.removesuffix("…"))


@on_the_wire
async def test_a_long_card_keeps_its_link_and_its_buttons(bench: Bench) -> None:
    link = "https://ops.test/orders/1024?from=card"
    lines = (Line(label="构成", text=LONG), Line(label="备注", text=LONG))

    assert isinstance(await bench.send(picture=a_picture(lines=lines, link=link)), Sent)

    card = await bench.bubble("订单 1024")
    assert "放行" in card.buttons
    assert link in f"{card.text} {card.raw}"
    assert "�" not in card.text


@facing(Fault.THROTTLED)
async def test_a_throttle_says_how_long_and_nothing_was_shown(bench: Bench, fault: Fault) -> None:
    await bench.strike(fault)

    outcome = await bench.send()

    assert isinstance(outcome, TryLater)
    assert outcome.wait == timedelta(seconds=bench.throttled_for)
    assert await bench.seen(by=bench.ann) == []
    assert isinstance(await bench.send(attempt=2), Sent)
    await bench.bubble("订单 1024")


@facing(Fault.ANSWER_THROTTLED, Fault.SESSION_EXPIRED, Fault.ANSWER_CUT_OFF)
async def test_an_answer_gets_through_once_whatever_becomes_of_its_way(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)

    if isinstance(bench, SlackBench) and fault is not Fault.ANSWER_CUT_OFF:
        await bench.slash("查单 1024")
    else:
        await bench.say("查单 1024", by=bench.ann)

    await bench.bubble("答 查单 1024")
    await stays(partial(bench.bubble, "答 查单 1024"), "not once", 0.5)


@facing(Fault.QUOTA, Fault.LOCKED_OUT)
async def test_what_stops_the_whole_channel_is_tried_later_and_said(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)
    if isinstance(bench, WeComBench):  # one connection for all, which has to notice

        async def locked_out() -> bool:
            return bench.channel.status.state != "online"

        await until(locked_out, "still online")

    outcome = await bench.send()

    assert isinstance(outcome, TryLater)
    assert outcome.whole_channel
    assert outcome.error or outcome.code
    await bench.mend()
    await bench.online()
    assert isinstance(await bench.send(attempt=2), Sent)
    await bench.bubble("订单 1024")


@facing(Fault.DENIED, Fault.PARTIAL)
async def test_what_is_not_permitted_or_not_delivered_is_given_up_and_said(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)

    outcome = await bench.send(**({"picture": None} if fault is Fault.DENIED else {}))

    assert isinstance(outcome, GaveUp)
    assert outcome.code
    assert outcome.error
    assert await bench.seen(by=bench.ann) == []


@facing(Fault.CARDS_DENIED)
async def test_where_cards_are_refused_the_buttons_become_commands(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)

    assert isinstance(await bench.send(), Sent)

    shown = await bench.bubble("1024")
    assert "放行 1024" in shown.text
    assert shown.buttons == ()


@facing(Fault.TOKEN_EXPIRED)
async def test_a_token_that_is_over_is_renewed_once_for_all_who_wait(
    bench: Bench, fault: Fault
) -> None:
    assert isinstance(bench, DingTalkBench)
    await bench.send(picture=None, text="一")
    await bench.strike(fault)

    sent = await asyncio.gather(*(bench.send(key=f"k{n}") for n in range(5)))

    assert [type(one) for one in sent] == [Sent] * 5
    assert await bench.tokens() == 2


@facing(Fault.NO_ANSWER, Fault.RESET_AFTER_APPLY)
async def test_what_left_without_an_answer_is_unknown_and_not_sent_again_blindly(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)

    assert isinstance(await bench.send(), Unknown)

    await bench.mend()
    await bench.online()
    arrived = len(await bench.seen(by=bench.ann))
    assert arrived == (fault is Fault.RESET_AFTER_APPLY)
    again = await bench.send(attempt=2, resent=True)
    assert isinstance(again, Sent)
    shown = await bench.saying("1024")
    marked = [one for one in shown if "重发" in one.text]
    assert [one.text.count("重发") for one in marked] == [1] * len(marked)
    # It is found where the platform lets us look, and else it is marked.
    assert len(shown) - len(marked) == (arrived if not marked or arrived else 0)
    assert len(marked) == (0 if again.code == "found" else 1)


@facing(Fault.RESET_AFTER_APPLY)
async def test_a_card_sent_again_shows_the_present_on_every_copy_that_can_change(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)
    assert isinstance(await bench.send(picture=a_picture(1, footer="系统 12:00 预警")), Unknown)
    await bench.mend()
    await bench.online()

    title = say("resent", text=a_card().title)
    now = a_picture(5, title=title, footer="王敏 12:07 认领")
    sent = await bench.send(attempt=2, resent=True, picture=now)

    assert isinstance(sent, Sent)
    shown = await bench.saying("1024")
    old = [one for one in shown if "王敏 12:07 认领" not in one.text]
    # A card of WeCom's changes only when it is pressed; the new one below it says how it stands.
    assert len(old) == (0 if bench.channel.capabilities.redraws else 1)
    assert len(shown) == (1 if sent.code == "found" else 2)
    assert sum("重发" in one.text for one in shown) == (0 if sent.code == "found" else 1)


@facing(Fault.SERVER_ERROR)
async def test_a_server_that_fails_is_never_the_end_of_a_card(bench: Bench, fault: Fault) -> None:
    await bench.strike(fault)

    assert isinstance(await bench.send(), TryLater | Unknown)

    assert isinstance(await bench.send(attempt=2), Sent)
