"""The sockets: frames out, call-backs, being pushed out, and every way a connection ends."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any

from tests.platforms.wecom.world import Call, Json, Link, World

_TASKS: set[asyncio.Task[None]] = set()


async def write(world: World, link: Link, frame: Json, *, raw: str | None = None) -> None:
    """Write a frame, and write it down."""
    if link.socket.closed:
        return
    world.note(link, "out", frame)
    try:
        await link.socket.send_str(raw or json.dumps(frame, ensure_ascii=False))
    except ConnectionError:
        world.counters["unwritten"] += 1


async def push_out(world: World, link: Link) -> None:
    """Tell a connection that another one took its place, and end it as `World.kick` says."""
    world.counters["kicks"] += 1
    link.leaving = True
    body = {
        "msgid": world.name("msg"), "create_time": world.epoch(), "aibotid": world.bot_id,
        "msgtype": "event", "event": {"eventtype": "disconnected_event"},
    }  # fmt: skip
    frame = {"cmd": "aibot_event_callback", "headers": {"req_id": world.name("req")}, "body": body}
    await write(world, link, frame)
    if world.kick == "half_open":
        link.muted = True
        return
    later(_pushed_out(link, world.kick, world.kick_grace))


async def _pushed_out(link: Link, how: str, grace: float) -> None:
    await asyncio.sleep(grace)
    await end(link, 1006 if how == "abort" else int(how))


async def call(
    world: World, cmd: str, body: Json, made: Call, *, raw_controls: bool = False
) -> Link | None:
    """Call the bot back; where nobody is subscribed the frame is lost."""
    link = world.live()
    if link is None:
        world.counters["lost"] += 1
        return None
    link.calls[made.req_id] = made
    frame = {"cmd": cmd, "headers": {"req_id": made.req_id}, "body": body}
    text = json.dumps(frame, ensure_ascii=False)
    if raw_controls:  # as WeCom was seen to send them: unescaped inside a string
        text = text.replace("\\u0001", "\x01").replace("\\t", "\t").replace("\\n", "\n")
    await write(world, link, frame, raw=text)
    return link


async def end(link: Link, code: int) -> None:
    """Close with a code; 1006 is no code but a broken connection."""
    link.leaving = True
    if code == 1006:
        cut(link)
    elif not link.socket.closed:
        await link.socket.close(code=code)


def cut(link: Link) -> None:
    """Reset the TCP connection."""
    link.leaving = True
    transport = link.request.transport
    if transport is not None:
        transport.abort()


def later(work: Coroutine[Any, Any, None]) -> None:
    """Do it beside the reading."""
    task = asyncio.get_running_loop().create_task(work)
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


async def settle() -> None:
    """End what is still done beside the reading."""
    tasks = list(_TASKS)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
