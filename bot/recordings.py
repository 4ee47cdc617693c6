"""Recordings: files of events, one JSON object a line, packed or not."""

import gzip
import sys
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class UnreadableError(Exception):
    """A file that cannot be read to its end; the text says which, and why."""


def lines_of(path: Path) -> Iterator[bytes]:
    """
    Read lines one by one; `.gz` is unpacked, `-` is stdin, byte order marks are left out.

    Raises UnreadableError where a file is cut off, is not what its name says, or cannot be opened.
    """
    try:
        with _opened(path) as lines:
            for line in lines:  # files put together keep the mark of each
                yield line.removeprefix(BOM_UTF8)
    except (OSError, EOFError, zlib.error) as error:
        message = (
            f"{path} 读不到末尾，请换一份完整的文件 / cannot be read to its end;"
            f" give a whole file: {error}"
        )
        raise UnreadableError(message) from error


def _opened(path: Path) -> IO[bytes]:
    if str(path) == "-":
        return sys.stdin.buffer
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
