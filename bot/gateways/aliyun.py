"""The Aliyun gateways: calls that read a text out (`SingleCallByTts`), and text messages."""

import asyncio
import json
from abc import abstractmethod
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urlsplit

from alibabacloud_dysmsapi20170525 import models as sms
from alibabacloud_dysmsapi20170525.client import Client as SmsClient
from alibabacloud_dyvmsapi20170525 import models as voice
from alibabacloud_dyvmsapi20170525.client import Client as VoiceClient
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_util.models import RuntimeOptions

from bot.gateways.base import ANSWER_WITHIN, Gateway, refused, unauthorised
from handlers.ports import GaveUp, Outcome, Sent, TryLater, Unknown
from rules.clipping import clip
from rules.delivery.calls import Call, CallAction, Customer, ReadBack
from rules.delivery.capabilities import UNREPEATABLE

#: Its SDK waits for answers; so many of them wait at a time, apart from the loop.
_AT_A_TIME: Final = 4
#: Characters of all that a template is filled with.
_LONGEST_PARAM: Final = 250
#: As much of a shop's name as leaves room for the rest, in UTF-8 bytes.
_LONGEST_SHOP: Final = 60
_TOO_MANY, _INTERNAL, _AWAY = 429, 500, 503
#: Beginnings of codes about the account: its key, its permissions, its balance.
_NOT_US: Final = (
    "SignatureDoesNotMatch", "InvalidAccessKeyId", "Forbidden", "IncompleteSignature",
    "isp.RAM_PERMISSION_DENY", "isv.ACCOUNT_", "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE",
)  # fmt: skip
#: Of one number, for now, or the service's own: it is asked again later, the others do not wait.
_NOT_NOW: Final = ("LIMIT_CONTROL", "Throttling", "FREQUENCY", "isp.")


class _Answered(Protocol):
    """What both services answer with, as their SDK reads it."""

    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where a service is, and who asks."""

    name: str  #: In `[[gateways]]`.
    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    timeout: float = ANSWER_WITHIN  #: Seconds.

    def config(self) -> Config:
        """Return it as the SDK has it."""
        place = urlsplit(self.url)
        return Config(
            access_key_id=self.key,
            access_key_secret=self.secret,
            endpoint=place.netloc,
            protocol=place.scheme.upper(),
        )


class AliyunGateway(Gateway):
    """
    Tells one service by its own SDK.

    It knows no idempotency key: what may have been done is not done again, its report tells.
    """

    capabilities = UNREPEATABLE

    def __init__(self, account: Account) -> None:
        """Remember where it is; nothing is sent yet."""
        super().__init__(name=account.name)
        wait = int(account.timeout * 1000)
        self._once = RuntimeOptions(
            autoretry=False, max_attempts=1, connect_timeout=wait, read_timeout=wait
        )
        self._threads = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix=account.name)

    async def _make(self, call: Call) -> Outcome:
        customer = call.customer
        if customer is None or call.action is not self._makes:
            return GaveUp(code="no_call", error=f"this gateway does not {call.action}")
        if not customer.phone:
            return GaveUp(code="no_phone", error="no number that can be called is known")
        loop = asyncio.get_running_loop()
        try:
            answered = await loop.run_in_executor(self._threads, self._ask, call, customer)
        except AlibabaCloudException as error:
            return _refusal(error)
        except Exception as error:  # noqa: BLE001 - the SDK raises whatever its parts raise, with numbers in it
            never_left = "Max retries exceeded" in str(
                error
            )  # of requests: there was no connection
            what = type(error).__name__
            if never_left:
                return TryLater(code="connect", error=what)
            return Unknown(code="no_answer", error=what)
        return _outcome(answered)

    #: The only thing that this service does.
    _makes: CallAction

    @abstractmethod
    def _ask(self, call: Call, customer: Customer) -> _Answered:
        """Ask the service once, in a thread."""

    async def close(self) -> None:
        """Let threads end; each waits no longer than for its answer."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class AliyunVoice(AliyunGateway):
    """Calls a customer; `template` is the text, which asks both questions and offers the keys."""

    _makes = CallAction.CONFIRM_CALL

    def __init__(self, account: Account, *, template: str, show_number: str | None) -> None:
        """Remember the template, and the number that phones show."""
        super().__init__(account)
        self._template = template
        self._show_number = show_number
        self._client = VoiceClient(account.config())

    def _ask(self, call: Call, customer: Customer) -> _Answered:
        request = voice.SingleCallByTtsRequest(
            called_number=customer.phone,
            called_show_number=self._show_number,
            tts_code=self._template,
            tts_param=_param(customer.facts),
            out_id=call.id,
        )
        answered: _Answered = self._client.single_call_by_tts_with_options(request, self._once).body
        return answered


class AliyunSms(AliyunGateway):
    """Sends a customer the link; `template` is the text, and `link` one of its variables."""

    _makes = CallAction.CONFIRM_LINK

    def __init__(self, account: Account, *, template: str, sign_name: str) -> None:
        """Remember the template, and who signs."""
        super().__init__(account)
        self._template = template
        self._sign_name = sign_name
        self._client = SmsClient(account.config())

    def _ask(self, call: Call, customer: Customer) -> _Answered:
        request = sms.SendSmsRequest(
            phone_numbers=customer.phone,
            sign_name=self._sign_name,
            template_code=self._template,
            template_param=json.dumps(
                {**_short(customer.facts), "link": customer.link}, ensure_ascii=False
            ),
            out_id=call.id,
        )
        answered: _Answered = self._client.send_sms_with_options(request, self._once).body
        return answered


def _param(facts: Mapping[str, str]) -> str:
    written = json.dumps(_short(facts), ensure_ascii=False)
    if len(written) < _LONGEST_PARAM:
        return written
    return json.dumps({"order": facts["order"]}, ensure_ascii=False)


def _short(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: clip(value, _LONGEST_SHOP) for name, value in facts.items()}


def _outcome(answered: _Answered | None) -> Outcome:
    # Nothing but the code: a message may repeat the number that it is about.
    code = (answered.code if answered is not None else None) or ""
    if code == "OK":
        return Sent(message_ref="", code=ReadBack.UNSAID.value)
    if not code:
        return Unknown(code="unreadable", error="an answer without a code")
    return _by_code(code)


def _by_code(code: str) -> Outcome:
    if code.startswith(_NOT_US):
        return unauthorised(code)
    if any(word in code for word in _NOT_NOW):
        return GaveUp(code="busy", error=code)
    return refused(code)


def _refusal(error: AlibabaCloudException) -> Outcome:
    code, status = str(error.code or ""), int(error.status_code or 0)
    if status in (_TOO_MANY, _AWAY):
        return TryLater(code=f"http_{status}", error=code)
    if status >= _INTERNAL:
        return Unknown(code=f"http_{status}", error=code)
    return _by_code(code)
