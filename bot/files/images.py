"""Images as PNG, in the font that is shipped and in no other; the one door of resvg."""

from pathlib import Path

from resvg_py import svg_to_bytes

from rules.cards.images.image import Image
from rules.cards.images.svg import FONT

MEDIA_TYPE = "image/png"
FONT_FILE = Path(__file__).parent / "fonts" / "NotoSansCJKsc-subset.otf"


def png(image: Image) -> bytes:
    """Draw it; the same image is the same bytes on every machine."""
    return bytes(
        svg_to_bytes(
            svg_string=image.svg,
            font_files=[str(FONT_FILE)],
            skip_system_fonts=True,
            font_family=FONT,
            sans_serif_family=FONT,
        )
    )
