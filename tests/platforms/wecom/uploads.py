"""Uploads: files that come in pieces, and what they are sent by."""

import base64
import hashlib

from tests.platforms.wecom.answers import BAD_PARAMETER
from tests.platforms.wecom.world import Json, World

PREFIX = "aibot_upload_media_"
_PIECE, _MOST, _LEAST = 512 * 1024, 100, 5
_LARGEST = {"file": 20 * 1024 * 1024, "image": 2 * 1024 * 1024}


def take(world: World, cmd: str, body: Json) -> tuple[int, Json]:
    """Do one step of an upload; return the errcode and what the ack says."""
    if cmd == f"{PREFIX}init":
        whole, parts = body.get("total_size"), body.get("total_chunks")
        if (
            body.get("type") not in _LARGEST
            or not body.get("filename")
            or not isinstance(whole, int)
            or not isinstance(parts, int)
            or not _LEAST <= whole <= _LARGEST[body["type"]]
            or not 1 <= parts <= _MOST
        ):
            world.violates(f"{cmd} with {sorted(body)}")
            return BAD_PARAMETER, {}
        upload = world.name("upload")
        world.uploads[upload] = {**body, "pieces": {}}
        return 0, {"upload_id": upload}
    known = world.uploads.get(str(body.get("upload_id")))
    if known is None:
        world.violates(f"{cmd} of no upload")
        return BAD_PARAMETER, {}
    if cmd == f"{PREFIX}chunk":
        piece = base64.b64decode(str(body.get("base64_data")))
        if len(piece) > _PIECE or body.get("chunk_index") not in range(known["total_chunks"]):
            world.violates("a piece that is too large, or of no place")
            return BAD_PARAMETER, {}
        known["pieces"][body["chunk_index"]] = piece
        return 0, {}
    content = b"".join(known["pieces"][index] for index in sorted(known["pieces"]))
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if (len(content), digest) != (known["total_size"], known["md5"]):
        world.violates("an upload that is not what was announced")
        return BAD_PARAMETER, {}
    media = world.name("media")
    world.media[media] = {
        "type": known["type"], "name": known["filename"],
        "content": base64.b64encode(content).decode(),
    }  # fmt: skip
    return 0, {"type": known["type"], "media_id": media}
