"""An image in no screen's own form: what it shows as SVG, and the same in words."""

import re
from dataclasses import dataclass

_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A drawing that comes with a message; nothing is in it that the message does not say."""

    name: str  #: Of the file, without an ending.
    title: str  #: What it shows, for those who do not see it.
    svg: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the drawing says."""
        found = _SIZE.search(self.svg)
        return (int(found[1]), int(found[2])) if found else (0, 0)
