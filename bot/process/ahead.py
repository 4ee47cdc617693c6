"""Ahead: an answer of many rows is read on a snapshot, before a writer has the message."""

from bot.clock import Clock
from handlers.chat import dispatch
from handlers.deps import Deps
from handlers.ports import ChatMessage
from storage.database import Database
from storage.tx import Tx


async def read(database: Database, message: ChatMessage, deps: Deps, clock: Clock) -> ChatMessage:
    """
    Return a message with its answer, where it asks for one that takes many rows.

    However many people ask, one such answer is read at a time: pages and scanners go on beside it.
    """
    if not dispatch.reads_ahead(message):
        return message

    def work(tx: Tx) -> ChatMessage:
        return dispatch.read_ahead(message, tx, deps, clock.now())

    return await database.read(work, long=True)
