"""Uploads: a file goes into the thread of its card, an image is shown where everybody looks."""

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.channels.slack.client import SlackClient
from bot.files import follows
from bot.logs import logger
from rules.cards.archive import File

log = logger(__name__)


async def upload(client: SlackClient, file: File, ref: str) -> None:
    """
    Put a file under the message that `ref` names, and an image behind it.

    A file that does not arrive costs nobody anything: what was said leads to it as well.
    """
    channel, _, thread = ref.partition(":")
    made = await follows(file)
    if made is None:
        return
    name, content = made.name, made.content
    try:
        place = await client.web.files_getUploadURLExternal(
            filename=name, length=len(content), alt_txt=made.title if made.shown else None
        )
        async with client.session.post(str(place["upload_url"]), data=content) as answer:
            answer.raise_for_status()
        await client.web.files_completeUploadExternal(
            files=[{"id": str(place["file_id"]), "title": made.title}],
            channel_id=channel,
            thread_ts=None if made.shown else thread,
        )
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.warning("file_not_uploaded", file=name, error=type(error).__name__)
