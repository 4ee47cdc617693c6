"""The API document's other half: what is answered."""

from typing import Any, Final

from bot.web.document.schemas import Schema, ref
from bot.web.door.problems import PROBLEMS
from rules.confirmation.confirmation import PLATFORM, Result, State
from rules.shipping.warehouse import AtWarehouse
from rules.statuses.physical import Happening
from rules.vocabulary import AlertState, Level, ScanCode

_TEXTS: Final = {
    "401": "令牌缺失或不正确 / the token is missing or wrong",
    "403": "此人不能这样做 / this person may not do that",
    "404": (
        "找不到；或没有这个锁，holds 列出仍在锁定的 / "
        "not found; or no such hold, holds lists what is held"
    ),
    "408": "请求体没有及时到齐 / the body did not arrive in time",
    "409": (
        "货已离开或订单已结束，锁不住；或没有可放行的锁，holds 列出仍在锁定的 / "
        "the goods have left or the order is over; or nothing to release, holds lists what is held"
    ),
    "413": "请求体超过 5 MB / the body exceeds 5 MB",
    "415": (
        "不支持的内容类型、字符集或压缩方式 / unsupported media type, charset or content encoding"
    ),
    "422": (
        "内容不合规，errors 指出字段；什么都没有保存 / "
        "not acceptable, errors name the fields; nothing was stored"
    ),
    "503": (
        "暂时无法保存，请按 Retry-After 重发 / cannot store right now, try again after Retry-After"
    ),
}
#: By status: what stands in the head of every such answer.
HEADERS: Final[dict[str, dict[str, Any]]] = {
    "401": {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    "503": {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}},
}
_AT: Final = {"type": "string", "format": "date-time"}
_SOME_TIME: Final = {"type": ["string", "null"], "format": "date-time"}
_TEXT: Final = {"type": "string"}
_SOME: Final = {"type": ["string", "null"]}
_DECIMAL: Final = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}


#: What a lock comes to where the goods have left and may still be stopped.
RECALLED: Final[Schema] = {
    "202": {
        "description": "货已离开，改为召回；until 之前还能拦 / "
        "the goods have left and are asked back; until then they can be stopped",
        "content": {"application/json": {"schema": ref("Recalled")}},
    }
}


def responses(kind: str, *codes: str, not_ready: bool = False) -> Schema:
    """Describe what an operation may answer: a schema or a plain text, and these refusals."""
    content = (
        {kind: {"schema": {"type": "string"}}}
        if "/" in kind
        else {"application/json": {"schema": ref(kind)}}
    )
    done: Schema = {"200": {"description": "好 / done", "content": content}}
    found = {**done, **{str(status): said for status, said in refusals(*codes).items()}}
    if not_ready:
        found["503"] = {"description": "有部分未就绪 / some part is not ready", "content": content}
    return found


def refusals(*codes: str) -> dict[int | str, Schema]:
    """Describe the problems of these HTTP statuses."""
    found: dict[int | str, Schema] = {}
    for status in sorted(codes):
        response: Schema = {
            "description": _TEXTS[status],
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        }
        if status in HEADERS:
            response["headers"] = HEADERS[status]
        found[status] = response
    return found


def _object(*optional: str, **properties: Schema) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def answer_schemas() -> dict[str, Schema]:
    """Return the schemas of everything that is answered."""
    count: Schema = {"type": "integer", "minimum": 0}
    error = _object("index", field=_TEXT, code=_TEXT, message=_TEXT, index=count)
    return {
        "Taken": _object(
            "warnings",
            accepted=count,
            duplicates=count,
            rejected=_list(ref("FieldError")),
            warnings={
                **_list(ref("FieldError")),
                "description": "收下的事件里没有计入的行 / lines of accepted events left uncounted",
            },
        ),
        "PushTaken": _object(result={"const": True}, returnCode={"const": "200"}, message=_TEXT),
        "Replayed": _object(
            provider=_TEXT,
            contract=_SOME,
            tried=count,
            paid=count,
            amount=_DECIMAL,
            waiting={"type": "object", "additionalProperties": count},
            more={"type": "boolean"},
        ),
        "PaymentRefused": _object(code={"const": "FAIL"}, message=_TEXT),
        "FieldError": error,
        "Problem": _object(
            "holds",
            type={"type": "string", "enum": [f"/docs#{code}" for code in PROBLEMS]},
            title=_TEXT,
            status={"type": "integer", "enum": sorted({s for s, _ in PROBLEMS.values()})},
            detail=_TEXT,
            instance=_TEXT,
            errors=_list(ref("FieldError")),
            holds=_list(ref("Hold")),
        ),
        "Verdict": _object(
            verdict={"enum": ["allow", "deny"]},
            code={"enum": [code.value for code in ScanCode]},
            reason=_TEXT,
            order_no=_SOME,
            holds=_list(ref("Hold")),
            left_behind=_list(_TEXT),
        ),
        "Hold": _object(
            id=_TEXT,
            reason=_TEXT,
            by=_TEXT,
            note=_TEXT,
            line=_SOME,
            since=_AT,
            expires=_SOME_TIME,
            released_at=_SOME_TIME,
            gateway={"enum": [*dict.fromkeys(at.outside for at in AtWarehouse), None]},
        ),
        "Part": _object(
            kind=_TEXT,
            weight=_DECIMAL,
            count={"type": "integer", "minimum": 1},
            contribution=_DECIMAL,
            at=_list(_AT),
        ),
        "Alert": _object(
            id=_TEXT,
            level={"enum": [level.value for level in Level]},
            state={"enum": [state.value for state in AlertState]},
            claimed_by=_SOME,
            decided_by=_SOME,
            suggestions=_list(_object(code=_TEXT, text=_TEXT, command=_SOME)),
        ),
        "Order": _order(),
        "Recalled": _object(recall=_object(until=_AT)),
        "Confirmation": _object(
            state={"enum": [*(state.value for state in State), None]},
            signed_at=_SOME_TIME,
            result={"enum": [*(result.value for result in Result), None]},
            by=_SOME,
            at=_SOME_TIME,
            photos=_list(_TEXT),
            ticket=_SOME,
            platform={"enum": [PLATFORM, None]},
            calls=count,
        ),
        "ReportTaken": _object(code={"const": 0}, msg=_TEXT),
        "Alive": _object(status={"const": "ok"}),
        "Ready": _object(
            status={"enum": ["ok", "not_ready"]},
            parts={"type": "object", "additionalProperties": _TEXT},
        ),
        "Document": {"type": "object", "required": ["openapi", "info", "paths"]},
    }


def _order() -> Schema:
    parcel = _object(parcel_id=_TEXT, tracking_no=_SOME, carrier=_SOME)
    line = _object(at=_AT, received_at=_AT, source=_TEXT, type=_TEXT, text=_TEXT)
    words: Schema = {"type": "object", "additionalProperties": _TEXT}
    return _object(
        order_no=_TEXT,
        shop=_SOME,
        amount=_SOME,
        level={"enum": [level.value for level in Level]},
        score=_DECIMAL,
        policy=_TEXT,
        parts=_list(ref("Part")),
        hard=_list(_TEXT),
        missing=_list(_TEXT),
        holds=_list(ref("Hold")),
        alert={"anyOf": [ref("Alert"), {"type": "null"}]},
        status=_object(
            base=words,
            business=_SOME,
            finance=_SOME,
            version={"type": "integer", "minimum": 1},
            physical_event_id=_SOME,
            shipped_at=_SOME_TIME,
            shipped_by=words,
            events=_list(
                _object(
                    physical_event_id=_TEXT,
                    kind={"enum": [kind.value for kind in Happening]},
                    tracking_no=_SOME,
                    at=_AT,
                    base=words,
                    business=_TEXT,
                    finance=_TEXT,
                )
            ),
            successors=_list(_TEXT),
            customer=_SOME,
            unmapped=_list(_object(system=_TEXT, word=_TEXT)),
        ),
        confirmation={"anyOf": [ref("Confirmation"), {"type": "null"}]},
        parcels=_list(parcel),
        deadlines=_object(ship=_SOME_TIME, pickup=_SOME_TIME, delivery=_SOME_TIME),
        timeline=_list(line),
    )
