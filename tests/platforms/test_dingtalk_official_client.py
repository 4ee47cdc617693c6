"""The official client, dingtalk-stream 0.24.3, takes the simulator for DingTalk."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import dingtalk_stream
import pytest
import websockets.exceptions  # noqa: F401 - the client uses it and forgets to import it
from dingtalk_stream import AckMessage, CallbackMessage, ChatbotMessage, DingTalkStreamClient

from tests.platforms.dingtalk.control import Sim, controlling
from tests.platforms.dingtalk.server import serving
from tests.platforms.dingtalk.world import BUILT_IN, World
from tests.waiting import stays, until

pytestmark = pytest.mark.wire


class _Bot(dingtalk_stream.ChatbotHandler):  # type: ignore[misc]  # the library has no types
    async def process(self, callback: CallbackMessage) -> tuple[int, str]:
        message = ChatbotMessage.from_dict(callback.data)
        if message.text.content.strip() == "broken":
            raise ValueError(message.text.content)
        await asyncio.to_thread(self.reply_text, f"echo {message.text.content.strip()}", message)
        return AckMessage.STATUS_OK, "OK"


class _Cards(dingtalk_stream.CallbackHandler):  # type: ignore[misc]  # the library has no types
    async def process(self, callback: CallbackMessage) -> tuple[int, dict[str, Any]]:
        pressed = json.loads(callback.data["content"])["cardPrivateData"]["actionIds"]
        return AckMessage.STATUS_OK, {
            "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
            "cardData": {"cardParamMap": {"tips": f"pressed {pressed[0]}"}},
            "userPrivateData": {"cardParamMap": {}},
        }


class _Events(dingtalk_stream.EventHandler):  # type: ignore[misc]  # the library has no types
    async def process(self, event: dingtalk_stream.EventMessage) -> tuple[int, str]:
        del event
        return AckMessage.STATUS_OK, "OK"


#: Seconds in which transports that were told to close have done it; nobody tells.
_A_TURN = 0.05


@contextmanager
def _official() -> Iterator[DingTalkStreamClient]:
    """Run the client in a thread of its own, since it blocks its loop; stop it as it must be."""
    client = DingTalkStreamClient(dingtalk_stream.Credential("dingkey", "dingsecret"))
    client.register_callback_handler(ChatbotMessage.TOPIC, _Bot())
    client.register_callback_handler("/v1.0/card/instances/callback", _Cards())
    client.register_all_event_handler(_Events())
    running: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

    async def run() -> None:
        task = asyncio.get_running_loop().create_task(client.start())
        running.append((asyncio.get_running_loop(), task))
        await asyncio.wait({task})
        if client.websocket is not None:  # it leaves its sockets to the collector
            client.websocket.transport.abort()
            await asyncio.sleep(_A_TURN)

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    try:
        yield client
    finally:
        loop, task = running[0]
        for _ in range(100):  # one cancel is swallowed, and so is every one during its clean-up
            loop.call_soon_threadsafe(task.cancel)
            thread.join(0.05)
            if not thread.is_alive():
                break
        assert not thread.is_alive()


@pytest.fixture
async def sim(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sim]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with serving(World(grace=0.3)) as world, controlling(world.port) as made:
        monkeypatch.setattr(dingtalk_stream.stream, "DINGTALK_OPENAPI_ENDPOINT", made.base)
        monkeypatch.setattr(
            DingTalkStreamClient,
            "OPEN_CONNECTION_API",
            f"{made.base}/v1.0/gateway/connections/open",
        )
        yield made


async def test_it_connects_hears_and_answers(sim: Sim) -> None:
    with _official():
        await sim.expect_links(1)
        said = await sim.says("查单 1024")
        await sim.expect_bubble("echo 查单 1024")
        ack = await sim.expect_ack(said["push"])

    expected = {"code": 200, "headers": {"contentType": "application/json"}, "message": ""}
    expected["headers"] = {"contentType": "application/json", "messageId": said["push"]}
    assert json.loads(ack["raw"]) == {**expected, "data": json.dumps({"response": "OK"})}
    opened = (await sim.calls("/connections/open"))[0]
    assert opened["body"]["ua"] == "dingtalk-sdk-python/v0.24.3-union"
    assert opened["body"]["subscriptions"][0] == {"type": "EVENT", "topic": "*"}
    await sim.nothing_unexpected()


async def test_its_ack_of_a_press_changes_the_card(sim: Sim) -> None:
    with _official() as client:
        await sim.expect_links(1)
        token = await asyncio.to_thread(client.get_access_token)
        answer = await sim.http.post(
            f"{sim.base}/v1.0/card/instances/createAndDeliver",
            headers={"x-acs-dingtalk-access-token": token},
            json=_card(),
        )
        assert answer.json()["result"]["deliverResults"][0]["success"]
        card = await sim.expect_bubble("**md**")
        await sim.press(card, "同意")
        card = await sim.expect_card("card-1", "pressed agree")

    assert [b["text"] for b in card["buttons"]] == ["同意"]
    await sim.nothing_unexpected()


async def test_it_reconnects_at_once_after_disconnect(sim: Sim) -> None:
    with _official():
        await sim.expect_links(1)
        await sim.do("wire", what="disconnect")
        await sim.expect_links(1)
        async with asyncio.timeout(3):
            while (await sim.counters())["connections"] < 2:  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.01)


async def test_its_known_faults_show(sim: Sim) -> None:
    """EVENT without status, and no ack at all where the handler failed: both as measured."""
    with _official():
        await sim.expect_links(1)
        ping = await sim.do("frame", kind="SYSTEM", topic="ping", data={"opaque": "123"})
        await sim.expect_ack(ping["push"])
        event = await sim.do("frame", kind="EVENT", topic="*", data={"corpId": "dingC", "x": 1})
        echoed = await sim.expect_ack(event["push"])
        broken = await sim.says("broken")
        await stays(partial(_not_acked, sim, broken["push"]), "acked", 0.2)
        seen = await sim.record()

    assert echoed["data"] == {"corpId": "dingC", "x": 1}
    assert seen["violations"] == ["EVENT acked without status"]


async def _not_acked(sim: Sim, message_id: str) -> bool:
    pushes = (await sim.record())["pushes"]
    return not next(p for p in pushes if p["message_id"] == message_id)["acks"]


async def _opened(sim: Sim, number: int) -> bool:
    return (await sim.counters()).get("opens", 0) > number


async def test_a_close_storm_drives_it_to_open_without_pause(sim: Sim) -> None:
    await sim.do("set", close_storm=True)
    with _official():
        # Measured: more than a hundred in a second; our own channel must not.
        await until(partial(_opened, sim, 15), "it pauses", 5.0)
        await sim.do("set", close_storm=False)  # in a storm it cannot even be cancelled
        await sim.expect_links(1)


def _card() -> dict[str, Any]:
    button = {"text": "同意", "color": "blue", "id": "agree", "request": True}
    return {
        "cardTemplateId": BUILT_IN,
        "outTrackId": "card-1",
        "callbackType": "STREAM",
        "cardData": {
            "cardParamMap": {
                "title": "T",
                "markdown": "**md**",
                "sys_full_json_obj": json.dumps({"msgButtons": [button]}),
            }
        },
        "openSpaceId": "dtv1.card//IM_GROUP.cidGROUP==",
        "imGroupOpenDeliverModel": {"robotCode": "dingkey"},
    }


async def test_the_twenty_first_message_in_a_minute_is_refused_and_written_down(sim: Sim) -> None:
    app = {"appKey": "dingkey", "appSecret": "dingsecret"}
    token = (await sim.http.post(f"{sim.base}/v1.0/oauth2/accessToken", json=app)).json()
    body = {
        "robotCode": "dingkey", "openConversationId": "cidGROUP==", "msgKey": "sampleText",
        "msgParam": json.dumps({"content": "hello"}),
    }  # fmt: skip
    answers = [
        await sim.http.post(
            f"{sim.base}/v1.0/robot/groupMessages/send",
            json=body,
            headers={"x-acs-dingtalk-access-token": token["accessToken"]},
        )
        for _ in range(21)
    ]
    record = await sim.record()

    assert [answer.status_code for answer in answers] == [200] * 20 + [400]
    assert answers[-1].json()["code"] == "send.too.fast"
    assert record["busiest_minute"] == 20
    assert record["violations"] == ["more than 20 messages in a minute"]
