"""References: the outTrackId of a card, and the message_ref by which it is redrawn."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from hashlib import sha256
from itertools import takewhile

#: The longest outTrackId that is known to work.
_LONGEST = 64
_CARRIER = "="  #: What stands behind it in a reference is no card's name.


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


def card_ref(tracks: Sequence[str], carrier: str = "") -> str:
    """
    Return the reference of a card; one sent again also names the copy that may be there.

    `carrier` is what DingTalk calls the message, by which a quotation names it.
    """
    return " ".join(("card", *tracks, *((_CARRIER, carrier) if carrier else ())))


def text_ref(query_key: str, stand: str) -> str:
    """Return the reference of a plain message, with what it showed."""
    return f"text {query_key or '-'} {stand}"


def tracks_of(ref: str) -> tuple[str, ...]:
    """Return the cards a reference names, the main one first; none for a plain message."""
    kind, *rest = ref.split(" ")
    return tuple(takewhile(lambda word: word != _CARRIER, rest)) if kind == "card" else ()


def stand_of(ref: str) -> str:
    """Return what a plain message showed."""
    return ref.rsplit(" ", 1)[-1]
