"""The API document's half about refunds: applications, what is decided about them, the terms."""

from typing import Any, Final

from bot.web.document.answers import responses
from bot.web.document.customers import CLOSED
from bot.web.document.schemas import NAME, Schema, record, ref
from bot.web.fields import APPEAL, LONGEST_NO, REFUND
from rules.refunds.application import Standing
from rules.refunds.facts import FACTS
from rules.refunds.reading import known_words, step_of
from rules.refunds.words import Action, Bearer, Goods

_TEXT: Final = {"type": "string"}
_AT: Final = {"type": "string", "format": "date-time"}
_MONEY: Final = {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$", "description": "CNY"}
_STORED: Final = ("401", "404", "408", "413", "415", "422", "503")
_PAGE: Final = {
    "type": "string",
    "description": "给客户的退款页，7 天内有效 / the customer's page, good for seven days",
}
_HTML: Final = {"content": {"text/html": {"schema": _TEXT}}}


def refund_schemas() -> dict[str, Schema]:
    """Return what these operations read and answer."""
    told: dict[str, Any] = {
        "id": _TEXT,
        "application_id": {**_TEXT, "description": "来源的编号 / what its source calls it"},
        "order_no": _TEXT,
        "at": _AT,
        "state": {"enum": [one.value for one in Standing]},
        "action": {"enum": [one.value for one in Action]},
        "rule_id": _TEXT,
        "rule": _TEXT,
        "row": _TEXT,
        "version": {"type": "integer", "minimum": 1},
        "clause": _TEXT,
        "clause_url": _TEXT,
        "clauses": {"type": "array", "items": _object(name=_TEXT, url=_TEXT)},
        "amount": _MONEY,
        "freight": _MONEY,
        "freight_by": {"enum": [one.value for one in Bearer]},
        "voucher": _MONEY,
        "goods": {"enum": [one.value for one in Goods]},
        "facts": {"type": "object", "description": "用到的事实 / the facts that were used"},
        "notice": _TEXT,
        "text": {**_TEXT, "maxLength": 200, "description": "给客户的话 / for the customer"},
        "differs": {
            **_TEXT,
            "description": "结果不同时，不同的事实 / what differs where results do",
        },
    }
    return {
        "Application": _application(),
        "Appeal": _appeal(),
        "RefundPreview": _object(**told, page_url=_PAGE),
        "Refund": _object(**told, history={"type": "array", "minItems": 1, "items": {}}),
    }


def refund_paths() -> Schema:
    """Describe each of them."""
    number = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "我们的编号，或自己起的 / our id, or the caller's own",
        "schema": {"type": "string", "maxLength": LONGEST_NO, "pattern": NAME},
    }
    version = {
        "name": "version",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9]{1,9}$"},
    }
    asked = {"required": True, "content": {"application/json": {"schema": ref("Application")}}}
    return {
        "/v1/refunds": {
            "post": {
                "operationId": "applyForRefund",
                "summary": "退款申请 / an application for a refund",
                "description": "facts 里没有的名字会被拒绝，自相矛盾是 409；"
                "同一个 id 再来一次得到同一个决定 / a name that is no fact is refused, "
                "a contradiction is a 409; the same id again gets the same decision",
                "requestBody": asked,
                "responses": responses("Refund", *_STORED, "403", "409"),
            }
        },
        "/v1/refunds/preview": {
            "post": {
                "operationId": "previewRefund",
                "summary": "预览：什么都不保存 / a preview: nothing is kept",
                "requestBody": asked,
                "responses": responses("RefundPreview", *_STORED, "403", "409"),
            }
        },
        "/v1/refunds/{id}": {
            "parameters": [number],
            "get": {
                "operationId": "getRefund",
                "summary": "决定和它的历史 / the decision with its history",
                "responses": responses("Refund", "401", "404", "503"),
            },
        },
        "/v1/refunds/{id}/appeal": {
            "parameters": [number],
            "post": {
                "operationId": "appealRefund",
                "summary": "申诉：新的事实，或者交给人 / new facts, or else a person",
                "description": "原来的决定留着 / the old decision stays",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ref("Appeal")}},
                },
                "responses": responses("Refund", *_STORED, "403", "409"),
            },
        },
        "/terms/{version}": {
            "parameters": [version],
            "get": {
                "operationId": "showTerms",
                "summary": "条款，每条带锚点 / the terms, every clause with an anchor",
                "security": [],
                "responses": {
                    "200": {"description": "条款 / the terms", **_HTML},
                    "404": {"description": "没有这一版 / no such version", **_HTML},
                    **CLOSED,
                },
            },
        },
    }


def _application() -> Schema:
    """Describe what is read: of facts those values that need no other unit or writing."""
    schema: Schema = record(REFUND, kept=None, last_year=9999)
    schema["properties"] |= {
        "id": {"type": "string", "maxLength": LONGEST_NO, "pattern": NAME},
        "amount": _fact("amount"),
        "ip": {"anyOf": [{"type": "string", "format": one} for one in ("ipv4", "ipv6")]},
        "facts": _facts(),
    }
    schema["additionalProperties"] = False
    return schema


def _appeal() -> Schema:
    schema: Schema = record(APPEAL, kept=None, last_year=9999)
    schema["properties"]["facts"] = _facts()
    return schema


def _facts() -> Schema:
    return {
        "type": ["object", "null"],
        "properties": {name: _fact(name) for name in FACTS},
        "additionalProperties": False,
    }


def _fact(name: str) -> Schema:
    known = known_words(name)
    if known is not None:
        return {"enum": [*known, None]}
    step, least, most = step_of(name)
    if step == 1:
        return {"type": ["integer", "null"], "minimum": least, "maximum": most}
    share = r"^(0(\.[0-9]{1,6})?|1)$"
    pattern = share if most == 1 else r"^[0-9]{1,8}(\.[0-9]{1,2})?$"
    return {"type": ["string", "null"], "pattern": pattern}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}
