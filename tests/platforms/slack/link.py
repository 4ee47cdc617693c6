"""The socket side: tickets, hello, envelopes, acks, retries, refreshes, ghosts."""

import asyncio
import json
import random
import uuid
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from tests.platforms.slack.world import Ack, World


@dataclass(slots=True, eq=False)
class Connection:
    """One connection of the client."""

    number: int
    ws: web.WebSocketResponse
    request: web.Request
    greeted: bool = False
    leaving: bool = False  #: A `disconnect` frame was sent; no payload goes here any more.
    deaf: bool = False  #: Half open: nothing is read or answered any more.


@dataclass(slots=True)
class Link:
    """All connections, and what is sent over them."""

    world: World
    connections: list[Connection] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    sent: list[tuple[str, dict[str, Any], bool]] = field(default_factory=list)

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Take a handshake; a ticket is good for one, refused or not."""
        world, faults = self.world, self.world.faults
        ticket = request.query.get("ticket", "")
        world.counts["handshakes"] += 1
        if ticket in world.spent:
            world.broke("a spent ticket was used again")
            return web.Response(status=408)
        if ticket not in world.tickets:
            return web.Response(status=408)
        world.spent.add(ticket)
        if faults.refuse_handshakes > 0:
            faults.refuse_handshakes -= 1
            return web.Response(status=408)
        ws = web.WebSocketResponse(autoping=False, autoclose=True)
        await ws.prepare(request)
        connection = Connection(number=world.counts["handshakes"], ws=ws, request=request)
        if len(self.connections) + faults.ghosts >= faults.most_connections:
            await ws.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await ws.close()
            return ws
        self.connections.append(connection)
        world.counts["most_open"] = max(world.counts["most_open"], len(self.connections))
        greeting = self.spawn(self._greet(connection))
        try:
            await self._read(connection)
        finally:
            greeting.cancel()
            self.connections.remove(connection)
        return ws

    async def _greet(self, connection: Connection) -> None:
        faults = self.world.faults
        await asyncio.sleep(faults.hello_delay)
        await connection.ws.send_json(
            {
                "type": "hello",
                "num_connections": len(self.connections) + faults.ghosts,
                "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
                "connection_info": {"app_id": "A01"},
            }
        )
        connection.greeted = True
        self.world.counts["hellos"] += 1
        if faults.close_after_hello >= 0:
            await asyncio.sleep(faults.close_after_hello)
            await connection.ws.close()

    async def _read(self, connection: Connection) -> None:
        while not connection.ws.closed:
            message = await connection.ws.receive()
            while connection.deaf:
                if (
                    connection.request.transport is None
                    or connection.request.transport.is_closing()
                ):
                    return
                await asyncio.sleep(0.05)
            if message.type in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED}:
                return
            if message.type is WSMsgType.PING:
                self.world.counts["pings"] += 1
                await connection.ws.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acked(message)

    def _acked(self, message: WSMessage) -> None:
        world = self.world
        frame = json.loads(message.data)
        ack = world.acks.get(frame.get("envelope_id", ""))
        now = asyncio.get_running_loop().time()
        if ack is None:
            world.broke(f"ack of an unknown envelope {frame.get('envelope_id')}")
        elif ack.acked_at is not None:
            world.broke("an envelope was acked twice")
        else:
            ack.acked_at = now
            if now - ack.sent_at > world.faults.ack_limit:
                world.broke("late ack")

    def _pick(self) -> Connection | None:
        """Choose any one connection; a ghost may be chosen too, and then nobody hears it."""
        able = [c for c in self.connections if c.greeted and not c.leaving]
        choice = random.randrange(max(len(able) + self.world.faults.ghosts, 1))  # noqa: S311
        return able[choice] if choice < len(able) else None

    async def deliver(self, kind: str, payload: dict[str, Any], *, again: bool = False) -> str:
        """Send a payload; events are delivered again when nobody acks, other kinds never."""
        self.sent.append((kind, payload, again))
        envelope = await self._send(kind, payload, attempt=0)
        if kind == "events_api":
            self.spawn(self._retry(kind, payload, envelope))
        return envelope

    async def _send(self, kind: str, payload: dict[str, Any], *, attempt: int) -> str:
        envelope = str(uuid.uuid4())
        connection = self._pick()
        ack = Ack(envelope, kind, asyncio.get_running_loop().time())
        if connection is None:
            self.world.counts["unheard"] += 1
            return envelope
        ack.connection = connection.number
        self.world.acks[envelope] = ack
        frame: dict[str, Any] = {"type": kind, "envelope_id": envelope, "payload": payload}
        frame["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            frame |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        if not connection.deaf:
            with suppress(ConnectionError):
                await connection.ws.send_json(frame)
        return envelope

    async def _retry(self, kind: str, payload: dict[str, Any], envelope: str) -> None:
        limit = self.world.faults.ack_limit
        for attempt, wait in enumerate(self.world.faults.retries, start=1):
            clock = asyncio.get_running_loop()
            until = clock.time() + limit + wait
            while clock.time() < until:
                ack = self.world.acks.get(envelope)
                if ack is not None and ack.acked_at is not None:
                    return
                await asyncio.sleep(0.02)
            envelope = await self._send(kind, payload, attempt=attempt)

    async def redeliver(self, back: int = 1) -> None:
        """Send one of the last payloads again in a new envelope, over any connection."""
        kind, payload, _ = self.sent[-back]
        await self._send(kind, payload, attempt=1)

    async def disconnect(self, reason: str, *, close_after: float) -> None:
        """Tell every connection to leave; cut it after a while."""
        for connection in list(self.connections):
            if connection.greeted and not connection.leaving:
                connection.leaving = True
                await connection.ws.send_json({"type": "disconnect", "reason": reason})
                self.spawn(self._close_later(connection, close_after))

    async def _close_later(self, connection: Connection, wait: float) -> None:
        await asyncio.sleep(wait)
        await connection.ws.close()

    def cut(self) -> None:
        """Reset every TCP connection."""
        for connection in list(self.connections):
            if connection.request.transport is not None:
                connection.request.transport.abort()

    def go_deaf(self) -> None:
        """Leave every connection open, but neither read nor answer any more."""
        for connection in self.connections:
            connection.deaf = True

    def spawn(self, work: Any) -> "asyncio.Task[None]":  # noqa: ANN401 - any coroutine
        """Keep a task until it ends."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def reset(self) -> None:
        """Forget everything, as if the process had just begun; whoever is connected is cut off."""
        for task in list(self.tasks):
            task.cancel()
        self.cut()
        self.sent.clear()
        fresh = World()
        for one in fields(World):
            setattr(self.world, one.name, getattr(fresh, one.name))

    async def stop(self) -> None:
        """End every connection and task."""
        for task in list(self.tasks):
            task.cancel()
        self.cut()
        await asyncio.sleep(0)
