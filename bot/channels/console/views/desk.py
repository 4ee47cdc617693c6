"""Desks: open pages on which commands are given as in chat, and which read themselves anew."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.channels.console import gate, labels, nav, parse, stream
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.signin import COOKIE
from handlers.ports import Reply
from rules.people.permissions import Person
from storage.faults import StoreError

#: What their views share, as they import it.
DESK = "../static/desk.js"
#: Labels of what they share: drafts and versions.
SHARED_LABELS = (
    "list_stale", "close",
    "desk_propose", "desk_drafts", "desk_no_drafts", "desk_versions", "desk_open",
    "desk_approve", "desk_reject", "desk_rollback", "desk_flips",
)  # fmt: skip
#: How often an open page reads again, in seconds.
TICK = 3.0


def seat(parts: ConsoleParts, request: Request, title: str) -> Person | None:
    """Dress a page, name it by a label, and return who the gate let in to it."""
    return nav.frame(parts, request, labels.label(title, parts.deps.lang))


class Desk:
    """
    What one person has open: `shows` names a property of its view, and reads it.

    `exhibit` says what the view shows in place of an answer's text; None: the text.
    """

    def __init__(
        self,
        parts: ConsoleParts,
        request: Request,
        person: Person,
        view: Element,
        shows: tuple[str, Callable[[], Awaitable[dict[str, Any]]]],
        *,
        exhibit: Callable[[Reply], dict[str, Any] | None] = lambda _reply: None,
    ) -> None:
        self._parts, self._person, self._view = parts, person, view
        self._cookie = request.cookies.get(COOKIE, "")
        self._name, self._read = shows
        self._exhibit = exhibit

    async def begin(self, every: float = TICK) -> None:
        """Show the page, do what is said on it, and read it anew so often, in seconds."""
        self._view.props["stale"] = False
        self._view.props[self._name] = await self._read()
        self._view.on("say", self.say)
        ui.timer(every, self.look, immediate=False)

    async def look(self) -> None:
        """Read again, and show what has changed."""
        try:
            if await self.is_over():
                return
            found = await self._read()
        except StoreError:
            self._view.props["stale"] = True
            return
        if self._view.props["stale"]:
            self._view.props["stale"] = False
        if found != self._view.props[self._name]:
            self._view.props[self._name] = found

    async def is_over(self) -> bool:
        """Say whether the session is; then the page loads anew, and the gate says what to do."""
        parts, cookie = self._parts, self._cookie
        over = await parts.database.read(lambda tx: gate.is_over(tx, parts, cookie))
        if over:
            ui.navigate.reload()
        return over

    async def say(self, event: GenericEventArguments) -> None:
        """Do what a button asks for as the command it stands for, in the person's own room."""
        parts, person = self._parts, self._person
        own = parts.rooms.own(person) or parts.rooms.group
        message = parse.said(
            event.args, person=person, conversation=own, private=True, at=parts.clock.now()
        )
        if message is None:
            self._view.run_method("answer", "")
            return
        try:
            if await self.is_over():
                return
            reply = await stream.say(parts, message)
        except StoreError:
            self._view.run_method("answer", labels.label("slow", parts.deps.lang))
            return
        shown = self._exhibit(reply) if reply is not None else None
        if shown is not None:
            self._view.run_method("exhibit", shown)
        elif reply is not None:
            self._view.run_method("answer", reply.text, reply.changed)
        else:
            self._view.run_method("answer", "")
        await self.look()
