"""Uploads: a file goes up in pieces over the long connection, and follows its card as a message."""

from base64 import b64encode
from hashlib import md5

from bot.channels.wecom import frames
from bot.channels.wecom.frames import Frame
from bot.channels.wecom.link import Link
from bot.channels.wecom.refusals import Refused
from handlers.ports import GaveUp

#: As the documents have it: of one piece, before base64, and of one file.
_PIECE = 512 * 1024
_LARGEST = 20 * 1024 * 1024


async def upload(link: Link, kind: str, name: str, content: bytes) -> str | Refused:
    """Leave a file with WeCom; return what it is sent by."""
    if len(content) > _LARGEST:
        return GaveUp(code="too_large", error="larger than WeCom takes")
    pieces = [content[at : at + _PIECE] for at in range(0, len(content), _PIECE)]
    begun = await link.call(
        frames.UPLOAD,
        {
            "type": kind,
            "filename": name,
            "total_size": len(content),
            "total_chunks": len(pieces),
            "md5": md5(content, usedforsecurity=False).hexdigest(),
        },
    )
    if not isinstance(begun, Frame):
        return begun
    named = {"upload_id": str(begun.body.get("upload_id") or "")}
    for index, piece in enumerate(pieces):
        body = {**named, "chunk_index": index, "base64_data": b64encode(piece).decode()}
        if (refused := await link.ask(frames.UPLOAD_PIECE, body)) is not None:
            return refused
    done = await link.call(frames.UPLOADED, named)
    if not isinstance(done, Frame):
        return done
    return str(done.body.get("media_id") or "")
