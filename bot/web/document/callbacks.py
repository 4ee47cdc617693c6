"""The API document's doors without a token: signed call-backs, and addresses that are signed."""

from typing import Any, Final

from bot.files import ZIP
from bot.web.document.answers import responses
from bot.web.document.schemas import Schema, ref
from bot.web.door.body import FORM
from bot.workbooks import MEDIA_TYPE
from rules.confirmation.reports import MOST
from rules.payments.contract import Contracts, Provider

#: What a signed address ends with; nothing else is ever made.
_TOKEN: Final = {
    "type": "string",
    "minLength": 1,
    "maxLength": 512,
    "pattern": r"^[0-9A-Za-z._-]+$",
}
_FIELD: Final = {"type": "string", "maxLength": 1_000_000}


def callback_paths(contracts: Contracts) -> Schema:
    """Describe each of them; what is read again is read under `contracts`."""
    push: dict[str, Any] = {
        "type": "object",
        "required": ["param", "sign"],
        "properties": {
            "param": {**_FIELD, "description": "JSON，按收到的原文验签 / signed as it was sent"},
            "sign": {**_FIELD, "description": "MD5(param + salt)，大写 / upper case"},
        },
    }
    answers = responses("PushTaken", "401", "403", "408", "413", "415", "422", "503")
    del answers["401"]["headers"]  # a signature is no scheme that one could be challenged to use
    sheet = responses(MEDIA_TYPE, "401", "503")
    appeal = responses(ZIP, "401", "503")
    del sheet["401"]["headers"], appeal["401"]["headers"]
    report: dict[str, Any] = {
        "type": "object",
        "properties": {
            "out_id": {"type": "string", "description": "我们给外呼的编号 / our name of the call"},
            "dtmf": {"type": "string", "description": "客户按的键 / the keys pressed"},
        },
    }
    reports = {"anyOf": [report, {"type": "array", "maxItems": MOST, "items": report}]}
    name = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[0-9A-Za-z_-]+$"}
    return {
        "/v1/gateways/{name}/report": {
            "parameters": [
                {
                    "name": "name",
                    "in": "path",
                    "required": True,
                    "schema": name,
                    "description": "[[gateways]] 里的名字 / its name in [[gateways]]",
                }
            ],
            "post": {
                "operationId": "reportCalls",
                "summary": "外呼和短信的回执 / what became of calls and messages",
                "description": "同一通电话的同一结果只记一次；不是我们打的跳过 / "
                "the same word about a call counts once; calls that are not ours are passed over",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": reports}},
                },
                "responses": responses(
                    "ReportTaken", "401", "404", "408", "413", "415", "422", "503"
                ),
            },
        },
        "/v1/carriers/kuaidi100/notify": {
            "post": {
                "operationId": "notifyKuaidi100",
                "summary": "快递100 推送物流轨迹 / Kuaidi100 pushes carrier traces",
                "description": "提交之后才应答 result:true；同样的轨迹再推一次不会记两遍；"
                "拒绝时带 result:false / answered result:true only after the commit; the same "
                "traces again count once; a refusal says result:false",
                "security": [],
                "requestBody": {"required": True, "content": {FORM: {"schema": push}}},
                "responses": answers,
            }
        },
        "/v1/payments/wechat/notify": {
            "post": _notify(
                "notifyWeChat",
                "微信支付回调 / WeChat Pay posts what was paid",
                {"application/json": {"schema": _strings("id", "event_type", resource="object")}},
                taken={"description": "收下了，没有正文 / taken, without a body"},
                refused={"application/json": {"schema": ref("PaymentRefused")}},
            )
        },
        "/v1/payments/alipay/notify": {
            "post": _notify(
                "notifyAlipay",
                "支付宝异步通知 / Alipay posts what was paid",
                {FORM: {"schema": _strings("out_trade_no", "trade_no", "total_amount", "sign")}},
                taken={
                    "description": "success",
                    "content": {"text/plain": {"schema": {"const": "success"}}},
                },
                refused={"text/plain": {"schema": {"type": "string", "pattern": "^fail "}}},
            )
        },
        "/v1/quarantine/replay": {"post": _replay(contracts)},
        "/sheets/{token}": _file(
            "getSheet", "签名链接：一天的表格 / a signed address: the file of a day", sheet
        ),
        "/payments/{token}": _file(
            "getPayments",
            "签名链接：对不上订单的付款 / a signed address: payments that miss their orders",
            sheet,
        ),
        "/appeals/{token}": _file(
            "getAppeal",
            "签名链接：一单的申诉包 / a signed address: all that is known of one order, to appeal",
            appeal,
        ),
    }


def _file(name: str, summary: str, answers: Schema) -> Schema:
    """Describe a signed address of a file."""
    return {
        "parameters": [{"name": "token", "in": "path", "required": True, "schema": _TOKEN}],
        "get": {
            "operationId": name, "summary": summary, "security": [], "responses": answers,
        },
    }  # fmt: skip


def _replay(contracts: Contracts) -> Schema:
    version = {
        "enum": [*dict.fromkeys(c.version for c in contracts.all if not c.candidate), None],
        "description": "契约的 version；不写就用全部 / its version; absent: all of them",
    }
    body = {
        "type": "object",
        "required": ["provider"],
        "properties": {"provider": {"enum": [*Provider]}, "contract": version},
    }
    return {
        "operationId": "replayQuarantine",
        "summary": "重放隔离区 / read the quarantine again",
        "description": "用在用的契约再读一遍，每条至多记一次；more 为 true 时再发一次 / "
        "read again under contracts in force, each at most once; where `more`, ask again",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": responses("Replayed", "401", "408", "413", "415", "422", "503"),
    }


def _strings(*names: str, **others: str) -> Schema:
    kinds = dict.fromkeys(names, "string") | others
    properties = {name: {"type": kind} for name, kind in kinds.items()}
    return {"type": "object", "required": [*kinds], "properties": properties}


def _notify(name: str, summary: str, content: Schema, *, taken: Schema, refused: Schema) -> Schema:
    """Describe a provider's door: signed by its body and headers, refused in its own words."""
    found = responses("PaymentRefused", "403", "408", "413", "415", "422", "503")
    problem = found["422"]["content"]
    found |= {"200": taken, "401": {"description": "没有验过 / not proven", "content": refused}}
    found["422"] = {"description": "读不了 / unreadable", "content": {**problem, **refused}}
    return {
        "operationId": name,
        "summary": summary,
        "description": "原文先保存，提交之后才应答；读不了的进隔离区，应答失败让对方重发；"
        "同一笔只记一次 / kept as it came and answered after the commit; what cannot be read waits "
        "in quarantine and is sent again; a payment counts once",
        "security": [],
        "requestBody": {"required": True, "content": content},
        "responses": found,
    }
