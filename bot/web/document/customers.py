"""The API document's pages for customers: addresses that are secrets, and ask for no token."""

from typing import Any, Final

from bot.web.document.answers import HEADERS, refusals
from bot.web.document.schemas import Schema
from bot.web.door.body import FORM, MULTIPART
from handlers.confirmation.page import MOST_PHOTOS
from rules.confirmation.confirmation import Result

_HTML: Final = {"content": {"text/html": {"schema": {"type": "string"}}}}
_TOKEN: Final = {
    "name": "token",
    "in": "path",
    "required": True,
    "description": "链接里签名的部分 / the signed part of the link",
    "schema": {"type": "string", "minLength": 1, "maxLength": 512, "pattern": "^[0-9A-Za-z._-]+$"},
}
#: Of every page of theirs, where the store is away.
CLOSED: Final = {
    "503": {
        "description": "暂时打不开，也没有确认收下什么 / not now, and nothing is known to be kept",
        "headers": HEADERS["503"],
        **_HTML,
    },
}
_PAGES: Final = {
    "200": {"description": "页面 / the page", **_HTML},
    "404": {"description": "链接不是我们的 / the link is none of ours", **_HTML},
    "410": {"description": "链接过期了 / the link has ended", **_HTML},
    **CLOSED,
}
#: The page again, which says what is wrong.
_UNREAD: Final = {
    code: {"description": said, **_HTML}
    for code, said in {
        "400": "表单读不出来 / the form cannot be read",
        "408": "表单没有及时到齐 / the form did not arrive in time",
        "413": "照片或表单太大 / photos or the form are too large",
        "415": "不是表单 / no form",
        "422": "没有选，读不出来，或文件不是照片 / no choice, not readable, or no photo",
    }.items()
}
#: Of the goods in their order `g0`, `g1`, …; of the questions the names of their facts.
_REFUND_FORM: Final = {
    "step": {"type": "string", "enum": ["look", "change", "apply", "appeal"]},
    **{
        name: {"type": "string"}
        for name in ("g0", "issue", "note", "number", "seen", "which", "decisions", "reason")
    },
}


def customer_paths() -> Schema:
    """Describe each of them."""
    result: Schema = {"type": "string", "enum": [result.value for result in Result]}
    fields: dict[str, Any] = {"result": result, "no_calls": {"type": "string"}}
    photo: Schema = {"type": "string", "format": "binary"}
    photos = {"type": "array", "maxItems": MOST_PHOTOS, "items": photo}
    with_photos = {**fields, "photo": photos}
    refund_form: Schema = {"type": "object", "properties": _REFUND_FORM}
    form = {"type": "object", "required": ["result"], "properties": fields}
    return {
        "/c/{token}": {
            "parameters": [_TOKEN],
            "get": {
                "operationId": "showConfirmation",
                "summary": "客户确认页 / the customer's page",
                "description": "看不改变任何事 / looking changes nothing",
                "security": [],
                "responses": _PAGES,
            },
            "post": {
                "operationId": "confirmParcel",
                "summary": "客户说包裹怎么样 / the customer says how the parcel came",
                "description": "第一次算数，之后的看到已确认 / the first counts, later ones see it",
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        FORM: {"schema": form},
                        MULTIPART: {"schema": {**form, "properties": with_photos}},
                    },
                },
                "responses": {
                    **_PAGES,
                    **_UNREAD,
                },
            },
        },
        "/refund/{token}": {
            "parameters": [_TOKEN],
            "get": {
                "operationId": "showRefund",
                "summary": "客户退款页 / the customer's refund page",
                "description": "看不改变任何事 / looking changes nothing",
                "security": [],
                "responses": _PAGES,
            },
            "post": {
                "operationId": "askForRefund",
                "summary": "预览、确认申请或申诉 / a look ahead, an application or an appeal",
                "description": "只有 apply 和 appeal 改变什么，而且各只一次；发来的照片留下 / "
                "only apply and appeal change anything, each once; photos that are sent stay",
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {
                        FORM: {"schema": refund_form},
                        MULTIPART: {
                            "schema": {
                                **refund_form,
                                "properties": {**_REFUND_FORM, "photo": photos},
                            }
                        },
                    },
                },
                "responses": {
                    **_PAGES,
                    "303": {"description": "办好了，看现在怎样 / done; see how it stands"},
                    **_UNREAD,
                },
            },
        },
        "/photos/{token}": {
            "parameters": [_TOKEN],
            "get": {
                "operationId": "showPhoto",
                "summary": "客户的照片 / a customer's photo",
                "security": [],
                "responses": {
                    "200": {
                        "description": "照片 / the photo",
                        "content": {"image/jpeg": {"schema": {"type": "string"}}},
                    },
                    **{str(code): said for code, said in refusals("404", "503").items()},
                },
            },
        },
    }
