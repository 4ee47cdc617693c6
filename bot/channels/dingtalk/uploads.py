"""Uploads: a file follows its card as a message of its own; DingTalk has no place for it on one."""

import asyncio

import aiohttp

from bot.channels.dingtalk.client import RobotClient
from bot.channels.dingtalk.openapi import OpenApi
from bot.channels.dingtalk.refusals import Refusal
from bot.logs import logger
from bot.workbooks import workbook
from handlers.ports import Outcome, Sent
from rules.cards.table import Table

log = logger(__name__)
_KIND = "xlsx"


async def upload(api: OpenApi, client: RobotClient, table: Table, conversation: str) -> None:
    """
    Put a table's file into a conversation.

    A file that does not arrive costs nobody anything: its card leads to it as well.
    """
    name = f"{table.name}.{_KIND}"
    form = aiohttp.FormData()
    form.add_field("media", await asyncio.to_thread(workbook, table), filename=name)
    answer = await api.upload(form)
    done: Outcome | None = None
    if isinstance(answer, Refusal):
        done = answer.outcome
    elif media := answer.get("media_id"):
        done = await client.file(conversation, str(media), name=name, kind=_KIND)
    if not isinstance(done, Sent):
        code = done.code if done is not None else "no_media_id"
        log.warning("file_not_uploaded", file=name, code=code)
