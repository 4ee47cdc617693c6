"""What only Slack does: three doors, threads, ephemeral answers, and looking for a lost post."""

from base64 import b64decode
from collections.abc import Awaitable, Callable
from functools import partial
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.channels.slack.probe import probe
from handlers.ports import ChatMessage, GaveUp, Reply, Sent, TryLater, Unknown
from tests.conformance.cards import TABLE, a_picture
from tests.conformance.slack import QUICK, SlackBench
from tests.platforms.slack.control import OPS
from tests.waiting import stays, until

pytestmark = [pytest.mark.wire, pytest.mark.parametrize("bench", ["slack"], indirect=True)]


def _rule(kind: str, method: str = "chat.postMessage", **more: object) -> list[dict[str, object]]:
    return [{"method": method, "kind": kind, "times": 1, **more}]


def _private(message: ChatMessage) -> Reply:
    return Reply(text=f"答 {message.text}", private=True)


def _heard(bench: SlackBench, count: int) -> Callable[[], Awaitable[bool]]:
    async def enough() -> bool:
        return len(bench.house.messages) >= count

    return enough


async def test_a_mention_a_command_and_a_direct_message_are_answered(bench: SlackBench) -> None:
    await bench.sim.says("查单 1024", by=bench.ann)
    await bench.bubble("答 查单 1024")
    await bench.slash("查单 1025")
    await bench.bubble("答 查单 1025")
    await bench.sim.says("查单 1026", by=bench.ann, channel=None)
    await bench.bubble("答 查单 1026", private=True)

    where = [(one.conversation, one.private) for one in bench.house.messages]
    assert where == [(OPS, False), (OPS, False), (bench.ann, True)]


async def test_a_press_is_answered_in_the_thread_of_its_card(bench: SlackBench) -> None:
    card = await bench.card()
    await bench.press(card, "放行", by=bench.ann)

    said = await bench.bubble("1024 已放行")
    assert said.raw["thread_ts"] == card.id
    assert bench.house.presses[0].conversation == OPS


async def test_a_press_in_a_direct_message_names_the_person_as_conversation(
    bench: SlackBench,
) -> None:
    await bench.send(conversation=bench.ann)
    card = await bench.bubble("订单 1024", private=True)
    await bench.press(card, "认领", by=bench.ann)

    await bench.bubble("1024 已放行", private=True)
    assert bench.house.presses[0].conversation == bench.ann


async def test_a_slash_command_without_words_asks_for_help(bench: SlackBench) -> None:
    await bench.slash("")

    await bench.bubble("答 help")


async def test_a_refusal_is_seen_by_one_person_only(bench: SlackBench) -> None:
    bench.house.on_message = _private
    await bench.sim.says("放行 1024", by=bench.ann)
    await bench.bubble("答 放行 1024")
    await bench.slash("放行 1025")
    await bench.bubble("答 放行 1025")

    assert await bench.seen(by=bench.bob) == []


async def test_a_refusal_reaches_a_person_who_has_left_the_channel(bench: SlackBench) -> None:
    bench.house.on_message = _private
    failing = {"method": "chat.postEphemeral", "kind": "error", "error": "user_not_in_channel"}
    await bench.sim.faults(api=[failing])
    await bench.sim.says("放行 1024", by=bench.ann)

    await bench.bubble("答 放行 1024", private=True)


async def test_a_mention_heard_twice_is_answered_once(bench: SlackBench) -> None:
    await bench.sim.says("查单 1024", by=bench.ann, both=True)
    await until(_heard(bench, 2), "the twin was not heard")

    await stays(partial(bench.bubble, "答"), "not once", 0.05)
    assert len({one.message_id for one in bench.house.messages}) == 1


async def test_commands_of_a_channel_are_done_in_their_order(bench: SlackBench) -> None:
    bench.house.delay = 0.02
    for number in range(30):
        await bench.sim.slash(f"查单 {number}", by=bench.ann, channel=f"C{number % 3}")
    await until(_heard(bench, 30), "not all were heard")

    by_channel: dict[str, list[int]] = {}
    for said in bench.house.messages:
        by_channel.setdefault(said.conversation, []).append(int(said.text[3:]))
    assert all(numbers == sorted(numbers) for numbers in by_channel.values())


async def test_bolt_reads_no_traps_from_the_environment(
    bench: SlackBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-other",
        "SLACK_SIGNING_SECRET": "s", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    await bench.stop()
    bench.start()
    await bench.online()

    await bench.say("查单 1024", by=bench.ann)
    await bench.bubble("答")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (_rule("error", error="token_expired"), "TryLater token_expired True 60"),
        (_rule("error", error="not_in_channel"), "GaveUp not_in_channel"),
        (_rule("error", error="fatal_error"), "Unknown fatal_error"),
        (_rule("http", status=502), "Unknown http_502"),
        (_rule("http", status=503), "TryLater http_503 False None"),
    ],
)
async def test_each_refusal_means_what_it_means(
    bench: SlackBench, rule: list[dict[str, object]], expected: str
) -> None:
    await bench.sim.faults(api=rule)
    match await bench.send():
        case TryLater(code=code, wait=wait, whole_channel=whole):
            seconds = int(wait.total_seconds()) if wait else None
            said = f"TryLater {code} {whole} {seconds}"
        case Unknown(code=code) | GaveUp(code=code) as outcome:
            said = f"{type(outcome).__name__} {code}"
        case Sent():
            said = "Sent"
    assert said == expected


async def test_a_post_that_arrived_is_found_and_not_posted_twice(bench: SlackBench) -> None:
    await bench.sim.faults(api=_rule("hang_after", seconds=2.5))
    assert isinstance(await bench.send(), Unknown)

    again = await bench.send(attempt=2, resent=True)

    assert isinstance(again, Sent)
    assert again.code == "found"
    await bench.bubble("订单 1024")


async def test_a_broken_redraw_is_made_again(bench: SlackBench) -> None:
    sent = await bench.send()
    assert isinstance(sent, Sent)
    await bench.sim.faults(api=_rule("reset_after", "chat.update"))

    done = await bench.send(picture=a_picture(2, title="新"), message_ref=sent.message_ref)

    assert done == Sent(message_ref=sent.message_ref)


async def test_a_deleted_card_is_posted_anew(bench: SlackBench) -> None:
    sent = await bench.send()
    assert isinstance(sent, Sent)
    await bench.sim.act("delete", ts=sent.message_ref.split(":")[1])

    again = await bench.send(picture=a_picture(2), message_ref=sent.message_ref)

    assert isinstance(again, Sent)
    assert again.message_ref != sent.message_ref


async def test_the_probe_tells_which_token_is_wrong_and_opens_nothing(bench: SlackBench) -> None:
    before = (await bench.sim.record())["counts"]["handshakes"]
    assert await probe(bench.account(), timing=QUICK) is None
    await bench.sim.faults(open_error="not_allowed_token_type")

    told = await probe(bench.account(), timing=QUICK)

    assert told is not None
    assert told.startswith("apps.connections.open: not_allowed_token_type")
    assert (await bench.sim.record())["counts"]["handshakes"] == before


async def test_a_file_comes_into_the_thread_of_its_card_and_the_channel_gets_one_message(
    bench: SlackBench,
) -> None:
    sent = await bench.send(file=TABLE)
    assert isinstance(sent, Sent)

    record = await bench.sim.record()
    (file,) = record["files"]
    channel, _, thread = sent.message_ref.partition(":")
    assert (file["name"], file["title"]) == ("unshipped-2026-08-03.xlsx", "未发货溯源")
    assert (file["channel"], file["thread_ts"]) == (channel, thread)
    book = load_workbook(BytesIO(b64decode(file["content"])))
    assert book.worksheets[0]["B2"].fill.fgColor.rgb == "FFFF0000"
    assert record["counts"]["chat.postMessage"] == 1


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("kind", ["ratelimited", "reset_before", "error"])
async def test_a_file_that_does_not_arrive_leaves_its_card_where_it_is(
    bench: SlackBench, method: str, kind: str
) -> None:
    await bench.sim.faults(api=_rule(kind, method))

    assert isinstance(await bench.send(file=TABLE), Sent)

    assert len(await bench.seen(by=bench.bob)) == 1
