"""The group chat as a page: one component in the browser, told only of what changed."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import Request
from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.channels.console import feed, labels, parse, render, stream, style
from bot.channels.console.gate import PERSON, session_ends
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.signin import COOKIE
from rules.command_words import Name
from rules.permissions import Person
from rules.vocabulary import Role
from rules.wording import command_word, say
from storage.chat import ChatLine
from storage.faults import StoreError

#: How often a page looks whether this process wrote something, in seconds.
TICK = 0.2
#: After so many quiet looks it reads anyway: another process may have written.
PATIENCE = 5

_LABELS = (
    "brand", "group", "i_am", "sign_out", "private", "manual", "suggestions", "details", "pending",
    "none_pending", "empty", "placeholder", "send", "newer", "failed", "slow", "offline",
)  # fmt: skip
#: Commands one tap away; those that need an order are put into the input instead of being sent.
_QUICK = (
    (Name.ALERTS, False), (Name.UNSHIPPED, False), (Name.ORDER, True), (Name.WHY, True),
    (Name.TRACE, True), (Name.LOCK, True), (Name.RELEASE, True), (Name.SIGNALS, False),
    (Name.HELP, False),
)  # fmt: skip


class ChatView(Element, component="static/chat.js"):
    """The chat in the browser. All texts reach it as data."""


class ChatPage:
    """One open page: who reads it, and what it shows by now."""

    def __init__(self, parts: ConsoleParts, person: Person, cookie: str) -> None:
        self._parts = parts
        self._person = person
        self._cookie = cookie
        self._shown: dict[int, int] = {}
        self._seen = -1
        self._quiet = 0
        self._view: ChatView | None = None

    async def build(self) -> None:
        """Put the page together, with the messages in it."""
        lang = self._parts.deps.lang
        lines = await self._read()
        self._view = view = ChatView()
        view.props["labels"] = labels.table(*_LABELS, lang=lang)
        view.props["members"] = labels.label("members", lang, n=len(self._parts.people))
        view.props["quick"] = [
            {"text": command_word(name, lang), "fill": fill} for name, fill in _QUICK
        ]
        view.props["people"] = [_card_of(p, lang) for p in _linked(self._parts.people)]
        view.props["me"] = _card_of(self._person, lang)
        view.props["open"] = self._parts.open
        # As text, so that the framework does not wrap and watch every line of it.
        view.props["first"] = json.dumps(self._news(lines), ensure_ascii=False)
        view.on("say", self._on_say)
        view.on("press", self._on_press)
        view.on("person", self._on_person)
        ui.timer(TICK, self._tick)

    async def _read(self) -> list[ChatLine]:
        self._seen, self._quiet = self._parts.client.changes, 0
        return await self._parts.database.read(
            lambda tx: feed.latest(tx, self._parts, self._person)
        )

    def _news(self, lines: Sequence[ChatLine]) -> list[dict[str, Any]]:
        """Return what the page does not show yet, and remember that it does."""
        stamps = {line.id: hash((line.edited_at, line.text, repr(line.card))) for line in lines}
        news = [line for line in lines if self._shown.get(line.id) != stamps[line.id]]
        self._shown = stamps
        deps = self._parts.deps
        return [
            render.line(line, reader=self._person.name, tz=deps.timezone, lang=deps.lang)
            for line in news
        ]

    async def _tick(self) -> None:
        self._quiet += 1
        if self._quiet >= PATIENCE or self._seen != self._parts.client.changes:
            await self._refresh()

    async def _refresh(self) -> None:
        if self._view is None:
            return
        try:
            news = self._news(await self._read())
        except StoreError:
            return
        if news:
            self._view.run_method("merge", news)

    async def _on_say(self, event: GenericEventArguments) -> None:
        message = parse.said(
            event.args,
            person=self._person,
            conversation=self._parts.conversation,
            at=self._parts.clock.now(),
        )
        if message is None or self._is_over(event):
            return
        try:
            await stream.say(self._parts, message)
        except StoreError:
            self._answer(event, ok=False, text=labels.label("failed", self._parts.deps.lang))
            return
        self._answer(event, ok=True)
        await self._refresh()

    async def _on_press(self, event: GenericEventArguments) -> None:
        tap = parse.pressed(
            event.args,
            person=self._person,
            conversation=self._parts.conversation,
            at=self._parts.clock.now(),
        )
        if tap is None or self._is_over(event):
            return
        try:
            reply = await stream.press(self._parts, tap)
        except StoreError:
            self._answer(event, ok=False, text=labels.label("failed", self._parts.deps.lang))
            return
        self._answer(event, ok=True, text=reply.text if reply.private else "")
        await self._refresh()

    def _answer(self, event: GenericEventArguments, *, ok: bool, text: str = "") -> None:
        if self._view is not None:
            self._view.run_method("answer", {"id": event.args["id"], "ok": ok, "text": text})

    def _is_over(self, event: GenericEventArguments) -> bool:
        """Stop a page whose session ended while it was open."""
        if not session_ends(self._parts, self._cookie):
            return False
        self._answer(event, ok=False, text=labels.label("expired", self._parts.deps.lang))
        return True

    async def _on_person(self, event: GenericEventArguments) -> None:
        """In the demo, become somebody else."""
        chosen = find_person(self._parts, str(event.args))
        if self._view is None or chosen is None or not self._parts.open:
            return
        self._person, self._shown = chosen, {}
        news = self._news(await self._read())
        self._view.run_method("become", _card_of(chosen, self._parts.deps.lang), news)


async def chat_page(parts: ConsoleParts, request: Request) -> None:
    """Show the chat."""
    person = reader(parts, request)
    style.dress()
    if person is None:
        ui.label(labels.label("sign_in_title", parts.deps.lang))
        return
    await ChatPage(parts, person, request.cookies.get(COOKIE, "")).build()


def reader(parts: ConsoleParts, request: Request) -> Person | None:
    """Return who reads: whom the gate let in, or in the demo whoever was chosen."""
    if not parts.open:
        person: Person | None = request.scope.get(PERSON)
        return person
    chosen = find_person(parts, request.query_params.get("as", ""))
    if chosen is not None:
        return chosen
    linked = _linked(parts.people)
    able = [p for p in linked if p.role.rank >= Role.APPROVER.rank]
    return next(iter(able or linked), None)


def find_person(parts: ConsoleParts, user_id: str) -> Person | None:
    """Return the person whose id on this channel it is."""
    return next((p for p in _linked(parts.people) if p.ids[parse.CHANNEL] == user_id), None)


def _linked(people: Sequence[Person]) -> list[Person]:
    return [p for p in people if p.ids.get(parse.CHANNEL)]


def _card_of(person: Person, lang: str) -> dict[str, str]:
    return {
        "id": person.ids[parse.CHANNEL],
        "name": person.name,
        "role": say(f"role_{person.role}", lang),
    }
