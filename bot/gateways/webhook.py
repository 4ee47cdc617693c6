"""The webhook gateway: signed JSON to a warehouse system that speaks our words (contract, 6)."""

import json

from bot.clock import Clock
from bot.gateways.base import Answer, Wire, refused, unreadable
from handlers.ports import GaveUp, Outcome, Outgoing, Sent
from rules.delivery.calls import Call, Stand
from rules.delivery.capabilities import GATEWAY, Capabilities
from rules.delivery.signatures import webhook_signature


class WebhookGateway:
    """Tells one system by JSON; the same `Idempotency-Key` twice is done once there."""

    def __init__(self, *, name: str, url: str, secret: str, clock: Clock, wire: Wire) -> None:
        """Remember where it is; nothing is sent yet."""
        self.name = name
        self._url = url
        self._secret = secret.encode()
        self._clock = clock
        self._wire = wire

    @property
    def capabilities(self) -> Capabilities:
        """A call may be repeated: it carries its name."""
        return GATEWAY

    async def send(self, out: Outgoing) -> Outcome:
        """Make the call once."""
        if out.call is None:
            return GaveUp(code="no_call", error="a gateway makes calls only")
        body = json.dumps(out.call.as_body(), ensure_ascii=False, separators=(",", ":")).encode()
        answer = await self._wire.post(self._url, body=body, headers=self._headers(out.call, body))
        return _outcome(answer) if isinstance(answer, Answer) else answer

    async def close(self) -> None:
        """Give the connections back."""
        await self._wire.close()

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
    stand = Stand(state) if state in (Stand.LOCKED, Stand.ACTIVE) else Stand.UNSAID
    return Sent(message_ref="", code=stand.value)
