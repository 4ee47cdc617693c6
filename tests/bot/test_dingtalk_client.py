"""DingTalk takes messages or refuses them in many ways; each becomes the outcome it is."""

import json
from datetime import timedelta

import pytest

from bot.channels.dingtalk.probe import probe
from handlers.ports import GaveUp, Sent, TryLater, Unknown
from tests.bot.dingtalk_bench import a_picture, account, bench, outgoing

pytestmark = pytest.mark.wire


async def test_a_card_is_shown_and_redrawn_in_place() -> None:
    async with bench() as b:
        sent = await b.channel.send(outgoing(mentions=("staff1",)))
        assert isinstance(sent, Sent)
        card = await b.sim.expect_bubble("地址修改")
        assert [x["text"] for x in card["buttons"]] == ["冻结", "放行", "认领", "误报", "稍后"]
        assert card["mentions"] == ["staff1"]

        done = outgoing(message_ref=sent.message_ref, picture=a_picture(2, footer="王敏 冻结"))
        assert await b.channel.send(done) == sent
        await b.sim.expect_card(card["track_id"], "王敏 冻结")
        old = outgoing(message_ref=sent.message_ref, picture=a_picture(1, footer="旧"))
        assert isinstance(await b.channel.send(old), Sent)
        await b.sim.expect_card(card["track_id"], "王敏 冻结")
        await b.sim.nothing_unexpected()


async def test_a_notice_goes_to_a_group_or_to_a_person() -> None:
    async with bench() as b:
        assert isinstance(await b.channel.send(outgoing(picture=None, text="晚到")), Sent)
        await b.sim.expect_bubble("晚到")
        person = outgoing(picture=None, text="私下", conversation="staff1")
        assert isinstance(await b.channel.send(person), Sent)
        await b.sim.expect_bubble("私下", conversation="staff1")
        card = outgoing(conversation="staff1")
        assert isinstance(await b.channel.send(card), Sent)
        await b.sim.expect_bubble("地址修改", conversation="staff1")
        await b.sim.nothing_unexpected()


async def test_an_expired_token_is_renewed_once_for_all_who_wait() -> None:
    async with bench() as b:
        await b.channel.send(outgoing(picture=None, text="一"))
        await b.sim.do("expire", what="tokens")
        assert isinstance(await b.channel.send(outgoing()), Sent)
        await b.sim.do("fault", mode="unauthorised", times=1)
        assert isinstance(await b.channel.send(outgoing(key="b")), Sent)
        assert (await b.sim.counters())["tokens"] == 3
        await b.sim.do("fault", mode="unauthorised", times=2)
        refused = await b.channel.send(outgoing(key="c"))
        assert isinstance(refused, TryLater)
        assert refused.whole_channel


@pytest.mark.parametrize(
    ("mode", "wait"),
    [
        ("cards_throttled", 2), ("throttled_429", 7), ("ip_banned", 5), ("quota", 3600),
        ("token_refused", 10), ("token_unavailable", 10),
    ],
)  # fmt: skip
async def test_throttles_and_quotas_hold_the_whole_channel(mode: str, wait: int) -> None:
    async with bench() as b:
        await b.sim.do("fault", mode=mode)
        outcome = await b.channel.send(outgoing())

        assert isinstance(outcome, TryLater)
        assert outcome.whole_channel
        assert outcome.wait == timedelta(seconds=wait)
        assert isinstance(await b.channel.send(outgoing(attempt=2)), Sent)


async def test_send_too_fast_is_a_throttle_and_not_a_mistake() -> None:
    async with bench() as b:
        for mode in ("too_fast", "throttled_api"):
            await b.sim.do("fault", mode=mode)
            outcome = await b.channel.send(outgoing(picture=None))
            assert isinstance(outcome, TryLater)
            assert outcome.whole_channel


async def test_without_the_permission_cards_become_text_with_commands() -> None:
    async with bench() as b:
        await b.sim.do("fault", mode="cards_denied")
        sent = await b.channel.send(outgoing())
        assert isinstance(sent, Sent)
        shown = await b.sim.expect_bubble("放行 1024、")
        assert shown["kind"] == "markdown"

        again = await b.channel.send(outgoing(message_ref=sent.message_ref))
        assert again == Sent(message_ref=sent.message_ref, code="unchanged")
        await b.sim.nothing_unexpected()
        assert len(await b.sim.calls("createAndDeliver")) == 1
        await b.channel.send(outgoing(key="b"))  # not asked again for a while
        assert len(await b.sim.calls("createAndDeliver")) == 1
        b.house.clock.ahead += timedelta(minutes=11)
        await b.channel.send(outgoing(key="c"))
        assert len(await b.sim.calls("createAndDeliver")) == 2


async def test_a_denied_robot_gives_up() -> None:
    async with bench() as b:
        await b.sim.do("fault", mode="robot_denied")
        assert isinstance(await b.channel.send(outgoing(picture=None)), GaveUp)


async def test_partial_delivery_is_a_failure() -> None:
    async with bench() as b:
        await b.sim.do("set", unreachable_spaces=["cidGROUP=="])
        outcome = await b.channel.send(outgoing())
        assert outcome == GaveUp(code="deliver", error="spaceId is illegal")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("invalidStaffIdList", GaveUp), ("filteredStaffIdList", GaveUp),
        ("flowControlledStaffIdList", TryLater),
    ],
)  # fmt: skip
async def test_each_staff_list_is_a_failure(name: str, kind: type) -> None:
    async with bench() as b:
        await b.sim.do("set", staff_faults={"staff1": name})
        outcome = await b.channel.send(outgoing(picture=None, conversation="staff1"))
        assert isinstance(outcome, kind)


@pytest.mark.parametrize("mode", ["reset_after_apply", "hangs", "server_error", "gateway_timeout"])
async def test_what_left_without_an_answer_is_unknown(mode: str) -> None:
    async with bench() as b:
        await b.sim.do("fault", mode=mode)
        assert isinstance(await b.channel.send(outgoing()), Unknown)


async def test_after_an_unknown_fate_both_copies_are_redrawn() -> None:
    async with bench() as b:
        await b.sim.do("fault", mode="reset_after_apply")
        assert isinstance(await b.channel.send(outgoing()), Unknown)
        first = await b.sim.expect_bubble("地址修改")
        sent = await b.channel.send(outgoing(attempt=2, resent=True))
        assert isinstance(sent, Sent)
        second = await b.sim.expect_bubble("重发")
        done = outgoing(message_ref=sent.message_ref, picture=a_picture(2, footer="已放行"))
        assert isinstance(await b.channel.send(done), Sent)
        for card in (first, second):
            await b.sim.expect_card(card["track_id"], "已放行")
        await b.sim.nothing_unexpected()


async def test_a_redraw_of_unknown_fate_may_simply_be_tried_again() -> None:
    async with bench() as b:
        sent = await b.channel.send(outgoing())
        assert isinstance(sent, Sent)
        # Over a kept connection aiohttp itself tries a PUT once more.
        await b.sim.do("fault", mode="reset_after_apply", times=2)
        again = outgoing(message_ref=sent.message_ref, picture=a_picture(2))
        assert isinstance(await b.channel.send(again), TryLater)


async def test_nothing_listens_and_nothing_was_taken() -> None:
    async with bench() as b:
        base = "http://127.0.0.1:9"
    async with bench(openapi_base=base, wait=False) as b:
        outcome = await b.channel.send(outgoing())
        assert isinstance(outcome, TryLater)
        assert outcome.code == "connect"


async def test_an_answer_falls_back_to_the_robot_when_its_session_is_over() -> None:
    async with bench() as b:
        await b.sim.do("fault", mode="session_refused")
        await b.sim.says("查单 1024")
        assert (await b.sim.expect_bubble("答 查单 1024"))["way"] == "openapi"
        await b.sim.says("查单 1025", changes={"sessionWebhookExpiredTime": 1})
        assert (await b.sim.expect_bubble("答 查单 1025"))["way"] == "openapi"
        await b.sim.says("查单 1026", changes={"sessionWebhook": "https://evil.example/x"})
        assert (await b.sim.expect_bubble("答 查单 1026"))["way"] == "openapi"
        await b.sim.do("fault", mode="session_reset_after_apply")
        await b.sim.says("查单 1027")
        await b.sim.expect_bubble("答 查单 1027")
        await b.sim.nothing_unexpected(settle=0.2)  # of unknown fate: not said twice


async def test_the_probe_says_whether_the_credentials_hold() -> None:
    async with bench() as b:
        assert await probe(account(b.sim.port)) is None
        wrong = await probe(account(b.sim.port, client_secret="wrong-one"))  # noqa: S106
        assert wrong is not None
        assert "invalidClientIdOrSecret" in wrong
        assert json.dumps(wrong).find("wrong-one") == -1
