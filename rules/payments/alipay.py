"""Alipay: how its call-backs are verified and read (domain paper, section b)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from rules.payments.contract import CallBack, Contract, Failure, Notice
from rules.payments.fields import Fields, UnreadableError, read_record
from rules.payments.notices import Reading, SoFar, read_answer, read_notice
from rules.payments.reasons import Reason
from rules.payments.seals import read_base64

#: Where an answer to `alipay.trade.query` has what it says; its code of success.
ANSWER, OK = "alipay_trade_query_response", "10000"
_SIGNED_WITH = "RSA2"  #: SHA256withRSA.
_MOST_FIELDS = 200
_CHARSET = re.compile(rb"(?:^|&)charset=(utf-8|gbk|gb2312|gb18030)(?:&|$)", re.IGNORECASE)
_PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
_STATES = _PAID | {"WAIT_BUYER_PAY", "TRADE_CLOSED"}
_READING = Reading(
    fields={
        "out_trade_no": lambda fields: fields.word("out_trade_no"),
        "transaction_id": lambda fields: fields.name("trade_no"),
        "state": lambda fields: fields.one_of("trade_status", _STATES),
        "amount": lambda fields: fields.yuan("total_amount"),
    },
    paid=_PAID,
    paid_at="gmt_payment",
)
_ANSWER = replace(_READING, paid_at="send_pay_date")
#: Before what was signed of an answer.
_BEFORE = re.compile(rf'"{ANSWER}"\s*:\s*')
_decode = json.JSONDecoder().raw_decode
#: A merchant is known by its application, or by the account that the money goes to.
_MERCHANT = ("app_id", "seller_id")


def read_posted(call_back: CallBack, contract: Contract, so_far: SoFar) -> Notice | Failure:
    """Verify and read a call-back under one contract; raises UnreadableError."""
    charset = _charset(call_back.body)
    form = _form(call_back.body, charset)
    _verify(form, contract, charset)
    so_far.signed, so_far.content = True, form
    fields = Fields(form, contract.moved)
    so_far.notice_id = fields.name("notify_id")
    _check_merchant(fields, contract)
    told = read_notice(so_far.notice_id, fields, _READING)
    # Of what went back it says the same of the payment, and when that was.
    is_refund = isinstance(told, Notice) and bool(fields.value("gmt_refund"))
    return told._replace(refund=True) if is_refund and isinstance(told, Notice) else told


def read_answered(answer: CallBack, contract: Contract, so_far: SoFar) -> Notice | Failure:
    """
    Verify and read an answer: a record that is signed as it is written; raises UnreadableError.

    It names no merchant: who asks with a key of ours hears of nobody else's.
    """
    whole = Fields(read_record(answer.body, "body"))
    said = whole.record(ANSWER)
    _verify_answer(answer.body.decode(), whole.text("sign"), contract)
    so_far.signed, so_far.content = True, said
    fields = Fields(said, contract.moved)
    fields.one_of("code", (OK,))
    return read_answer(fields, _ANSWER, fields.one_of("trade_status", _STATES))


def _verify_answer(text: str, sign: str, contract: Contract) -> None:
    """Check the signature of an answer's own text; of two places that look like it, the first."""
    place = _BEFORE.search(text)
    if place is None:  # its name is written in escapes
        raise UnreadableError(Reason.BAD_SIGNATURE, ANSWER)
    _, end = _decode(text, place.end())
    signed = read_base64(sign)
    message = text[place.end() : end].encode()
    if not signed or not any(k.has_signed(message, signed) for k in contract.keys.values()):
        raise UnreadableError(Reason.BAD_SIGNATURE, "sign")


def _check_merchant(fields: Fields, contract: Contract) -> None:
    told = {name: fields.value(name) for name in _MERCHANT}
    if contract.merchant in told.values():
        return
    named = [name for name in _MERCHANT if told[name]]
    reason = Reason.WRONG_MERCHANT if named else Reason.FIELD_MISSING
    raise UnreadableError(reason, (named or _MERCHANT)[0])


def _charset(body: bytes) -> str:
    """Return the charset that a form says of itself, for its reading and its signature."""
    said = _CHARSET.search(body)
    return said[1].decode().lower() if said else "utf-8"


def _form(body: bytes, charset: str) -> Mapping[str, str]:
    """Read a form whose names are there once."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, encoding=charset,
            errors="strict", max_num_fields=_MOST_FIELDS,
        )  # fmt: skip
    except ValueError:  # no form, or characters of no such charset
        raise UnreadableError(Reason.JSON_INVALID, "body") from None
    form = dict(pairs)
    if len(form) < len(pairs):  # which of two was meant, the signature does not say
        raise UnreadableError(Reason.JSON_INVALID, "body")
    return form


def _verify(form: Mapping[str, str], contract: Contract, charset: str) -> None:
    sign = form.get("sign")
    if not sign:
        raise UnreadableError(Reason.MISSING_HEADER, "sign")
    if form.get("sign_type", _SIGNED_WITH) != _SIGNED_WITH:
        raise UnreadableError(Reason.ALG_CHANGED, "sign_type")
    signed = read_base64(sign)
    pairs = sorted((k, v) for k, v in form.items() if k not in ("sign", "sign_type"))
    # Signers differ in whether a parameter that is empty is one.
    for chosen in (pairs, [(k, v) for k, v in pairs if v]):
        message = _message(chosen, charset)
        if signed and any(key.has_signed(message, signed) for key in contract.keys.values()):
            return
    raise UnreadableError(Reason.BAD_SIGNATURE, "sign")


def _message(pairs: Iterable[tuple[str, str]], charset: str) -> bytes:
    """Write what was signed, in the charset that the form was read in."""
    return "&".join(f"{k}={v}" for k, v in pairs).encode(charset, errors="replace")
