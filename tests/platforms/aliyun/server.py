"""The simulator's server: `SingleCallByTts` and `SendSms` as Aliyun's own SDKs ask for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.platforms.aliyun.world import KEY, World
from tests.platforms.listening import listening
from tests.platforms.wms.faults import spoiled

_VERSION = "2017-05-25"
_REQUIRED = {
    "SingleCallByTts": ("CalledNumber", "TtsCode"),
    "SendSms": ("PhoneNumbers", "SignName", "TemplateCode"),
}


def build(world: World) -> web.Application:
    """Return the application."""

    async def call(request: web.Request) -> web.StreamResponse:
        action = request.headers.get("x-acs-action", "")
        signed = request.headers.get("Authorization", "")
        if request.headers.get("x-acs-version") != _VERSION or action not in _REQUIRED:
            world.violations.append(f"{action} {request.headers.get('x-acs-version')}")
        if not signed.startswith(f"ACS3-HMAC-SHA256 Credential={KEY},"):
            return web.json_response({"Code": "InvalidAccessKeyId.NotFound"}, status=404)
        fields = dict(request.query)
        missing = [name for name in _REQUIRED.get(action, ()) if not fields.get(name)]
        rule = world.fault()

        async def do() -> web.Response:
            if rule["kind"] == "code":
                of_whom = fields.get("CalledNumber") or fields.get("PhoneNumbers")
                return web.json_response(
                    {"Code": rule["code"], "Message": f"{of_whom} no", "RequestId": "r"}
                )
            if missing:
                return web.json_response({"Code": f"isv.Missing{missing[0]}", "RequestId": "r"})
            world.do(action, fields)
            return web.json_response(
                {"Code": "OK", "Message": "OK", "RequestId": "r", "CallId": "1^2", "BizId": "3^4"}
            )

        return await spoiled(request, rule, do)

    app = web.Application()
    app.router.add_route("*", "/", call)
    return app


@asynccontextmanager
async def serving(world: World, port: int = 0) -> AsyncIterator[str]:
    """Serve in this process; yields the base address."""
    async with listening(build(world), port) as own:
        yield f"http://127.0.0.1:{own}"
