"""Kuaidi100: what its pushes of carrier traces say, and how they prove that they are its own."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

#: Its name as a source of events.
SOURCE = "kuaidi100"
#: Its clock, and that of every carrier it speaks for.
_CHINA = timezone(timedelta(hours=8))
#: Said of a step whose state a push does not tell: only the newest has one without `resultv2`.
_UNTOLD = "未注明"
#: Its names of carriers, as order systems call them (domain paper, "Carrier codes").
_CARRIERS: Mapping[str, str] = MappingProxyType({
    "shunfeng": "SF", "zhongtong": "ZTO", "yuantong": "YTO", "shentong": "STO", "yunda": "YUNDA",
    "jtexpress": "JTSD", "jd": "JD", "ems": "EMS", "youzhengguonei": "POSTB",
    "debangkuaidi": "DBKD", "debangwuliu": "DBKD", "huitongkuaidi": "HTKY", "zhaijisong": "ZJS",
    "danniao": "CNEX", "kuayue": "KYE",
})  # fmt: skip


def signature(param: str, salt: str) -> str:
    """Return the MD5 of the form field as it was sent, never of JSON written anew."""
    return hashlib.md5(f"{param}{salt}".encode(), usedforsecurity=False).hexdigest().upper()


def tracking_no(push: object) -> str | None:
    """Return whose traces a push brings, None where it does not say."""
    number = _result(push).get("nu")
    return number.strip() or None if isinstance(number, str) else None


def traces(push: object, order_no: str) -> Iterator[dict[str, Any]]:
    """
    Yield each step of a push as the event it would be for an order, still to be judged by intake.

    The whole list comes each time. A step is named by its time and text, so that it is one event
    however often it is told; what its state is when it is told first stays its state.
    """
    result = _result(push)
    number, steps = tracking_no(push), result.get("data")
    if number is None or not isinstance(steps, list):
        return
    company = str(_record(push).get("comNew") or result.get("com") or "")
    for index, step in enumerate(_record(one) for one in steps):
        told = str(step.get("time") or step.get("ftime") or "")
        text = str(step.get("context") or "")
        newest = result.get("state") if index == 0 else None
        state = step.get("statusCode") or step.get("status") or newest or _UNTOLD
        facts = {
            "tracking_no": number,
            "state": str(state),
            "carrier": _CARRIERS.get(company, company),
            "text": text,
            "city": str(step.get("areaName") or "").rpartition(",")[2],
        }
        name = f"{order_no}|{number}|{told}|{text}"
        yield {
            "specversion": "1.0",
            "id": hashlib.blake2s(name.encode(), digest_size=16).hexdigest(),
            "source": SOURCE,
            "type": "carrier.trace",
            "subject": order_no,
            "time": _moment(told),
            "data": {name: value for name, value in facts.items() if value},
        }


def _moment(told: str) -> str | None:
    """Write a local time as events have it; None where it is none."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=_CHINA)).astimezone(UTC).isoformat()


def _result(push: object) -> Mapping[str, Any]:
    return _record(_record(push).get("lastResult"))


def _record(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
