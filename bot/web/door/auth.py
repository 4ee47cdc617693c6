"""Authentication: who asks, by token, signed link or signature, in a time that tells nothing."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Protocol

from starlette.types import Scope

from bot.web.door.problems import ProblemError, refusal
from bot.web.parts import Source

_CHALLENGE = ((b"www-authenticate", b'Bearer realm="order-resonance"'),)


class Gate(Protocol):
    """Whoever lets requests in, before anything of their body is read."""

    def admit(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Source:
        """Return who asks, or refuse with 401."""


class Gatekeeper:
    """Knows every source by the digest of its token."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        # Digests are all of one length, so that comparing them cannot tell how long a token is.
        self._known = tuple(
            (hashlib.sha256(source.token.encode()).digest(), source)
            for source in sources
            if source.token
        )

    def admit(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Source:  # noqa: ARG002 - a header says all
        """Return the source behind an Authorization header, or refuse with 401."""
        authorization = headers.get(b"authorization")
        scheme, _, token = (authorization or b"").partition(b" ")
        given = hashlib.sha256(token.strip()).digest()
        found: Source | None = None
        for digest, source in self._known:
            # Every one is compared: leaving early would tell which came close.
            if hmac.compare_digest(digest, given):
                found = source
        if found is None or scheme.lower() != b"bearer":
            raise refusal(
                "unauthorized",
                "请在 Authorization 头里带上来源的令牌：Bearer <token> / "
                "send the token of a source: Authorization: Bearer <token>",
                errors=[
                    {
                        "field": "Authorization",
                        "code": "missing" if authorization is None else "wrong_token",
                        "message": "令牌缺失或不正确 / the token is missing or wrong",
                    }
                ],
                headers=_CHALLENGE,
            )
        return found


class LinkReader:
    """Admits whoever has a link that we signed: the part of the address called `token`."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read  #: Returns whose link it is; None where it is forged, broken or over.

    def admit(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Source:  # noqa: ARG002 - the address says all
        """Return whoever the link was made for, or refuse with 401."""
        name = self._read(scope["path_params"]["token"])
        if name is None:
            raise refusal("unauthorized", "链接无效或已过期 / the link is not valid any more")
        return Source(name=name, token="")


class Anyone:
    """
    Lets everybody in under one name: the signature of a body can be read only with the body.

    Whoever answers such a request checks it before anything else.
    """

    def __init__(self, name: str) -> None:
        self._source = Source(name=name, token="")

    def admit(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Source:  # noqa: ARG002 - the body will say
        """Return the only name there is."""
        return self._source


def check_digest(given: str, *expected: str) -> None:
    """Refuse a body with 401 unless it was signed with one of the keys in force."""
    matches = [hmac.compare_digest(given.encode(), one.encode()) for one in expected]
    if not any(matches):
        raise forged()


def forged() -> ProblemError:
    """Return the refusal of a body whose signature is not its sender's."""
    return refusal("unauthorized", "签名不对，没有处理 / the signature is wrong; nothing was done")
