"""The system as it is spoken to in Qimen's XML."""

import hashlib
from xml.etree import ElementTree as ET

from aiohttp import web

from tests.platforms.wms.faults import spoiled
from tests.platforms.wms.world import CUSTOMER, KEY, Asked, World

_SYSTEM = {
    "method", "timestamp", "format", "app_key", "v", "sign_method", "customerId", "sign",
}  # fmt: skip
_ACTIONS = {"pending": "lock", "restore": "release"}
_TEXTS = {"locked": "订单挂起", "active": "订单恢复"}


async def call(world: World, request: web.Request) -> web.StreamResponse:
    """Answer one call."""
    raw = await request.read()
    _check(world, request)
    if not _is_signed(world, request, raw):
        return _answer("failure", "sign-check-failure", "Invalid signature")
    method = request.query["method"].removeprefix("taobao.qimen.")
    asked = _read(world, method, ET.fromstring(raw))  # noqa: S314 - from our own client
    rule = world.fault(asked.action)

    async def do() -> web.Response:
        state = world.take(asked)
        match rule["kind"]:
            case "refuse":
                state = ""
            case "not_ok":
                return _answer("failure", "isv.unsupported", "不支持")
            case "busy":
                return _answer("failure", "isp.service-unavailable", "稍后再试")
            case _:
                pass
        if not state:
            return _answer("failure", "isv.order-shipped", "已出库")
        if asked.action != "query":
            return _answer("success", "0", "ok")
        return _steps(world, asked.order_no, rule["kind"])

    return await spoiled(request, rule, do)


def _check(world: World, request: web.Request) -> None:
    if set(request.query) != _SYSTEM:
        world.broke(f"query {sorted(request.query)}")
    for name, value in (
        ("app_key", KEY),
        ("customerId", CUSTOMER),
        ("format", "xml"),
        ("v", "2.0"),
    ):
        if request.query.get(name) != value:
            world.broke(f"{name} is {request.query.get(name)}")


def _is_signed(world: World, request: web.Request, raw: bytes) -> bool:
    named = sorted((k, v) for k, v in request.query.items() if k != "sign")
    text = "".join(k + v for k, v in named).encode()
    secret = world.secret.encode()
    digest = hashlib.md5(secret + text + raw + secret, usedforsecurity=False).hexdigest()
    return request.query.get("sign") == digest.upper()


def _read(world: World, method: str, body: ET.Element) -> Asked:
    if body.tag != "request":
        world.broke(f"body {body.tag}")
    action = {"orderprocess.query": "query", "order.callback": "recall"}.get(method, "")
    if method == "order.pending":
        action = _ACTIONS.get(body.findtext("actionType", ""), "")
    if method != "order.callback" and body.findtext("orderType") != "JYCK":
        world.broke("orderType is missing")
    number = body.findtext("orderCode") or body.findtext("deliveryOrderCode") or ""
    return Asked(
        id=body.findtext("extendProps/callId", ""),
        action=action,
        order_no=number,
        warehouse=body.findtext("warehouseCode", ""),
        reason=body.findtext("reason", ""),
    )


def _answer(flag: str, code: str, message: str) -> web.Response:
    response = ET.Element("response")
    for name, text in (("flag", flag), ("code", code), ("message", message)):
        ET.SubElement(response, name).text = text
    return _sent(response)


def _steps(world: World, number: str, fault: str) -> web.Response:
    response = ET.Element("response")
    for name, text in (("flag", "success"), ("code", "0"), ("message", "ok")):
        ET.SubElement(response, name).text = text
    order = ET.SubElement(response, "orderProcess")
    ET.SubElement(order, "orderCode").text = number
    steps = ET.SubElement(order, "processes")
    states = list(world.steps.get(number, ()))
    if fault == "contradict":
        states.append("active" if world.orders.get(number) == "locked" else "locked")
    if fault == "unsaid":
        states.clear()
    rows = [("ACCEPT", "仓库接单"), *(("OTHER", _TEXTS[state]) for state in states)]
    for second, (status, text) in enumerate((*rows, ("PRINT", "打印面单"))):
        step = ET.SubElement(steps, "process")
        ET.SubElement(step, "processStatus").text = status
        ET.SubElement(step, "operateInfo").text = text
        ET.SubElement(step, "operateTime").text = f"2026-11-28 12:00:{second:02d}"
    return _sent(response)


def _sent(response: ET.Element) -> web.Response:
    text = ET.tostring(response, encoding="utf-8", xml_declaration=True)
    return web.Response(body=text, content_type="text/xml")
