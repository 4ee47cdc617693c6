"""Refusals: what the code of an ack means for a message."""

from datetime import timedelta

from handlers.ports import GaveUp, TryLater, Unknown
from rules.masking import mask_phones

Refused = TryLater | Unknown | GaveUp

#: The call-back's time to be answered is over, or it came on another connection.
STALE = frozenset({"846604", "846605", "846608"})
NOT_SUBSCRIBED = "846609"
TOO_OFTEN = "45009"
STREAM_CONFLICT = "6000"  #: The bubble stands already as we want it.
#: Nobody there, or nobody who has ever written to the bot: no other form helps.
NO_CHAT = frozenset({"93006"})

#: Codes that pass, with how long that takes; of the 8466xx the meaning is not documented.
_PASSING = {
    "-1": 2.0,
    "45009": 60.0,
    "45033": 2.0,
    "40201": 600.0,
    "42014": 1.0,  # a card of this name: the next attempt has another name
    "846601": 2.0,
    "846602": 2.0,
    "846607": 2.0,
}
_ERROR = 160  #: Characters of a platform's message that are kept.


def read(code: object, error: str) -> Refused | None:
    """Say what is wrong with an ack; None for success."""
    if isinstance(code, bool) or not isinstance(code, int | str):
        return Unknown(code="no_code", error="an ack without a code")
    known = str(code)
    if known == "0":
        return None
    said = mask_phones(error)[:_ERROR]
    if known == NOT_SUBSCRIBED:
        return TryLater(code=known, error=said, wait=timedelta(seconds=5), whole_channel=True)
    if known in _PASSING:
        return TryLater(code=known, error=said, wait=timedelta(seconds=_PASSING[known]))
    return GaveUp(code=known[:40], error=said)
