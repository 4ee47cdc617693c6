"""The outside of a played day, on the wire: a warehouse's system, telephones, browsers."""

import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from aiohttp import ClientSession, web

from bot.day.customers import Answers, Presses
from rules.delivery.calls import CallAction
from rules.delivery.signatures import webhook_signature

HOST = "127.0.0.1"
SECRET = "the secret of a day that is made up"  # noqa: S105 - it opens nothing
#: Names of what is called, which are its paths too.
WAREHOUSE, MESSAGES, VOICE = "wms", "sms", "voice"
_LOCKED, _ACTIVE = "locked", "active"
_OK = 200


@dataclass(slots=True, kw_only=True)
class Told:
    """How often a system was called, and what it made of that."""

    calls: int = 0
    repeats: int = 0
    refused: int = 0

    async def read(self, request: web.Request) -> dict[str, Any] | None:
        """Read a signed call; None where it was signed by nobody we know."""
        body = await request.read()
        signed = webhook_signature(
            SECRET.encode(), request.headers.get("X-Resonance-Timestamp", ""), body
        )
        if not compare_digest(signed, request.headers.get("X-Resonance-Signature", "")):
            self.refused += 1
            return None
        self.calls += 1
        asked: dict[str, Any] = json.loads(body)
        return asked


@dataclass(slots=True, kw_only=True)
class Warehouse(Told):
    """What the warehouse's system knows of orders."""

    orders: dict[str, str] = field(default_factory=dict)  #: order -> locked or active
    done: dict[str, str] = field(default_factory=dict)  #: idempotency key -> state it answered

    async def call(self, request: web.Request) -> web.Response:
        """Do what a signed call asks for, once."""
        asked = await self.read(request)
        if asked is None:
            return _refusal()
        key, no = str(asked["id"]), str(asked["order_no"])
        if key in self.done:
            self.repeats += 1
        elif asked["action"] in (CallAction.LOCK, CallAction.RELEASE):
            self.orders[no] = _LOCKED if asked["action"] == CallAction.LOCK else _ACTIVE
            self.done[key] = self.orders[no]
        return web.json_response({"ok": True, "state": self.orders.get(no, _ACTIVE)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """A customer's telephone got a message with a link, or rang."""

    call_id: str
    order_no: str
    link: str
    is_call: bool


@dataclass(slots=True, kw_only=True)
class Telephones(Told):
    """The services that send messages and make calls, and what they were asked for."""

    links: int = 0
    done: set[str] = field(default_factory=set)
    new: list[Rang] = field(default_factory=list)  #: Nobody has looked at these yet.

    async def call(self, request: web.Request) -> web.Response:
        """Send a message or make a call, once under its name."""
        asked = await self.read(request)
        if asked is None:
            return _refusal()
        is_call = asked["action"] == CallAction.CONFIRM_CALL
        rang = Rang(
            call_id=asked["id"], order_no=asked["order_no"], link=asked["link"], is_call=is_call
        )
        if rang.call_id in self.done:
            self.repeats += 1
        else:
            self.done.add(rang.call_id)
            self.links += not is_call
            self.new.append(rang)
        return web.json_response({"ok": True})

    def taken(self) -> list[Rang]:
        """Return what is new, in an order that is the same each time: calls leave side by side."""
        found, self.new = sorted(self.new, key=lambda one: one.call_id), []
        return found


@asynccontextmanager
async def serving(
    warehouse: Warehouse, telephones: Telephones, door: socket.socket
) -> AsyncIterator[None]:
    """Answer at that door until the day is over."""
    app = web.Application()
    app.router.add_post(f"/{WAREHOUSE}", warehouse.call)
    app.router.add_post(f"/{MESSAGES}", telephones.call)
    app.router.add_post(f"/{VOICE}", telephones.call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, door).start()
        yield
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """What reaches the product over HTTP: a customer's answer, and a service's report."""

    session: ClientSession

    async def answer(self, said: Answers) -> None:
        """Open the page of a link and send its form."""
        async with self.session.get(str(said.link)) as shown:
            _taken(shown.status, "the page of a link")
        async with self.session.post(str(said.link), data={"result": said.result.value}) as after:
            _taken(after.status, "the form of a link")

    async def report(self, base: str, pressed: Presses) -> None:
        """Push what became of a call."""
        report = {"out_id": pressed.call_id, "dtmf": pressed.key}
        signed: Mapping[str, str] = {"Authorization": f"Bearer {SECRET}"}
        address = f"{base}/v1/gateways/{VOICE}/report"
        async with self.session.post(address, json=report, headers=signed) as after:
            _taken(after.status, "a report of a call")


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Have a browser until the day is over."""
    async with ClientSession() as session:
        yield Browser(session=session)


def _taken(status: int, what: str) -> None:
    if status != _OK:
        message = f"{what} was answered with {status}"
        raise RuntimeError(message)


def _refusal() -> web.Response:
    return web.json_response({"ok": False, "error": "signature"}, status=401)
