"""Encodings: packed bodies, unpacked as they stream in and never further than is allowed."""

import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.web.door.problems import ProblemError, refusal

#: Content coding -> how zlib is told of its frame (RFC 9110, section 8.4.1).
_FRAMES: Final[Mapping[str, int]] = MappingProxyType({
    "gzip": zlib.MAX_WBITS + 16, "x-gzip": zlib.MAX_WBITS + 16, "deflate": zlib.MAX_WBITS,
})  # fmt: skip
_ACCEPTED: Final = "gzip, deflate"


class Unpacker:
    """Unpacks one body piece by piece; a gzip of several members is one body."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._member = zlib.decompressobj(_FRAMES[coding])

    def feed(self, piece: bytes, most: int) -> bytes:
        """Return what a piece unpacks to; at `most` bytes it stops and leaves the rest packed."""
        out = bytearray()
        while piece and len(out) < most:
            if self._member.eof:
                self._member = zlib.decompressobj(_FRAMES[self._coding])
            try:
                out += self._member.decompress(piece, most - len(out))
            except zlib.error:
                raise self._broken() from None
            piece = self._member.unused_data
        return bytes(out)

    def finish(self) -> None:
        """Refuse a body that ended before its end."""
        if not self._member.eof:
            raise self._broken()

    def _broken(self) -> ProblemError:
        message = (
            f"请求体不是完整的 {self._coding}，什么都没有保存，请重新压缩后再发 / "
            f"the body is no whole {self._coding}; nothing was stored, pack it again and resend"
        )
        error = {"field": "body", "code": "malformed_encoding", "message": message}
        return refusal("malformed_encoding", message, errors=[error])


def unpacker(header: bytes | None) -> Unpacker | None:
    """Return what unpacks a body with this Content-Encoding, None where it is not packed."""
    if header is None:
        return None
    codings = [c for c in header.decode("latin-1").lower().replace(" ", "").split(",") if c]
    packed = [coding for coding in codings if coding != "identity"]
    if not packed:
        return None
    if len(packed) == 1 and packed[0] in _FRAMES:
        return Unpacker(packed[0])
    given = header.decode("latin-1")[:100]
    raise refusal(
        "unsupported_encoding",
        f"Content-Encoding 是 {given}，请改用 {_ACCEPTED} 之一，或不压缩 / "
        f"Content-Encoding is {given}; send one of {_ACCEPTED}, or nothing packed",
        errors=[
            {"field": "Content-Encoding", "code": "unsupported_encoding", "message": _ACCEPTED}
        ],
        headers=((b"accept-encoding", _ACCEPTED.encode()),),
    )
