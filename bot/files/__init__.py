"""Files: what comes with a message or lies behind a signed address, written out."""

import asyncio
import hashlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot import workbooks
from bot.files import images
from bot.logs import logger
from rules.cards.archive import Archive, File
from rules.cards.images.image import Image
from rules.cards.table import Table

log = logger(__name__)

ZIP = "application/zip"
#: `sha256sum -c SHA256SUMS` in the folder of an archive finds every byte that was changed.
SUMS = "SHA256SUMS"
#: The first moment that a zip can tell: when it was written must not change its bytes.
_NEVER = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file as it is saved."""

    name: str
    media_type: str
    content: bytes

    title: str

    @property
    def kind(self) -> str:
        """What its name ends with."""
        return self.name.rpartition(".")[2]

    @property
    def shown(self) -> bool:
        """Whether it is an image, which chats show as it is."""
        return self.media_type == images.MEDIA_TYPE


def written(file: File) -> Written:
    """Write a file out; it may take a second, so a loop has a thread do it."""
    match file:
        case Table():
            kind, media_type, content = "xlsx", workbooks.MEDIA_TYPE, workbooks.workbook(file)
        case Archive():
            kind, media_type, content = "zip", ZIP, _zipped(file)
        case Image():
            kind, media_type, content = "png", images.MEDIA_TYPE, images.png(file)
    name = f"{file.name}.{kind}"
    return Written(name=name, media_type=media_type, content=content, title=file.title)


async def follows(file: File) -> Written | None:
    """
    Write out what follows a message that is there already; None where that fails.

    Nobody hears of it: the message would be sent again otherwise, and it is complete without.
    """
    try:
        return await asyncio.to_thread(written, file)
    except Exception:
        log.exception("file_not_written", file=file.name)
        return None


def _zipped(archive: Archive) -> bytes:
    """Pack the files in the order of their names, so that equal files are equal bytes."""
    named = sorted(archive.files.items())
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in named)
    packed = BytesIO()
    with ZipFile(packed, "w") as into:
        for name, content in (*named, (SUMS, sums.encode())):
            told = ZipInfo(name, date_time=_NEVER)
            told.compress_type, told.external_attr = ZIP_DEFLATED, _READABLE
            told.create_system = 3  # as on Unix, wherever it was made
            into.writestr(told, content)
    return packed.getvalue()
