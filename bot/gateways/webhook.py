"""The webhook gateway: signed JSON to a warehouse system that speaks our words (contract, 6)."""

import json

from bot.clock import Clock
from bot.gateways.base import Answer, Wire, WiredGateway, refused, unreadable
from handlers.ports import Outcome, Sent
from rules.delivery.calls import Call, ReadBack
from rules.delivery.signatures import webhook_signature

#: What it may say of how something stands.
_STATES = frozenset({ReadBack.LOCKED, ReadBack.ACTIVE, ReadBack.DONE})


class WebhookGateway(WiredGateway):
    """Tells one system by JSON; the same `Idempotency-Key` twice is done once there."""

    def __init__(self, *, name: str, url: str, secret: str, clock: Clock, wire: Wire) -> None:
        """Remember where it is; nothing is sent yet."""
        super().__init__(name=name, wire=wire)
        self._url = url
        self._secret = secret.encode()
        self._clock = clock

    async def _make(self, call: Call) -> Outcome:
        body = json.dumps(call.as_body(), ensure_ascii=False, separators=(",", ":")).encode()
        answer = await self._wire.post(self._url, body=body, headers=self._headers(call, body))
        return _outcome(answer) if isinstance(answer, Answer) else answer

    def _headers(self, call: Call, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock.now().timestamp()))
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": call.id,
            "X-Resonance-Timestamp": timestamp,
            "X-Resonance-Signature": webhook_signature(self._secret, timestamp, body),
        }


def _outcome(answer: Answer) -> Outcome:
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    known = said if isinstance(said, dict) else {}
    if answer.conflict or known.get("ok") is False:
        return refused(str(known.get("error") or known.get("message") or "no reason given"))
    if known.get("ok") is not True:
        return unreadable("no JSON object with `ok`")
    state = known.get("state")
    stand = ReadBack(state) if state in _STATES else ReadBack.UNSAID
    return Sent(message_ref="", code=stand.value)
