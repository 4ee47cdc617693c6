"""What becomes of a message sent to Slack: taken, refused for now or for good, or unknown."""

import pytest

from bot.channels.slack.probe import probe
from handlers.ports import GaveUp, Sent, TryLater, Unknown
from tests.bot.slack_fixtures import FAST, a_picture, account, outgoing, playing
from tests.platforms.slack.control import workspace

pytestmark = pytest.mark.wire


def _rule(kind: str, method: str = "chat.postMessage", **more: object) -> list[dict[str, object]]:
    return [{"method": method, "kind": kind, "times": 1, **more}]


async def test_a_card_is_posted_redrawn_and_never_goes_back() -> None:
    async with playing() as on:
        sent = await on.channel.send(outgoing(picture=a_picture(5)))
        assert isinstance(sent, Sent)
        ref = sent.message_ref
        newer = outgoing(picture=a_picture(7, title="新"), message_ref=ref)
        assert await on.channel.send(newer) == Sent(message_ref=ref)
        older = outgoing(picture=a_picture(6, title="旧"), message_ref=ref)
        assert await on.channel.send(older) == Sent(message_ref=ref, code="newer_shown")
        await on.sim.expect_bubble("新")
        await on.sim.nothing_unexpected()


async def test_a_person_named_by_a_route_is_written_to_in_private() -> None:
    async with playing() as on:
        await on.channel.send(outgoing(conversation="U1", picture=None, text="只给你"))
        await on.channel.send(outgoing("k-2", conversation="U1", picture=None, text="还有"))
        await on.sim.expect_bubble("只给你", by="U1", channel=None)
        await on.sim.expect_bubble("还有", by="U1", channel=None)
        assert (await on.sim.record())["counts"]["conversations.open"] == 1


@pytest.mark.parametrize("kind", ["reset_after", "hang_after"])
async def test_a_post_of_unknown_fate_is_looked_for_and_not_posted_twice(kind: str) -> None:
    async with playing() as on:
        await on.sim.faults(api=_rule(kind, seconds=1.5))
        assert isinstance(await on.channel.send(outgoing()), Unknown)
        again = await on.channel.send(outgoing(resent=True, attempt=2))
        assert isinstance(again, Sent)
        assert again.code == "found"
        await on.sim.expect_bubble("订单 1024")
        await on.sim.nothing_unexpected()


async def test_a_post_that_never_arrived_is_posted_and_marked() -> None:
    async with playing() as on:
        await on.sim.faults(api=_rule("reset_before"))
        assert isinstance(await on.channel.send(outgoing()), Unknown)
        assert isinstance(await on.channel.send(outgoing(resent=True, attempt=2)), Sent)
        await on.sim.expect_bubble("重发")
        await on.sim.nothing_unexpected()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (_rule("ratelimited", retry_after=7), "TryLater http False 7"),
        (_rule("error", error="invalid_auth"), "TryLater invalid_auth True 60"),
        (_rule("error", error="token_expired"), "TryLater token_expired True 60"),
        (_rule("error", error="missing_scope"), "GaveUp missing_scope"),
        (_rule("error", error="not_in_channel"), "GaveUp not_in_channel"),
        (_rule("error", error="fatal_error"), "Unknown fatal_error"),
        (_rule("http", status=502), "Unknown http_502"),
        (_rule("http", status=503), "TryLater http_503 False None"),
    ],
)
async def test_each_refusal_means_what_it_means(
    rule: list[dict[str, object]], expected: str
) -> None:
    async with playing() as on:
        await on.sim.faults(api=rule)
        match await on.channel.send(outgoing()):
            case TryLater(code=code, wait=wait, whole_channel=whole):
                name = "http" if code == "ratelimited" else code
                seconds = int(wait.total_seconds()) if wait else None
                said = f"TryLater {name} {whole} {seconds}"
            case Unknown(code=code) | GaveUp(code=code) as outcome:
                said = f"{type(outcome).__name__} {code}"
            case Sent():
                said = "Sent"
        assert said == expected


async def test_a_card_slack_finds_too_rich_is_sent_as_text() -> None:
    async with playing() as on:
        await on.sim.faults(api=_rule("error", error="invalid_blocks"))
        assert isinstance(await on.channel.send(outgoing()), Sent)
        await on.sim.expect_bubble("没有按钮时可发")


async def test_a_broken_redraw_is_made_again() -> None:
    async with playing() as on:
        sent = await on.channel.send(outgoing())
        assert isinstance(sent, Sent)
        await on.sim.faults(api=_rule("reset_after", "chat.update"))
        redraw = outgoing(picture=a_picture(2, title="新"), message_ref=sent.message_ref)
        assert await on.channel.send(redraw) == Sent(message_ref=sent.message_ref)


async def test_a_deleted_card_is_posted_anew() -> None:
    async with playing() as on:
        sent = await on.channel.send(outgoing())
        assert isinstance(sent, Sent)
        await on.sim.act("delete", ts=sent.message_ref.split(":")[1])
        again = await on.channel.send(outgoing(picture=a_picture(2), message_ref=sent.message_ref))
        assert isinstance(again, Sent)
        assert again.message_ref != sent.message_ref


async def test_the_probe_tells_which_token_is_wrong_and_opens_nothing() -> None:
    async with workspace() as sim:
        assert await probe(account(sim), timing=FAST) is None
        await sim.faults(open_error="not_allowed_token_type")
        told = await probe(account(sim), timing=FAST)
        assert told is not None
        assert told.startswith("apps.connections.open: not_allowed_token_type")
        assert (await sim.record())["counts"].get("handshakes", 0) == 0


async def test_the_probe_of_a_place_that_does_not_answer_says_so() -> None:
    async with workspace() as sim:
        broken = account(sim)
    told = await probe(broken, timing=FAST)
    assert told is not None
    assert told.startswith("auth.test: connect")
