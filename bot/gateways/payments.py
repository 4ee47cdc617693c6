"""Payment providers as they are asked: signed questions, and answers that they have signed."""

import json
import secrets

from bot.clock import Clock
from bot.gateways.base import Answer, Wire, WiredGateway, refused, unauthorised, unreadable
from handlers.ports import Outcome, Sent, TryLater
from rules.delivery.calls import Call, ReadBack
from rules.payments.alipay import ANSWER, OK
from rules.payments.contract import CallBack, Contracts, Failure, Judged, Notice, Provider
from rules.payments.judging import judge
from rules.payments.questions import Asker, question

#: WeChat Pay answers so about a number that it does not know.
NO_SUCH = frozenset({404})
#: Alipay's words for that, and for a fault of its own.
_NOT_THERE, _BUSY = "ACQ.TRADE_NOT_EXIST", frozenset({"20000", "ACQ.SYSTEM_ERROR"})
_NO_RIGHT = frozenset({"40006", "isv.invalid-signature", "isv.invalid-app-id"})


class PaymentGateway(WiredGateway):
    """Asks one provider about one merchant's payments; it changes nothing there."""

    def __init__(
        self, *, name: str, asker: Asker, contracts: Contracts, clock: Clock, wire: Wire
    ) -> None:
        """Remember how to ask and whose answers to believe; nothing is sent yet."""
        super().__init__(name=name, wire=wire)
        self._asker = asker
        self._contracts = contracts
        self._clock = clock

    def renew(self, asker: Asker) -> None:
        """Ask otherwise from the next question on."""
        self._asker = asker

    async def _make(self, call: Call) -> Outcome:
        asked = question(
            self._asker, call.order_no, self._clock.now(), secrets.token_hex(16).upper()
        )
        answer = await self._wire.send(
            asked.method, asked.url, headers=asked.headers, body=asked.body
        )
        return self._outcome(call, answer) if isinstance(answer, Answer) else answer

    def _outcome(self, call: Call, answer: Answer) -> Outcome:
        if answer.status in NO_SUCH:
            return Sent(message_ref="", code=ReadBack.UNSAID)
        if self._asker.provider is Provider.ALIPAY:
            failed = _what_failed(answer.body)
            if failed is not None:
                return failed
        said = CallBack(
            provider=self._asker.provider, headers=answer.headers, body=answer.body,
            at=self._clock.now(), asked=True,
        )  # fmt: skip
        judged = judge(said, self._contracts.in_force(said.provider))
        return _believed(call, said, judged)


def _believed(call: Call, said: CallBack, judged: Judged) -> Outcome:
    match judged.outcome:
        case Failure(signed=False, reason=reason, field=field):
            return unauthorised(f"{reason} {field}".strip())
        case Notice(out_trade_no=number) if number != call.order_no:
            return unreadable("an answer about something else")
        case Notice(paid=False):
            return Sent(message_ref="", code=ReadBack.ACTIVE)
        case _:
            return Sent(message_ref="", code=ReadBack.DONE, answer=said)


def _what_failed(body: bytes) -> Outcome | None:
    """Return what Alipay says went wrong, of whose answers the status is always one of success."""
    try:
        said = json.loads(body)[ANSWER]
        code, word = str(said["code"]), str(said.get("sub_code", ""))
        text = str(said.get("sub_msg") or said.get("msg") or "")
    except (ValueError, TypeError, KeyError, AttributeError):
        return unreadable(f"no {ANSWER}")
    if code == OK:
        return None
    if word == _NOT_THERE:
        return Sent(message_ref="", code=ReadBack.UNSAID)
    if {code, word} & _BUSY:
        return TryLater(code="busy", error=f"{code} {word}")
    if {code, word} & _NO_RIGHT:
        return unauthorised(f"{code} {word}")
    return refused(f"{code} {word} {text}")
