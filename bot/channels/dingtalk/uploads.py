"""Uploads: a file follows its card as a message of its own; DingTalk has no place for it on one."""

import aiohttp

from bot.channels.dingtalk.client import RobotClient
from bot.channels.dingtalk.openapi import OpenApi
from bot.channels.dingtalk.refusals import Refusal
from bot.files import follows
from bot.logs import logger
from handlers.ports import Outcome, Sent
from rules.cards.archive import File

log = logger(__name__)


async def upload(api: OpenApi, client: RobotClient, file: File, conversation: str) -> None:
    """
    Put a file into a conversation.

    A file that does not arrive costs nobody anything: what was said leads to it as well.
    """
    made = await follows(file)
    if made is None:
        return
    form = aiohttp.FormData()
    form.add_field("media", made.content, filename=made.name)
    answer = await api.upload(form, kind="image" if made.shown else "file")
    done: Outcome | None = None
    if isinstance(answer, Refusal):
        done = answer.outcome
    elif media := answer.get("media_id"):
        done = (
            await client.image(conversation, str(media))
            if made.shown
            else await client.file(conversation, str(media), name=made.name, kind=made.kind)
        )
    if not isinstance(done, Sent):
        code = done.code if done is not None else "no_media_id"
        log.warning("file_not_uploaded", file=made.name, code=code)
