"""Ahead: an answer of many rows is read on a snapshot, before a writer has the message."""

from bot.clock import Clock
from handlers.chat import dispatch
from handlers.deps import Deps
from handlers.ports import ChatMessage
from storage.database import Database


async def read(database: Database, message: ChatMessage, deps: Deps, clock: Clock) -> ChatMessage:
    """Return a message with its answer, where it asks for one that takes many rows."""
    if not dispatch.reads_ahead(message):
        return message
    return await database.read(lambda tx: dispatch.read_ahead(message, tx, deps, clock.now()))
