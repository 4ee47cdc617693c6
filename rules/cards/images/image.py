"""An image in no screen's own form: what it shows as SVG, and the same in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A drawing that comes with a message; nothing is in it that the message does not say."""

    name: str  #: Of the file, without an ending.
    title: str  #: What it shows, for those who do not see it.
    svg: str
    width: int  #: In the units of the drawing.
    height: int
