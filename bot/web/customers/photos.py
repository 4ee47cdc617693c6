"""Photos from customers: known by what they are, drawn anew without where they were taken."""

import asyncio
import hashlib
import io
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError
from starlette.datastructures import FormData, UploadFile

from bot.web.customers.pages import PRIVATE
from bot.web.door.body import MULTIPART
from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, refusal
from bot.web.parts import WebParts
from handlers.confirmation.links import PHOTO
from handlers.confirmation.page import MOST_PHOTOS

#: What phones send. A name and a content type say nothing of what a file is.
FORMATS: Final = ("JPEG", "PNG", "WEBP")
#: Bytes of one photo, as phones make them.
LARGEST: Final = 8 * 1024 * 1024
#: Bytes of a form with its photos, which phones make smaller before they are sent; and without.
_LARGEST_FORM: Final = 24 * 1024 * 1024
_LARGEST_PLAIN: Final = 64 * 1024
#: Pixels of one photo; a small file can unpack to more than memory holds. Pillow would only warn.
_MOST_PIXELS: Final = 60_000_000
Image.MAX_IMAGE_PIXELS = None
#: As much as shows a broken corner.
_SIDE: Final = 2048
_QUALITY: Final = 85


class NoPhotoError(Exception):
    """A file is no photo that can be read, or too large."""


def drawn_anew(file: bytes) -> tuple[str, bytes]:
    """
    Return a photo's digest and the photo as JPEG, upright and without anything else of the file.

    Raises NoPhotoError.
    """
    if len(file) > LARGEST:
        raise NoPhotoError
    try:
        with Image.open(io.BytesIO(file), formats=FORMATS) as photo:
            if photo.width * photo.height > _MOST_PIXELS:
                raise NoPhotoError
            photo.thumbnail((_SIDE, _SIDE))  # first: a JPEG is then unpacked no larger than needed
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NoPhotoError from error
    clean = Image.new("RGB", upright.size)  # carries no text, no profile, no place
    clean.paste(upright)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=_QUALITY, optimize=True)
    jpeg = written.getvalue()
    return hashlib.sha256(jpeg).hexdigest(), jpeg


def largest_form(asked: Asked) -> int:
    """Return how many bytes a form may have: with photos many, without them few."""
    kind = asked.headers.get(b"content-type", b"")
    return _LARGEST_FORM if kind.lower().startswith(MULTIPART.encode()) else _LARGEST_PLAIN


async def photos_of(form: FormData) -> dict[str, bytes]:
    """
    Read the photos of a form, by digest; one file that is none spoils it.

    Raises NoPhotoError.
    """
    files = [f for f in form.getlist("photo") if isinstance(f, UploadFile) and f.size]
    if len(files) > MOST_PHOTOS:
        raise NoPhotoError
    found: dict[str, bytes] = {}
    for file in files:
        digest, jpeg = await asyncio.to_thread(drawn_anew, await file.read(LARGEST + 1))
        found[digest] = jpeg
    return found


class Photos:
    """GET /photos/{token}: a photo, for whoever was given its address."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def __call__(self, asked: Asked) -> Answer:
        """Answer with the photo while the address is good."""
        parts = self._parts
        link = parts.deps.read_link(asked.named("token"))
        if link is None or link.purpose != PHOTO or parts.clock.now() >= link.until:
            raise refusal(
                "not_found",
                "照片的地址无效或已过期，请刷新订单页 / "
                "this address of a photo is over; reload the order's page",
            )
        jpeg = await parts.database.read(lambda tx: tx.confirmations.photos.get(link.about))
        if jpeg is None:
            raise refusal("not_found", "没有这张照片 / there is no such photo")
        return Answer(status=200, body=jpeg, content_type=b"image/jpeg", headers=PRIVATE)
