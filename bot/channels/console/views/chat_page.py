"""The group chat as a page: one component in the browser, told only of what changed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.channels.console import gate, labels, nav, offers, parse, screen, stream, visitors
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.screen import Seen, Where
from bot.channels.console.signin import COOKIE
from handlers.ports import Reply
from rules.delivery.rooms import CHANNEL
from rules.people.permissions import Person
from storage.faults import StoreError

#: How often a page looks whether this process wrote something, in seconds.
TICK = 0.2
#: After so many quiet looks it reads anyway: another process may have written.
PATIENCE = 5

_LABELS = (
    "brand", "private", "manual", "more", "details", "pending",
    "pending_more", "none_pending", "rooms", "empty", "placeholder", "send", "newer", "older",
    "oldest", "offline", "slow", "close", "notify", "notify_red", "notify_you", "sheet_whole",
    "evidence",
)  # fmt: skip


class ChatView(Element, component="../static/chat.js"):
    """The chat in the browser. All texts reach it as data."""


class ChatPage:
    """One open page: who reads it, and what it shows by now."""

    def __init__(self, parts: ConsoleParts, where: Where) -> None:
        self._parts = parts
        self._where = where
        self._seen: Seen | None = None
        self._changes = -1
        self._quiet = 0
        self._reading = asyncio.Lock()
        self._view: ChatView | None = None

    async def build(self) -> None:
        """Put the page together, with the messages in it."""
        lang = self._parts.deps.lang
        begins = await self._begin()
        self._view = view = ChatView()
        view.props["labels"] = labels.table(*_LABELS, lang=lang)
        view.props["open"] = self._parts.open
        # As text, so that the framework does not wrap and watch every line of it.
        view.props["first"] = json.dumps(begins, ensure_ascii=False)
        view.on("say", self._on_say)
        view.on("press", self._on_press)
        view.on("room", self._on_room)
        view.on("older", self._on_older)
        view.on("seen", self._on_seen)
        view.on("kept", self._on_kept)
        view.on("alert", self._on_alert)
        ui.timer(TICK, self._tick)

    async def _begin(self) -> dict[str, Any]:
        """Return everything a page begins with, in a room or as somebody else."""
        self._seen = None
        news = await self._read()
        rooms, room, person = self._parts.rooms, self._where.room, self._where.person
        lang = self._parts.deps.lang
        actor = self._parts.deps.directory.actor(CHANNEL, person.ids[CHANNEL])
        return news | {
            "room": room,
            "me": visitors.card_of(person, lang),
            "members": labels.label("own_room_text", lang)
            if room == rooms.own(person)
            else labels.label("members", lang, n=len(rooms.readers(room))),
            "quick": offers.quick(actor, lang),
        }

    async def _read(self) -> dict[str, Any]:
        async with self._reading:
            where, before = self._where, self._seen
            self._changes, self._quiet = self._parts.client.changes, 0
            seen, news = await self._parts.database.read(
                lambda tx: screen.look(tx, self._parts, where, before)
            )
            if where is self._where:
                self._seen = seen
                return news
        return {}  # they went elsewhere meanwhile, and were told of that place

    async def _tick(self) -> None:
        self._quiet += 1
        if self._quiet >= PATIENCE or self._changes != self._parts.client.changes:
            await self._refresh()

    async def _refresh(self) -> None:
        if self._view is None:
            return
        try:
            news = await self._read()
        except StoreError:
            return
        if "over" in news:
            ui.navigate.to("/")  # the gate says how to come back
        elif news:
            self._view.run_method("update", news)

    async def _go(self, where: Where) -> None:
        """Show another room, or become somebody else."""
        self._where = where
        begins = await self._begin()
        if self._view is not None:
            self._view.run_method("become", begins)

    async def _on_say(self, event: GenericEventArguments) -> None:
        person, rooms = self._where.person, self._parts.rooms
        # What is done on one's own list is said in one's own room.
        own = rooms.own(person) if parse.is_own(event.args) else None
        room = own or self._where.room
        message = parse.said(
            event.args,
            person=person,
            conversation=room,
            private=room == rooms.own(person),
            at=self._parts.clock.now(),
        )
        if message is not None:
            await self._act(
                event, lambda: stream.say(self._parts, message), lambda _: own is not None
            )

    async def _on_press(self, event: GenericEventArguments) -> None:
        tap = parse.pressed(
            event.args,
            person=self._where.person,
            conversation=self._where.room,
            at=self._parts.clock.now(),
        )
        if tap is not None:
            await self._act(
                event, lambda: stream.press(self._parts, tap), lambda reply: reply.private
            )

    async def _act(
        self,
        event: GenericEventArguments,
        work: Callable[[], Awaitable[Reply | None]],
        tell: Callable[[Reply], bool],
    ) -> None:
        """Do something while the session lasts; `tell`: the page itself shows what was said."""
        cookie, text = self._where.cookie, ""
        try:
            over = await self._parts.database.read(lambda tx: gate.is_over(tx, self._parts, cookie))
            reply = None if over else await work()
        except StoreError:
            wrong = "failed"
        else:
            wrong = "expired" if over else ""
            text = reply.text if reply is not None and tell(reply) else ""
        if self._view is not None:
            text = labels.label(wrong, self._parts.deps.lang) if wrong else text
            answer = {"id": event.args["id"], "ok": not wrong, "text": text}
            self._view.run_method("answer", answer)
        if not wrong:
            await self._refresh()

    async def _on_room(self, event: GenericEventArguments) -> None:
        room = str(event.args)
        if room in self._parts.rooms.of(self._where.person):
            await self._go(replace(self._where, room=room, alert=None))

    async def _on_older(self, event: GenericEventArguments) -> None:
        where, before = self._where, parse.message_id(event.args)
        if before is None or self._view is None or self._seen is None:
            return
        async with self._reading:
            try:
                found = await self._parts.database.read(
                    lambda tx: screen.older(tx, self._parts, where, before)
                )
            except StoreError:
                return  # the page asks again
            if where.room != self._where.room:
                return
            self._seen = replace(self._seen, stamps={**found.stamps, **self._seen.stamps})
        lines = screen.lines_of(self._parts, where.person, found)
        self._view.run_method("prepend", {"lines": lines, "older": found.older})

    async def _on_kept(self, event: GenericEventArguments) -> None:
        """Forget what the page has let go of: it can be read again."""
        first = parse.message_id(event.args)
        if first is not None and self._seen is not None:
            kept = {no: at for no, at in self._seen.stamps.items() if no >= first}
            self._seen = replace(self._seen, stamps=kept)

    async def _on_seen(self, event: GenericEventArguments) -> None:
        where, last = self._where, parse.message_id(event.args)
        if last is None:
            return
        with suppress(StoreError):  # it stays unread, and the next look reports it again
            await self._parts.database.write(lambda tx: screen.see(tx, self._parts, where, last))
        await self._refresh()

    async def _on_alert(self, event: GenericEventArguments) -> None:
        """Open the card of an alert on the list, or close it."""
        self._where = replace(self._where, alert=str(event.args) if event.args else None)
        await self._refresh()


async def chat_page(parts: ConsoleParts, request: Request) -> None:
    """Show the chat, in the room that the address names where its reader may open it."""
    person = nav.frame(parts, request)
    if person is None:
        ui.label(labels.label("sign_in_title", parts.deps.lang))
        return
    where = _group_of(parts, person, request.cookies.get(COOKIE, ""))
    room = request.query_params.get("room", "")
    if room in parts.rooms.of(person):
        where = replace(where, room=room)
    await ChatPage(parts, where).build()


def _group_of(parts: ConsoleParts, person: Person, cookie: str) -> Where:
    return Where(person=person, cookie=cookie, room=parts.rooms.group)
