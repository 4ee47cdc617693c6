"""Uploads: a file goes into the thread of its card, so that the channel gets one message."""

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.channels.slack.client import SlackClient
from bot.files import written
from bot.logs import logger
from rules.cards.archive import File

log = logger(__name__)


async def upload(client: SlackClient, file: File, ref: str) -> None:
    """
    Put a file under the message that `ref` names.

    A file that does not arrive costs nobody anything: what was said leads to it as well.
    """
    channel, _, thread = ref.partition(":")
    made = await asyncio.to_thread(written, file)
    name, content = made.name, made.content
    try:
        place = await client.web.files_getUploadURLExternal(filename=name, length=len(content))
        async with client.session.post(str(place["upload_url"]), data=content) as answer:
            answer.raise_for_status()
        await client.web.files_completeUploadExternal(
            files=[{"id": str(place["file_id"]), "title": file.title}],
            channel_id=channel,
            thread_ts=thread,
        )
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("file_not_uploaded", file=name, error=type(error).__name__)
