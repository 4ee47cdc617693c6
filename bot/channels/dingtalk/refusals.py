"""Refusals: what an answer of DingTalk means for a message, by status and by the body's code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.ports import GaveUp, TryLater, Unknown

_OK = 200
_UNAUTHORISED, _FORBIDDEN, _THROTTLED = 401, 403, 429
_SERVER, _GAVE_UP = 500, 504
_ERROR = 160  #: Characters of a platform's message that are kept.


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was not answered with success."""

    outcome: TryLater | Unknown | GaveUp
    signed_out: bool = False  #: The token is not taken (any more).
    denied: bool = False  #: The app lacks the permission.


def read(status: int, retry_after: str | None, body: Mapping[str, Any] | None) -> Refusal | None:
    """Say what is wrong with an answer; None for success."""
    code, error = _code_of(body), _error_of(body)
    if body is not None and str(body.get("status")) == "1111":
        return Refusal(_later("1111", "ip banned", _seconds(body.get("wait")) or 5.0))
    if _is_signed_out(status, code):
        # The caller renews the token once; after that the app itself is wrong for now.
        return Refusal(_later(code or str(status), error, 10.0), signed_out=True)
    # Before permissions: the codes of both begin with Forbidden.AccessDenied.
    if status == _THROTTLED or "QpsLimit" in code or _is_too_fast(code):
        return Refusal(_later(code or str(status), error, _seconds(retry_after) or 2.0))
    if "ApiCountLimit" in code:
        return Refusal(_later(code, error, 3600.0))
    if status == _FORBIDDEN:
        denied = "PermissionDenied" in code
        return Refusal(GaveUp(code=code or "403", error=error), denied=denied)
    # A gateway that gave up waiting, or a failure without a word of DingTalk's: it may be done.
    if status == _GAVE_UP or (status == _SERVER and not code):
        return Refusal(Unknown(code=code or str(status), error=error))
    if status >= _SERVER:
        return Refusal(TryLater(code=code or str(status), error=error))
    if body is None:
        # A page where JSON should be: some proxy answered, and whether DingTalk heard is open.
        return Refusal(Unknown(code="no_json", error=f"HTTP {status}"))
    if status != _OK or body.get("success") is False or code not in ("", "0"):
        return Refusal(GaveUp(code=code or str(status), error=error))
    return None


def never(code: str, error: str) -> GaveUp:
    """Return that something will not go through."""
    return GaveUp(code=code, error=error[:_ERROR])


def _later(code: str, error: str, seconds: float) -> TryLater:
    return TryLater(code=code, error=error, wait=timedelta(seconds=seconds), whole_channel=True)


def _is_signed_out(status: int, code: str) -> bool:
    return status == _UNAUTHORISED or code.startswith(
        ("InvalidAuthentication", "AuthenticationFailed")
    )


def _is_too_fast(code: str) -> bool:
    return "too.fast" in code or "tooFast" in code or code.startswith("too.many")


def _code_of(body: Mapping[str, Any] | None) -> str:
    found = (body or {}).get("code", (body or {}).get("errcode", ""))
    return str(found)[:80] if isinstance(found, str | int) else ""


def _error_of(body: Mapping[str, Any] | None) -> str:
    found = (body or {}).get("message", (body or {}).get("errmsg", ""))
    return found[:_ERROR] if isinstance(found, str) else ""


def _seconds(value: object) -> float | None:
    try:
        return min(max(float(str(value)), 0.0), 3600.0)
    except ValueError:
        return None
