"""Authentication: which source a bearer token belongs to, in a time that tells nothing."""

import hashlib
import hmac

from bot.web.parts import Source
from bot.web.problems import refusal

_CHALLENGE = ((b"www-authenticate", b'Bearer realm="order-resonance"'),)


class Gatekeeper:
    """Knows every source by the digest of its token."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        # Digests are all of one length, so that comparing them cannot tell how long a token is.
        self._known = tuple(
            (hashlib.sha256(source.token.encode()).digest(), source)
            for source in sources
            if source.token
        )

    def admit(self, authorization: bytes | None) -> Source:
        """Return the source behind an Authorization header, or refuse with 401."""
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
