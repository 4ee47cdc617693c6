"""Signing: what buttons carry is opaque, signed by this installation, and ends."""

import re
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from handlers.ports import Link, PressToken

#: A button works as long as its card may still be on somebody's screen.
PRESS_LIFE = 30 * 24 * 3600

#: What we hand out is written so. The library passes over whatever else stands in a signature: a
#: line break there would go into a header that repeats the address.
_WRITTEN = re.compile(r"[0-9A-Za-z._-]+").fullmatch


class Signer:
    """Signs and reads what we hand out."""

    def __init__(self, secret: str) -> None:
        self._presses = URLSafeTimedSerializer(secret, salt="press")
        self._links = URLSafeSerializer(secret, salt="link")

    def sign_press(self, token: PressToken) -> str:
        """Write what a button stands for."""
        return self._presses.dumps([token.card_id, token.action, token.revision])

    def read_press(self, text: str) -> PressToken | None:
        """Read it back; None where it is forged, broken or too old."""
        if not _WRITTEN(text):
            return None
        try:
            card_id, action, revision = self._presses.loads(text, max_age=PRESS_LIFE)
            return PressToken(card_id=str(card_id), action=str(action), revision=int(revision))
        except (BadData, ValueError, TypeError):
            return None

    def sign_link(self, link: Link) -> str:
        """Write what an address stands for, its end included."""
        return self._links.dumps([link.purpose, link.about, int(link.until.timestamp())])

    def read_link(self, text: str) -> Link | None:
        """Read it back, also when it is over; None where it is forged or broken."""
        if not _WRITTEN(text):
            return None
        try:
            purpose, about, until = self._links.loads(text)
            ends = datetime.fromtimestamp(int(until), UTC)
            return Link(purpose=str(purpose), about=str(about), until=ends)
        except (BadData, ValueError, TypeError, OverflowError):
            return None
