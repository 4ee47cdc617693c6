"""What only DingTalk does: acks with cards, tokens, lists of people, sessions."""

import asyncio
import json
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.channels.dingtalk.probe import probe
from handlers.ports import ButtonPress, ChatMessage, GaveUp, Reply, Sent, TryLater, Unknown
from tests.conformance.bench import Seen
from tests.conformance.cards import PHONE, TABLE, a_picture
from tests.conformance.dingtalk import DingTalkBench
from tests.platforms.dingtalk.control import GROUP
from tests.waiting import until

pytestmark = [pytest.mark.wire, pytest.mark.parametrize("bench", ["dingtalk"], indirect=True)]


@pytest.mark.parametrize("shape", ["ids", "params"])
async def test_a_press_is_understood_in_either_shape_after_a_restart(
    bench: DingTalkBench, shape: str
) -> None:
    card = await bench.card()
    await bench.stop()
    bench.start()
    await bench.online()

    await bench.sim.press(dict(card.raw), "认领", shape=shape, bare=True)

    await bench.bubble("已放行")
    assert bench.house.presses[0].conversation == GROUP


async def test_no_redraw_is_sent_while_a_press_waits_for_its_ack(bench: DingTalkBench) -> None:
    card = await bench.card()
    bench.house.delay = 0.6

    await bench.press(card, "冻结", by=bench.ann)
    newer = a_picture(2, footer="二")
    await bench.send(message_ref=f"card {card.raw['track_id']}", picture=newer)

    await bench.now(card, "王敏 12:01 放行")  # an update inside the call-back is a violation


async def test_a_press_has_no_id_of_its_own_and_is_done_once_all_the_same(
    bench: DingTalkBench,
) -> None:
    card = await bench.card()
    pressed = await bench.press(card, "冻结", by=bench.ann)
    await bench.bubble("已放行")
    await bench.sim.do("redeliver", push=pressed, same_id=True)
    bench.house.clock.ahead += timedelta(seconds=60)
    await bench.again(pressed)
    await bench.sim.do("wire", what="cut")
    await bench.online(connections=2)
    await bench.again(pressed)

    await _pressed(bench, 4)
    assert len({one.press_id for one in bench.house.presses}) == 1
    await bench.bubble("已放行")


async def _pressed(bench: DingTalkBench, number: int) -> None:
    async def enough() -> bool:
        return len(bench.house.presses) >= number

    await until(enough, "not all presses were heard")


async def test_a_refusal_is_told_to_the_presser_alone(bench: DingTalkBench) -> None:
    def refuse(_press: ButtonPress) -> Reply:
        return Reply(text="无权", private=True, picture=a_picture(3))

    bench.house.on_press = refuse
    await bench.press(await bench.card(), "放行", by=bench.stranger)

    await bench.bubble("无权", by=bench.stranger, private=True)
    assert await bench.saying("无权") == []


async def test_a_refusal_that_cannot_be_told_alone_is_told_in_the_group_without_numbers(
    bench: DingTalkBench,
) -> None:
    def refuse(_asked: ButtonPress | ChatMessage) -> Reply:
        return Reply(text=f"无权，请找 {PHONE}", private=True)

    bench.house.on_press = bench.house.on_message = refuse
    await bench.sim.do("set", staff_faults={bench.stranger: "invalidStaffIdList"})
    await bench.press(await bench.card(), "放行", by=bench.stranger)
    first = await bench.bubble("无权，请找 1")

    await bench.say("放行 1024", by=bench.stranger)

    async def twice() -> bool:
        return len(await bench.saying("无权，请找 1")) == 2

    await until(twice, "the question was not answered")
    assert PHONE not in f"{first.text} {await bench.seen(by=bench.ann)}"


async def test_disconnect_in_the_form_of_the_documents_is_understood(
    bench: DingTalkBench,
) -> None:
    await bench.sim.do("wire", what="disconnect", bare=True)

    await bench.online(connections=2)
    assert (await bench.sim.counters()).get("lost", 0) == 0


async def test_an_event_is_acked_with_a_status(bench: DingTalkBench) -> None:
    event = await bench.sim.do("frame", kind="EVENT", topic="*", data={"x": 1})

    assert (await bench.sim.expect_ack(event["push"]))["data"]["status"] == "SUCCESS"


async def test_a_card_calls_people_and_has_five_buttons(bench: DingTalkBench) -> None:
    await bench.send(mentions=("staff1",))

    card = await bench.bubble("改址两次")
    assert card.buttons == ("冻结", "放行", "认领", "误报", "稍后")
    assert card.raw["mentions"] == ["staff1"]


async def test_a_token_that_is_refused_twice_holds_the_channel(bench: DingTalkBench) -> None:
    await bench.sim.do("fault", mode="unauthorised", times=1)
    assert isinstance(await bench.send(), Sent)
    await bench.sim.do("fault", mode="unauthorised", times=2)

    refused = await bench.send(key="c")

    assert isinstance(refused, TryLater)
    assert refused.whole_channel


async def test_a_dead_token_is_never_sent_again_while_no_other_can_be_fetched(
    bench: DingTalkBench,
) -> None:
    assert isinstance(await bench.send(), Sent)
    await bench.sim.do("expire", what="tokens")
    await bench.sim.do("fault", mode="token_unavailable", times=3)
    before = len(await bench.sim.calls("createAndDeliver"))

    for number in range(3):
        refused = await bench.send(key=f"k{number}")
        assert isinstance(refused, TryLater)
        assert refused.whole_channel

    assert len(await bench.sim.calls("createAndDeliver")) - before == 1
    assert isinstance(await bench.send(key="k9"), Sent)


async def test_a_failure_in_dingtalks_own_words_is_a_refusal_and_tried_again_in_seconds(
    bench: DingTalkBench,
) -> None:
    await bench.sim.do("fault", mode="server_error")

    refused = await bench.send()

    assert isinstance(refused, TryLater)
    assert not refused.whole_channel
    assert refused.code == "unknownError"


async def test_an_answer_that_waits_for_its_way_holds_up_no_command(bench: DingTalkBench) -> None:
    await bench.sim.do("fault", mode="session_throttled", times=1)
    await bench.sim.do("fault", mode="throttled_api", times=1)

    for number in range(5):
        await bench.say(f"查单 {number}", by=bench.ann)

    async def heard() -> bool:
        return len(bench.house.messages) == 5

    await until(heard, "a command waits", within=0.9)  # the answer before it waits for a second
    await bench.bubble("答 查单 4")
    texts = [one.text for one in await bench.seen(by=bench.ann)]
    assert texts == [f"答 查单 {number}" for number in range(5)]


@pytest.mark.parametrize(
    ("mode", "wait"),
    [("cards_throttled", 2), ("ip_banned", 5), ("quota", 3600), ("token_unavailable", 10)],
)
async def test_throttles_and_quotas_hold_the_whole_channel(
    bench: DingTalkBench, mode: str, wait: int
) -> None:
    await bench.sim.do("fault", mode=mode)

    outcome = await bench.send()

    assert isinstance(outcome, TryLater)
    assert outcome.whole_channel
    assert outcome.wait == timedelta(seconds=wait)


@pytest.mark.parametrize("mode", ["too_fast", "throttled_api"])
async def test_send_too_fast_is_a_throttle_and_not_a_mistake(
    bench: DingTalkBench, mode: str
) -> None:
    await bench.sim.do("fault", mode=mode)

    outcome = await bench.send(picture=None)

    assert isinstance(outcome, TryLater)
    assert outcome.whole_channel


async def test_refused_cards_are_tried_again_after_a_while(bench: DingTalkBench) -> None:
    await bench.sim.do("fault", mode="cards_denied")
    sent = await bench.send()
    assert isinstance(sent, Sent)
    again = await bench.send(message_ref=sent.message_ref)
    assert again == Sent(message_ref=sent.message_ref, code="unchanged")

    await bench.send(key="b")
    asked = len(await bench.sim.calls("createAndDeliver"))
    bench.house.clock.ahead += timedelta(minutes=11)
    await bench.send(key="c")

    assert (asked, len(await bench.sim.calls("createAndDeliver"))) == (1, 2)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("invalidStaffIdList", GaveUp), ("filteredStaffIdList", GaveUp),
        ("flowControlledStaffIdList", TryLater),
    ],
)  # fmt: skip
async def test_each_staff_list_is_a_failure(bench: DingTalkBench, name: str, kind: type) -> None:
    await bench.sim.do("set", staff_faults={"staff1": name})

    assert isinstance(await bench.send(picture=None, conversation="staff1"), kind)


async def test_a_gateway_that_gave_up_may_have_done_it(bench: DingTalkBench) -> None:
    await bench.sim.do("fault", mode="gateway_timeout")

    assert isinstance(await bench.send(), Unknown)


async def test_after_an_unknown_fate_both_copies_are_redrawn(bench: DingTalkBench) -> None:
    await bench.sim.do("fault", mode="reset_after_apply")
    assert isinstance(await bench.send(), Unknown)
    first = await bench.bubble("改址两次")
    sent = await bench.send(attempt=2, resent=True)
    assert isinstance(sent, Sent)
    second = await bench.bubble("重发")

    done = a_picture(2, footer="已放行")
    assert isinstance(await bench.send(message_ref=sent.message_ref, picture=done), Sent)

    for card in (first, second):
        await bench.now(card, "已放行")


async def test_a_redraw_of_unknown_fate_may_simply_be_tried_again(bench: DingTalkBench) -> None:
    sent = await bench.send()
    assert isinstance(sent, Sent)
    # Over a kept connection aiohttp itself tries a PUT once more.
    await bench.sim.do("fault", mode="reset_after_apply", times=2)

    again = await bench.send(message_ref=sent.message_ref, picture=a_picture(2))

    assert isinstance(again, TryLater)


@pytest.mark.parametrize(
    "change", [{"sessionWebhookExpiredTime": 1}, {"sessionWebhook": "https://evil.example/x"}]
)
async def test_a_session_that_is_over_or_leads_elsewhere_is_not_used(
    bench: DingTalkBench, change: dict[str, object]
) -> None:
    await bench.sim.says("查单 1025", changes=change)

    answer: Seen = await bench.bubble("答 查单 1025")
    assert answer.raw["way"] == "openapi"


async def test_the_probe_says_whether_the_credentials_hold(bench: DingTalkBench) -> None:
    assert await probe(bench.account()) is None
    wrong = await probe(bench.account(client_secret="wrong-one"))  # noqa: S106 - the simulator's
    assert wrong is not None
    assert "invalidClientIdOrSecret" in wrong
    assert json.dumps(wrong).find("wrong-one") == -1


async def test_where_nobody_listens_nothing_was_taken(bench: DingTalkBench) -> None:
    nowhere = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = nowhere.sockets[0].getsockname()[1]
    nowhere.close()
    await nowhere.wait_closed()

    told = await probe(bench.account(openapi_base=f"http://127.0.0.1:{port}"))

    assert told is not None
    assert "connect" in told


async def test_a_file_follows_its_card_as_a_message_of_its_own(bench: DingTalkBench) -> None:
    assert isinstance(await bench.send(file=TABLE), Sent)

    card, file = [one.raw for one in await bench.seen(by=bench.bob)]
    assert (card["kind"], file["kind"]) == ("card", "file")
    assert file["text"] == "unshipped-2026-08-03.xlsx"
    ((_name, content),) = await bench.files()
    book = load_workbook(BytesIO(content))
    assert book.worksheets[0]["B2"].fill.fgColor.rgb == "FFFF0000"


@pytest.mark.parametrize("path", ["/media/upload", "/v1.0/robot/groupMessages/send"])
@pytest.mark.parametrize("mode", ["robot_denied", "server_error", "quota"])
async def test_a_file_that_does_not_arrive_leaves_its_card_where_it_is(
    bench: DingTalkBench, path: str, mode: str
) -> None:
    await bench.sim.do("fault", mode=mode, path=path)

    assert isinstance(await bench.send(file=TABLE), Sent)

    assert [one.raw["kind"] for one in await bench.seen(by=bench.bob)] == ["card"]
