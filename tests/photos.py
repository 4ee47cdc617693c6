"""Photos as phones make them, small, on request with the place where they were taken."""

import io

from PIL import Image

_MAKER, _PLACES = 0x010F, 0x8825
_COLOURS = {"JPEG": "red", "PNG": "blue", "WEBP": "green"}


def a_photo(kind: str = "JPEG", *, exif: bool = False) -> bytes:
    """Return a small photo."""
    photo, written = Image.new("RGB", (60, 40), _COLOURS[kind]), io.BytesIO()
    data = Image.Exif()
    if exif:
        data[_MAKER] = "A camera"
        data.get_ifd(_PLACES)[2] = (30.0, 17.0, 36.0)
    photo.save(written, kind, exif=data)
    return written.getvalue()
