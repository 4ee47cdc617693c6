"""The Qimen gateway: `order.pending` holds and restores, `orderprocess.query` reads back."""

from collections.abc import Iterator
from types import MappingProxyType
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.gateways.base import Answer, Wire, WiredGateway, refused, unauthorised, unreadable
from handlers.ports import Outcome, Sent, TryLater
from rules.delivery.calls import Call, CallAction, ReadBack
from rules.delivery.signatures import qimen_signature

_METHODS = MappingProxyType(
    {
        CallAction.LOCK: "taobao.qimen.order.pending",
        CallAction.RELEASE: "taobao.qimen.order.pending",
        CallAction.RECALL: "taobao.qimen.order.callback",
        CallAction.QUERY: "taobao.qimen.orderprocess.query",
    }
)
_ACTION_TYPES = MappingProxyType({CallAction.LOCK: "pending", CallAction.RELEASE: "restore"})
#: An order of a customer that is sent out of the house.
_ORDER_TYPE = "JYCK"
#: Qimen's clocks, whatever the shop's zone is.
_ZONE = ZoneInfo("Asia/Shanghai")
#: `processStatus` has no word for 挂起: systems write it into the text of the step.
_SAYS_LOCKED = ("挂起", "pending")
_SAYS_ACTIVE = ("恢复", "restore")


class QimenGateway(WiredGateway):
    """
    Tells one system as Qimen has it.

    Qimen has no idempotency key: holding what is held is the same state. The call's name goes
    along in `extendProps` for systems that look at it.
    """

    def __init__(  # one argument for each key of the configuration
        self,
        *,
        name: str,
        url: str,
        key: str,
        secret: str,
        customer_id: str,
        clock: Clock,
        wire: Wire,
    ) -> None:
        """Remember where it is; nothing is sent yet."""
        super().__init__(name=name, wire=wire)
        self._url = url
        self._key = key
        self._secret = secret.encode()
        self._customer_id = customer_id
        self._clock = clock

    async def _make(self, call: Call) -> Outcome:
        body = _request(call)
        query = self._query(_METHODS[call.action], body)
        headers = {"Content-Type": "text/xml; charset=utf-8"}
        answer = await self._wire.post(self._url, body=body, headers=headers, query=query)
        return _outcome(call, answer.body) if isinstance(answer, Answer) else answer

    def _query(self, method: str, body: bytes) -> dict[str, str]:
        query = {
            "method": method,
            "timestamp": self._clock.now().astimezone(_ZONE).strftime("%Y-%m-%d %H:%M:%S"),
            "format": "xml",
            "app_key": self._key,
            "v": "2.0",
            "sign_method": "md5",
            "customerId": self._customer_id,
        }
        return {**query, "sign": qimen_signature(self._secret, query, body)}


def _request(call: Call) -> bytes:
    request = ET.Element("request")
    if call.action in _ACTION_TYPES:
        _add(request, "actionType", _ACTION_TYPES[call.action])
    _add(request, "warehouseCode", call.warehouse)
    if call.action is CallAction.RECALL:
        _add(request, "deliveryOrderCode", call.order_no)
    else:
        _add(request, "orderCode", call.order_no)
        _add(request, "orderType", _ORDER_TYPE)
    if call.action in _ACTION_TYPES:
        _add(request, "reason", call.reason)
    _add(ET.SubElement(request, "extendProps"), "callId", call.id)
    return bytes(ET.tostring(request, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _outcome(call: Call, body: bytes) -> Outcome:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:  # no answer needs them; entities can explode
        return unreadable("a document type in the answer")
    try:
        said = ET.fromstring(body)  # noqa: S314 - bounded, and without entities
    except (ET.ParseError, ValueError):
        return unreadable("no XML")
    flag = said.findtext("flag", "").strip()
    code = (said.findtext("sub_code") or said.findtext("code") or "").strip()
    reason = f"{code} {said.findtext('message') or said.findtext('msg') or ''}".strip()
    if flag == "success":
        return Sent(message_ref="", code=_stand(call, said).value)
    if flag != "failure" and said.tag != "error_response":
        return unreadable("neither success nor failure")
    if "sign" in code.lower():
        return unauthorised(reason)
    if code.lower().startswith("isp.") or "call-limited" in code.lower():
        return TryLater(code="busy", error=reason)  # by its own words: the provider's fault
    return refused(reason)


def _stand(call: Call, said: ET.Element) -> ReadBack:
    """Read of the latest step that says anything of it whether the order is held."""
    if call.action is not CallAction.QUERY:
        return ReadBack.UNSAID  # it was accepted; how the order stands only a query tells
    for text in _steps(said):
        if any(word in text for word in _SAYS_ACTIVE):
            return ReadBack.ACTIVE
        if any(word in text for word in _SAYS_LOCKED):
            return ReadBack.LOCKED
    return ReadBack.UNSAID


def _steps(said: ET.Element) -> Iterator[str]:
    """Yield what the steps of the order say, the latest first."""
    steps = said.findall("./orderProcess/processes/process")[::-1]
    for step in sorted(steps, key=lambda one: one.findtext("operateTime", ""), reverse=True):
        fields = ("processStatus", "operateInfo", "remark")
        yield " ".join(step.findtext(name, "") for name in fields).lower()
