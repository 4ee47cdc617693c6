"""
Signing in: a signed link that expires gives a signed session that expires.

Both carry how often their person has signed out. Signing out counts one more, which ends every
link and session of that person, on all devices.
"""

from datetime import timedelta

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from bot.clock import Clock
from storage.system.marks import Mark
from storage.tx import Tx

LINK_LIFE = timedelta(hours=1)
SESSION_LIFE = timedelta(hours=12)
COOKIE = "resonance_console"


class SignIn:
    """Makes, reads and ends links and sessions; they only name a person's id on this channel."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._clock = clock
        self._links = _serializer(secret, "sign-in", clock)
        self._sessions = _serializer(secret, "console-session", clock)

    def link(self, tx: Tx, public_url: str, user_id: str) -> str:
        """Return a link that signs this person in, for one hour or until they sign out."""
        token = self._links.dumps([user_id, _ended(tx, user_id)])
        return f"{public_url.rstrip('/')}/sign-in?token={token}"

    def read_link(self, tx: Tx, token: str) -> str | None:
        """Return whom a link is for; None where it is forged, too old or ended."""
        return _read(tx, self._links, token, LINK_LIFE)

    def session(self, tx: Tx, user_id: str) -> str:
        """Return what the cookie carries."""
        return str(self._sessions.dumps([user_id, _ended(tx, user_id)]))

    def read_session(self, tx: Tx, cookie: str) -> str | None:
        """Return whose session it is; None where it is forged, too old or ended."""
        return _read(tx, self._sessions, cookie, SESSION_LIFE)

    def sign_out(self, tx: Tx, cookie: str) -> None:
        """End every link and session of whoever has this one."""
        user_id = self.read_session(tx, cookie)
        if user_id is not None:
            number = _ended(tx, user_id) + 1
            tx.marks.set(
                Mark(name=_mark(user_id), state=str(number), by=user_id, at=self._clock.now())
            )


def _mark(user_id: str) -> str:
    return f"signed_out:{user_id}"


def _ended(tx: Tx, user_id: str) -> int:
    """Return how often a person has signed out."""
    mark = tx.marks.get(_mark(user_id))
    return int(mark.state) if mark is not None else 0


def _serializer(secret: str, salt: str, clock: Clock) -> URLSafeTimedSerializer:
    class Stamped(TimestampSigner):
        """Reads our clock instead of the machine's."""

        def get_timestamp(self) -> int:
            return int(clock.now().timestamp())

    return URLSafeTimedSerializer(secret, salt=salt, signer=Stamped)


def _read(tx: Tx, serializer: URLSafeTimedSerializer, token: str, life: timedelta) -> str | None:
    try:
        found = serializer.loads(token, max_age=int(life.total_seconds()))
    except BadSignature:
        return None
    match found:
        case [str(user_id), int(number)] if number == _ended(tx, user_id):
            return user_id
        case _:
            return None
