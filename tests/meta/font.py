"""The font of our images, cut out of Noto Sans CJK by `make font`."""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from bot.files.images import FONT_FILE
from rules.cards.images.svg import FONT
from rules.wording.sentences import SENTENCES

#: Whatever we say in both languages, and what figures and names of ours are written with. Names of
#: shops and people may hold any character: images leave them out, which keeps the font small.
_ASCII = "".join(map(chr, range(0x20, 0x7F)))
#: Shapes for vertical text, kerning and the like: a picture of a few words has none of it.
_LEFT_OUT = ("GSUB", "GPOS", "BASE", "VORG", "vmtx", "vhea", "DSIG")
_COPYRIGHT, _NAMES, _LICENCE = (0,), (1, 2, 3, 4, 5, 6, 7), (13, 14)


def characters() -> set[str]:
    """Return what the font has to have."""
    return {one for said in SENTENCES.values() for text in said for one in text} | set(_ASCII)


def cut(source: Path) -> None:
    """Write the characters that we need, with the notices that belong to them."""
    font = next(one for one in TTCollection(source).fonts if _family(one) == FONT)
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += _LEFT_OUT
    options.name_IDs = [*_COPYRIGHT, *_NAMES, *_LICENCE]
    subset = Subsetter(options)
    subset.populate(text="".join(sorted(characters())))
    subset.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(FONT_FILE)


def _family(font: TTFont) -> str:
    return str(font["name"].getDebugName(1))


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
