"""The console's stream: what people type and press is done and answered in one transaction."""

from bot.channels.console import render
from bot.channels.console.parts import ConsoleParts
from bot.process import ahead
from handlers.chat import dispatch
from handlers.ports import ButtonPress, ChatMessage, Reply
from rules.masking import mask_phones
from storage.tx import Tx


async def say(parts: ConsoleParts, message: ChatMessage) -> Reply | None:
    """Show what a person typed, do what it asks for, show the answer."""
    asked = await ahead.read(parts.database, message, parts.deps, parts.clock)

    def work(tx: Tx) -> Reply | None:
        now = parts.clock.now()
        reply = dispatch.on_message(asked, tx, parts.deps, now)
        tx.chat.post(
            key=f"{render.SAID}{message.message_id}", conversation=message.conversation, at=now,
            author=message.user_name, text=mask_phones(message.text),
            about=reply.about if reply is not None else (),
        )  # fmt: skip
        if reply is not None:
            _post(parts, tx, f"reply:{message.message_id}", message, reply)
        return reply

    reply = await parts.database.write(work)
    parts.client.changed()
    return reply


async def press(parts: ConsoleParts, tap: ButtonPress) -> Reply:
    """Do what a tap asks for. What only the presser should read is left to their page."""

    def work(tx: Tx) -> Reply:
        reply = dispatch.on_press(tap, tx, parts.deps, parts.clock.now())
        if not reply.private and reply.text:
            _post(parts, tx, f"press:{tap.press_id}", tap, reply)
        return reply

    reply = await parts.database.write(work)
    parts.client.changed()
    return reply


def _post(
    parts: ConsoleParts, tx: Tx, key: str, asked: ChatMessage | ButtonPress, reply: Reply
) -> None:
    tx.chat.post(
        key=key, conversation=asked.conversation, at=parts.clock.now(), author=render.BOT,
        text=reply.text, seen_by=asked.user_id if reply.private else None, about=reply.about,
    )  # fmt: skip
