"""The answers that the real servers give to what goes wrong."""

from typing import Any

from aiohttp import web

from tests.platforms.dingtalk.world import Fault

GATEWAY = "/v1.0/gateway/connections/open"
TOKEN = "/v1.0/oauth2/accessToken"  # noqa: S105 - a path
CARDS = "/v1.0/card/instances"
ROBOT = "/v1.0/robot"
SESSION = "/robot/sendBySession"


def problem(status: int, code: str, message: str = "", **more: Any) -> web.Response:  # noqa: ANN401
    """Answer as api.dingtalk.com does."""
    body = {"code": code, "requestid": "01A08FE7", "message": message or code, **more}
    return web.json_response(body, status=status)


def _fault(path: str, status: int, code: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    body = {"code": code, "requestid": "01A08FE7", "message": code, **more}
    return {"path": path, "status": status, "body": body}


_DENIED = "Forbidden.AccessDenied."
#: Fault modes by name.
MODES: dict[str, dict[str, Any]] = {
    "open_unauthorised": _fault(GATEWAY, 401, "authFailed"),
    "open_system_error": _fault(GATEWAY, 400, "systemError"),
    "open_unavailable": _fault(GATEWAY, 503, "unavailable"),
    "open_html": {"path": GATEWAY, "body": "<html>nginx</html>"},
    "open_hangs": {"path": GATEWAY, "delay": 30.0, "status": 504},
    "open_slow": {"path": GATEWAY, "delay": 0.5, "kind": "pass"},
    "handshake_refused": {"path": "/connect", "status": 401, "body": "refused"},
    "handshake_hangs": {"path": "/connect", "delay": 30.0, "status": 504},
    "token_refused": _fault(TOKEN, 400, "invalidClientIdOrSecret"),
    "token_unavailable": _fault(TOKEN, 500, "unknownError"),
    "token_slow": {"path": TOKEN, "delay": 0.3, "kind": "pass"},
    "unauthorised": _fault("/v1.0/", 401, "Unauthorized"),
    "cards_throttled": _fault(CARDS, 403, _DENIED + "QpsLimitForAppkeyAndApi"),
    "throttled_api": _fault(ROBOT, 403, _DENIED + "QpsLimitForApi"),
    "throttled_429": {
        "path": "/v1.0/", "status": 429, "body": {"code": "throttled"},
        "headers": {"Retry-After": "7"},
    },
    "too_fast": _fault(ROBOT, 400, "send.too.fast"),
    "ip_banned": {
        "path": "/v1.0/",
        "body": {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "x"},
    },
    "cards_denied": _fault(
        CARDS, 403, _DENIED + "AccessTokenPermissionDenied",
        accessdenieddetail={"requiredScopes": ["Card.Instance.Write"]},
    ),
    "robot_denied": _fault(
        ROBOT, 403, _DENIED + "AccessTokenPermissionDenied",
        accessdenieddetail={"requiredScopes": ["qyapi_robot_sendmsg"]},
    ),
    "quota": _fault("/v1.0/", 403, _DENIED + "ApiCountLimitForOrg"),
    "server_error": _fault("/v1.0/", 500, "unknownError"),
    "unavailable": _fault("/v1.0/", 503, "unavailable"),
    "gateway_timeout": {"path": "/v1.0/", "status": 504, "body": "<html>504</html>"},
    "hangs": {"path": "/v1.0/card", "delay": 30.0, "status": 504},
    "robot_hangs": {"path": ROBOT, "delay": 30.0, "status": 504},
    "reset_after_apply": {"path": "/v1.0/card", "kind": "after"},
    "robot_reset_after_apply": {"path": ROBOT, "kind": "after"},
    "session_refused": {
        "path": SESSION, "body": {"errcode": 300005, "errmsg": "token is not exist"},
    },
    "session_throttled": {
        "path": SESSION, "body": {"errcode": 130101, "errmsg": "send too fast"},
    },
    "session_reset_after_apply": {"path": SESSION, "kind": "after"},
}  # fmt: skip


def mode(name: str, times: int) -> Fault:
    """Return a named fault."""
    return Fault(**MODES[name], times=times)
