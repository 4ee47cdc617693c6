"""Signing in: a signed link that expires gives a signed session that expires. Nothing is stored."""

from datetime import timedelta

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from bot.clock import Clock

LINK_LIFE = timedelta(hours=1)
SESSION_LIFE = timedelta(hours=12)
COOKIE = "resonance_console"


class SignIn:
    """Makes and reads links and sessions; both only name a person's id on this channel."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._links = _serializer(secret, "sign-in", clock)
        self._sessions = _serializer(secret, "console-session", clock)

    def link(self, public_url: str, user_id: str) -> str:
        """Return a link that signs this person in, for one hour."""
        return f"{public_url.rstrip('/')}/sign-in?token={self._links.dumps(user_id)}"

    def read_link(self, token: str) -> str | None:
        """Return whom a link is for; None where it is forged or too old."""
        return _read(self._links, token, LINK_LIFE)

    def session(self, user_id: str) -> str:
        """Return what the cookie carries."""
        return str(self._sessions.dumps(user_id))

    def read_session(self, cookie: str) -> str | None:
        """Return whose session it is; None where it is forged or too old."""
        return _read(self._sessions, cookie, SESSION_LIFE)


def _serializer(secret: str, salt: str, clock: Clock) -> URLSafeTimedSerializer:
    class Stamped(TimestampSigner):
        """Reads our clock instead of the machine's."""

        def get_timestamp(self) -> int:
            return int(clock.now().timestamp())

    return URLSafeTimedSerializer(secret, salt=salt, signer=Stamped)


def _read(serializer: URLSafeTimedSerializer, token: str, life: timedelta) -> str | None:
    try:
        found = serializer.loads(token, max_age=int(life.total_seconds()))
    except BadSignature:
        return None
    return found if isinstance(found, str) else None
