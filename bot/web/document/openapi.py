"""The API document: OpenAPI 3.1, drawn from the very tables that judge what is accepted."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from bot.web.document.answers import RECALLED, answer_schemas, responses
from bot.web.document.callbacks import callback_paths
from bot.web.document.customers import customer_paths
from bot.web.document.refunds import refund_paths, refund_schemas
from bot.web.document.schemas import NAME, Schema, kept_values, record, ref, value
from bot.web.fields import HOLD, HOLD_PATTERN, LONGEST_NO, SCAN
from bot.web.intake.bodies import MOST_EVENTS
from bot.web.parts import WebParts
from rules.events.types import ATTRIBUTES, DEEPEST, EVENT_TYPES, EventType

_DAY = timedelta(days=1)
_EXAMPLE: Final = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "wms-hz",
    "type": "order.address_changed",
    "subject": "1024",
    "time": "2026-01-02T10:00:00+08:00",
    "data": {"address": {"city": "杭州市", "detail": "文三路 1 号"}, "by": "buyer"},
}
_BATCH_TEXT = (
    "每个事件单独判断：合规的保存，其余列在 rejected 里；非空时至少要有一个合规 / "
    "each event is judged for itself: good ones are kept, "
    "others are listed in rejected; unless there is none, at least one must be good"
)


def document(parts: WebParts, routes: Sequence[BaseRoute]) -> Schema:
    """
    Return the document as it is true today: events may not lie in the future.

    What `routes` there are with models, FastAPI describes.
    """
    modelled = get_openapi(title="", version="", routes=routes)
    signed = callback_paths(parts.deps.payments) | refund_paths()
    last_year = (parts.clock.now() + _DAY).year
    kinds = sorted(str(kind) for kind in parts.deps.policy.rules)
    sources = [source.name for source in parts.sources]
    events = {
        _title(name): _event(name, kind, sources=sources, kinds=kinds, last_year=last_year)
        for name, kind in EVENT_TYPES.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "order-resonance",
            "version": "1",
            "description": "事件、扫描、订单与锁 / events, scans, orders and holds. "
            "错误一律是 RFC 9457 文档 / errors are RFC 9457 documents.",
        },
        "security": [{"source": []}],
        "paths": {**_paths(), **signed, **customer_paths(), **modelled["paths"]},
        "components": {
            "securitySchemes": {
                "source": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "来源的令牌 / the token of a source",
                }
            },
            "schemas": {
                "CloudEvent": {
                    "oneOf": [ref(title) for title in events],
                    "discriminator": {
                        "propertyName": "type",
                        "mapping": {name: ref(_title(name))["$ref"] for name in EVENT_TYPES},
                    },
                },
                "CloudEvents": {
                    "type": "array",
                    "maxItems": MOST_EVENTS,
                    "anyOf": [{"maxItems": 0}, {"contains": ref("CloudEvent")}],
                    "description": _BATCH_TEXT,
                },
                "Scan": record(SCAN, kept=None, last_year=last_year),
                "Lock": _hold(HOLD_PATTERN, "锁的原因码 / the reason code of the hold"),
                "Release": _hold(
                    None, "要放行的锁：id 或原因码 / the hold meant, by id or reason code"
                ),
                **events,
                **kept_values(),
                **(answer_schemas() | refund_schemas()),
                **modelled["components"]["schemas"],
            },
        },
    }


def _title(name: str) -> str:
    return "".join(word.capitalize() for part in name.split(".") for word in part.split("_"))


def _event(
    name: str, kind: EventType, *, sources: list[str], kinds: list[str], last_year: int
) -> Schema:
    data = record(kind.fields, kept=DEEPEST - 1, last_year=9999)
    if name == "signal.seen":
        data["properties"]["kind"] = {"enum": kinds}
    if not kind.required:
        data["type"] = ["object", "null"]
    attributes = {
        f.name: value(f, kept=DEEPEST - 1, last_year=last_year) for f in ATTRIBUTES.values()
    }
    properties = {
        **attributes,
        "specversion": {"const": "1.0"},
        "source": {
            "enum": sources,
            "description": "令牌所属的来源 / the source the token belongs to",
        },
        "type": {"const": name},
        "subject": value(kind.subject, kept=DEEPEST - 1, last_year=last_year),
        "data": data,
        "data_base64": {"type": "null", "description": "不支持 / not supported"},
    }
    needed = [*attributes, "specversion"]
    needed += ["subject"] if kind.subject.required else []
    needed += ["data"] if kind.required else []
    return {
        "type": "object",
        "x-event-type": name,
        "required": needed,
        "properties": properties,
        "propertyNames": ref("Key"),
        "additionalProperties": ref(f"Any{DEEPEST - 1}"),
    }


def _hold(pattern: str | None, text: str) -> Schema:
    schema = record(HOLD, kept=None, last_year=9999)
    schema["properties"]["by"]["not"] = {"pattern": r"^\s*[Ss][Yy][Ss][Tt][Ee][Mm]\s*$"}
    hold = schema["properties"]["hold"]
    hold["description"] = text
    if pattern is not None:
        # "" means the same as nothing.
        hold["pattern"] = f"{pattern}|^$"
    return schema


def _paths() -> Mapping[str, Any]:
    number = {
        "name": "no",
        "in": "path",
        "required": True,
        "description": "订单号 / the order number",
        "schema": {"type": "string", "maxLength": LONGEST_NO, "pattern": NAME},
    }
    stored = ("401", "408", "413", "415", "422", "503")
    return {
        "/v1/events": {
            "post": {
                "operationId": "postEvents",
                "summary": "接收事件 / take events",
                "description": "提交之后才应答；source + id 相同的是重复。"
                "请求体可以用 gzip 或 deflate 压缩（Content-Encoding），"
                "也可以用 CloudEvents 二进制模式：属性放在 ce- 开头的头里，请求体是 data / "
                "answered only after the commit; the same source + id again is a duplicate. A body "
                "may be packed with gzip or deflate (Content-Encoding), or be the data of an event "
                "in the binary mode of CloudEvents, whose attributes are the ce- headers",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"anyOf": [ref("CloudEvent"), ref("CloudEvents")]}
                        },
                        "application/cloudevents+json": {
                            "schema": ref("CloudEvent"),
                        },
                        "application/cloudevents-batch+json": {
                            "schema": ref("CloudEvents"),
                        },
                        "application/x-ndjson": {
                            "schema": {
                                "type": "string",
                                "contentMediaType": "application/x-ndjson",
                                "description": "每行一个事件；index 按非空行从 0 数起"
                                " / one event on each line; "
                                "index counts non-blank lines, from 0",
                            },
                        },
                    },
                },
                "responses": responses("Taken", *stored),
            }
        },
        "/v1/scans": {
            "post": {
                "operationId": "postScan",
                "summary": "扫描：能不能发出 / a scan: may it leave",
                "description": "0.8 秒内判不出来就是 deny UNAVAILABLE / "
                "no verdict within 0.8 s is deny UNAVAILABLE",
                "requestBody": _body("Scan"),
                "responses": responses("Verdict", *stored),
            }
        },
        "/v1/orders/{no}": {
            "parameters": [number],
            "get": {
                "operationId": "getOrder",
                "summary": "订单现状 / the order as it is",
                "responses": responses("Order", "401", "404", "503"),
            },
        },
        **{
            f"/v1/orders/{{no}}/{verb}": {
                "parameters": [number],
                "post": {
                    "operationId": f"{verb}Order",
                    "summary": text,
                    "description": "by 若是已配置的人员，按其角色；否则视为来源代其执行 / "
                    "where `by` is a configured person their own role applies, "
                    "else the source acts for them",
                    "requestBody": _body(schema),
                    "responses": {
                        **responses("Order", *stored, "403", "404", "409"),
                        **more,
                    },
                },
            }
            for verb, schema, text, more in (
                ("lock", "Lock", "锁单 / lock the order", RECALLED),
                ("release", "Release", "放行 / release holds", {}),
            )
        },
        "/healthz": _open("healthz", "进程存活 / the process lives", responses("Alive")),
        "/readyz": _open(
            "readyz", "各部分就绪 / readiness by part", responses("Ready", not_ready=True)
        ),
        "/metrics": _open("metrics", "Prometheus", responses("text/plain")),
        "/docs": _open("docs", "本页 / this page", responses("text/html")),
        "/openapi.json": _open("openapi", "本文档 / this document", responses("Document")),
    }


def _body(name: str) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": ref(name)}}}


def _open(name: str, summary: str, found: Schema) -> Schema:
    """Describe a page that needs no token."""
    return {"get": {"operationId": name, "summary": summary, "security": [], "responses": found}}
