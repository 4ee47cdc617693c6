"""Problems: every refusal as an RFC 9457 document, in Chinese first and English after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson

from rules.events.event import Rejected
from rules.events.refusals import Flaw

CONTENT_TYPE = b"application/problem+json"

#: code -> status and title. `type` of a problem leads to its line on the API pages.
PROBLEMS: Mapping[str, tuple[int, str]] = MappingProxyType({
    "malformed_path": (400, "地址无法读取 / the address cannot be read"),
    "unauthorized": (401, "令牌无效 / the token is not valid"),
    "not_allowed": (403, "没有权限 / not allowed"),
    "other_shop": (403, "不是这个店铺的订单 / another shop's order"),
    "not_found": (404, "找不到 / not found"),
    "unknown_order": (404, "没有这个订单 / no such order"),
    "unknown_refund": (404, "没有这个退款申请 / no such application"),
    "no_such_hold": (404, "没有这个锁 / no such hold"),
    "method_not_allowed": (405, "不支持这个方法 / method not allowed"),
    "too_slow": (408, "请求发送得太慢 / the request came too slowly"),
    "nothing_to_release": (409, "没有可放行的锁 / nothing to release"),
    "id_taken": (409, "编号已用过 / the id is taken"),
    "contradiction": (409, "说法自相矛盾 / what is said contradicts itself"),
    "too_late_to_lock": (409, "锁定来不及了 / too late to lock"),
    "too_large": (413, "请求体超过 5 MB / the body exceeds 5 MB"),
    "unsupported_encoding": (415, "不支持的压缩方式 / unsupported content encoding"),
    "unsupported_media_type": (415, "不支持的内容类型 / unsupported media type"),
    "malformed_encoding": (422, "压缩的内容不完整 / the packed content is broken"),
    "malformed_body": (422, "请求体读不了 / the body cannot be read"),
    "malformed_json": (422, "不是有效的 JSON / not valid JSON"),
    "too_many_events": (422, "一次最多 20000 个事件 / more than 20,000 events at once"),
    "nothing_usable": (422, "没有可用的事件 / nothing usable"),
    "unknown_line": (404, "订单里没有这个商品 / no such line in the order"),
    "invalid": (422, "内容不合规 / the content is not acceptable"),
    "error": (500, "服务器内部错误 / internal error"),
    "paused": (503, "来源已暂停 / the source is paused"),
    "unavailable": (503, "暂时无法保存 / cannot store right now"),
})  # fmt: skip

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: bytes
    content_type: bytes = b"application/json"
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal: which one, what exactly, and which fields are to blame."""

    code: str
    detail: str
    errors: tuple[Mapping[str, Any], ...] = ()
    headers: tuple[tuple[bytes, bytes], ...] = ()
    more: Mapping[str, Any] = field(
        default_factory=lambda: _EMPTY
    )  #: Members beside the standard ones.

    @property
    def status(self) -> int:
        """The HTTP status of this refusal."""
        return PROBLEMS[self.code][0]

    def answer(self, instance: str) -> Answer:
        """Write the refusal down."""
        status, title = PROBLEMS[self.code]
        document = {
            "type": f"/docs#{self.code}",
            "title": title,
            "status": status,
            "detail": self.detail,
            "instance": instance,
            "errors": list(self.errors),
            **self.more,
        }
        body = orjson.dumps(document)
        return Answer(status=status, body=body, content_type=CONTENT_TYPE, headers=self.headers)


class ProblemError(Exception):
    """The request is refused with this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class ClientGoneError(Exception):
    """The client left before its request was complete; there is nobody to answer."""


def refusal(
    code: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, Any]] = (),
    headers: tuple[tuple[bytes, bytes], ...] = (),
    more: Mapping[str, Any] = _EMPTY,
) -> ProblemError:
    """Make the exception that refuses a request."""
    problem = Problem(code=code, detail=detail, errors=tuple(errors), headers=headers, more=more)
    return ProblemError(problem)


def field_error(rejected: Rejected | Flaw, index: int | None = None) -> dict[str, Any]:
    """Say which field is wrong and why; in a batch also of which event."""
    error = {"field": rejected.field, "code": rejected.code, "message": rejected.message}
    return error if index is None else {"index": index, **error}


def unavailable() -> Problem:
    """Say that it is not known to be stored, and when to send it again."""
    return Problem(
        code="unavailable",
        detail="数据库暂时用不了，没有确认保存，请稍后原样重发，不会算两次 / "
        "the database cannot be used right now and nothing is known to be stored; "
        "send the same again, it counts once",
        headers=((b"retry-after", b"1"),),
    )


def our_mistake() -> Problem:
    """Say that something broke on our side; what it was is in the log only."""
    return Problem(
        code="error",
        detail="服务器出错，已记录，请稍后重试 / something broke here and was logged; try later",
    )
