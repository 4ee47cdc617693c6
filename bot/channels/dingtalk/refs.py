"""References: the outTrackId of a card, and the message_ref by which it is redrawn."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256

#: The longest outTrackId that is known to work.
_LONGEST = 64


def track_id(key: str, attempt: int, conversation: str) -> str:
    """
    Name a card. The name carries the conversation, so that a press after a restart tells it.

    Each attempt has a name of its own: what DingTalk makes of a repeated one is not documented.
    """
    digest = sha256(f"{key}\n{attempt}\n{conversation}".encode()).hexdigest()[:24]
    where = urlsafe_b64encode(conversation.encode()).decode().rstrip("=")
    whole = f"{digest}.{where}"
    return whole if len(whole) <= _LONGEST else digest


def conversation_of(track: str) -> str | None:
    """Return the conversation that a card's name carries."""
    _, _, where = track.partition(".")
    try:
        return urlsafe_b64decode(where + "=" * (-len(where) % 4)).decode() or None
    except (Error, ValueError):
        return None


def card_ref(tracks: tuple[str, ...]) -> str:
    """Return the reference of a card; one sent again also names the copy that may be there."""
    return " ".join(("card", *tracks))


def text_ref(query_key: str, stand: str) -> str:
    """Return the reference of a plain message, with what it showed."""
    return f"text {query_key or '-'} {stand}"


def tracks_of(ref: str) -> tuple[str, ...]:
    """Return the cards a reference names, the main one first; none for a plain message."""
    kind, *rest = ref.split(" ")
    return tuple(rest) if kind == "card" else ()


def stand_of(ref: str) -> str:
    """Return what a plain message showed."""
    return ref.rsplit(" ", 1)[-1]
