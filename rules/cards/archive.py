"""An archive in no program's own form; and what else may come with a message as a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.cards.images.image import Image
from rules.cards.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Many files in one, with a list of their digests."""

    name: str  #: Of the file, without an ending.
    title: str
    files: Mapping[str, bytes]  #: By name; `/` leads into a folder.


#: What a message may bring, and a signed address may lead to.
File = Table | Archive | Image
