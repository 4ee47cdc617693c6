"""WeChat Pay v3: how its call-backs are verified, opened and read (domain paper, section b)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from rules.payments.contract import CallBack, Contract, Failure, Notice
from rules.payments.fields import Fields, UnreadableError, read_record
from rules.payments.notices import Reading, SoFar, read_answer, read_notice
from rules.payments.reasons import Reason
from rules.payments.seals import read_base64

#: What it signs with now and then to see whether anybody looks.
_PROBE = "WECHATPAY/SIGNTEST/"
_SIGNED_WITH = "WECHATPAY2-SHA256-RSA2048"
_CLOSED_WITH = "AEAD_AES_256_GCM"
#: How far its clock and ours may differ, either way; its own libraries take as much.
MOST_SKEW = timedelta(seconds=300)
_PAID = frozenset({"SUCCESS"})
_STATES = _PAID | {"REFUND", "NOTPAY", "CLOSED", "REVOKED", "USERPAYING", "PAYERROR", "ACCEPT"}


def _amount(fields: Fields) -> Decimal:
    """Read what the order costs, not what its payer paid after the provider's own coupons."""
    if fields.value("amount.currency") not in (None, "CNY"):
        raise UnreadableError(Reason.UNKNOWN_ENUM, "amount.currency")
    return fields.fen("amount.total")


#: Begins the kind of a notice about money that goes back, whatever became of it.
_REFUND = "REFUND."
_READING = Reading(
    fields={
        "out_trade_no": lambda fields: fields.word("out_trade_no"),
        "transaction_id": lambda fields: fields.name("transaction_id"),
        "state": lambda fields: fields.one_of("trade_state", _STATES),
        "amount": _amount,
    },
    paid=_PAID,
    paid_at="success_time",
)
_READING_REFUND = replace(
    _READING,
    fields={**_READING.fields, "state": lambda fields: fields.name("refund_status")},
    paid=frozenset(),
)


def is_probe(call_back: CallBack) -> bool:
    """Say whether it is sent to be refused."""
    return call_back.headers.get("wechatpay-signature", "").startswith(_PROBE)


def read_posted(call_back: CallBack, contract: Contract, so_far: SoFar) -> Notice | Failure:
    """Verify, open and read a call-back under one contract; raises UnreadableError."""
    _verify(call_back, contract)
    so_far.signed = True
    envelope = Fields(read_record(call_back.body, "body"))
    so_far.notice_id = notice_id = envelope.name("id")
    if str(envelope.value("event_type")).startswith(_REFUND):
        return _refund(notice_id, envelope, call_back, contract)
    envelope.one_of("event_type", ("TRANSACTION.SUCCESS",))
    so_far.content = _opened(envelope, call_back, contract)
    fields = Fields(so_far.content, contract.moved)
    _check_merchant(fields, contract)
    return read_notice(notice_id, fields, _READING)


def read_answered(answer: CallBack, contract: Contract, so_far: SoFar) -> Notice | Failure:
    """Verify and read an answer: signed as a call-back is, not closed; raises UnreadableError."""
    _verify(answer, contract)
    so_far.signed = True
    so_far.content = read_record(answer.body, "body")
    fields = Fields(so_far.content, contract.moved)
    _check_merchant(fields, contract)
    return read_answer(fields, _READING, fields.one_of("trade_state", _STATES))


def _refund(
    notice_id: str, envelope: Fields, call_back: CallBack, contract: Contract
) -> Notice | Failure:
    """
    Read a notice of a refund, as of a payment that was not made; it is no payment that is lost.

    Some shops have both posted to one address. Its content is no payment's, and is kept from what
    is usual of one.
    """
    try:
        fields = Fields(_opened(envelope, call_back, contract), contract.moved)
        _check_merchant(fields, contract)
        told = read_notice(notice_id, fields, _READING_REFUND)
    except UnreadableError as error:
        told = Failure(reason=error.reason, field=error.field, signed=True, notice_id=notice_id)
    if isinstance(told, Failure) and told.reason is not Reason.WRONG_MERCHANT:
        return replace(told, reason=Reason.REFUND)
    return told


def _verify(call_back: CallBack, contract: Contract) -> None:
    headers = call_back.headers
    serial = _header(headers, "wechatpay-serial")
    signature = _header(headers, "wechatpay-signature")
    timestamp = _header(headers, "wechatpay-timestamp")
    moved = headers.get(contract.nonce_header or "", "")
    nonce = headers.get("wechatpay-nonce") or moved or _header(headers, "wechatpay-nonce")
    if headers.get("wechatpay-signature-type", _SIGNED_WITH) != _SIGNED_WITH:
        raise UnreadableError(Reason.ALG_CHANGED, "wechatpay-signature-type")
    key = contract.key_of(serial)
    if key is None:
        raise UnreadableError(Reason.UNKNOWN_SERIAL, "wechatpay-serial")
    signed = read_base64(signature)
    head = f"{timestamp}\n{nonce}\n".encode(errors="replace")
    if signed is None or not key.has_signed(head + call_back.body + b"\n", signed):
        raise UnreadableError(Reason.BAD_SIGNATURE, "wechatpay-signature")
    if abs(call_back.at - _second(timestamp)) > MOST_SKEW:
        raise UnreadableError(Reason.CLOCK_SKEW, "wechatpay-timestamp")


def _opened(envelope: Fields, call_back: CallBack, contract: Contract) -> Mapping[str, Any]:
    resource = Fields(envelope.record("resource"), within="resource.")
    if resource.name("algorithm") != _CLOSED_WITH:
        raise UnreadableError(Reason.ALG_CHANGED, "resource.algorithm")
    sealed = read_base64(resource.text("ciphertext"))
    beside = _bytes(resource.value("associated_data"))
    nonces = (call_back.headers.get(contract.nonce_header or ""), resource.value("nonce"))
    for nonce in nonces:
        if nonce is not None and sealed is not None and contract.content_key is not None:
            opened = contract.content_key.opened(_bytes(nonce), sealed, beside)
            if opened is not None:
                return read_record(opened, "resource")
    raise UnreadableError(Reason.DECRYPT_FAILED, "resource.ciphertext")


def _check_merchant(fields: Fields, contract: Contract) -> None:
    """Refuse another merchant's; one that names nobody was opened with a key of ours alone."""
    if fields.value("mchid") not in (None, contract.merchant):
        raise UnreadableError(Reason.WRONG_MERCHANT, "mchid")


def _second(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise UnreadableError(Reason.FIELD_TYPE_CHANGED, "wechatpay-timestamp") from None


def _header(headers: Mapping[str, str], name: str) -> str:
    found = headers.get(name)
    if not found:
        raise UnreadableError(Reason.MISSING_HEADER, name)
    return found


def _bytes(text: object) -> bytes:
    """Return a text as it is closed beside a content; what is none opens nothing."""
    return text.encode(errors="replace") if isinstance(text, str) else b""
