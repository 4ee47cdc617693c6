"""POST /v1/carriers/kuaidi100/notify: what is signed, once, answered to the letter."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.bot.conftest import _BOTH, SALT, Api, _serve

PATH = "/v1/carriers/kuaidi100/notify"
TAKEN = '{"result":true,"returnCode":"200","message":"成功"}'
#: The push that the carrier's own documents show, signed with the salt below; a step of it is
#: `(context, time, statusCode)`.
STEPS = (
    ("[杭州市] 快件正在派送中", "2026-02-09 09:12:03", "5"),
    ("[温州市] 已揽收", "2026-02-08 21:40:11", "1"),
)
#: As it was received, with the signature its sender made.
RECEIVED = (
    '{"status":"polling","billstatus":"got","message":"","autoCheck":"0","comOld":"","comNew":"",'
    '"lastResult":{"message":"ok","state":"5","status":"200","condition":"F00","ischeck":"0",'
    '"com":"shunfeng","nu":"SF1234567890123","data":[{"context":"[杭州市] 快件正在派送中",'
    '"time":"2026-02-09 09:12:03","ftime":"2026-02-09 09:12:03","status":"派件",'
    '"areaCode":"CN330100000000","areaName":"浙江,杭州市","statusCode":"5"},'
    '{"context":"[温州市] 已揽收","time":"2026-02-08 21:40:11","ftime":"2026-02-08 21:40:11",'
    '"status":"揽收","areaCode":"CN330300000000","areaName":"浙江,温州市","statusCode":"1"}]}}'
)
SIGN = "2A994EFBD8BA764A9A9CBB73D96944D6"


@dataclass(frozen=True, slots=True)
class Pushing:
    """Kuaidi100, as it posts."""

    api: Api

    def post(self, param: str, sign: str | None = None) -> httpx.Response:
        """Post a form without any token."""
        digest = hashlib.md5(f"{param}{SALT}".encode(), usedforsecurity=False).hexdigest().upper()
        form = {"param": param, "sign": digest if sign is None else sign}
        return httpx.post(self.api.url + PATH, data=form, timeout=20, trust_env=False)

    def tell(self, *steps: tuple[str, str, str], **more: Any) -> httpx.Response:  # noqa: ANN401
        """Push these steps, the newest first."""
        data = [dict(zip(("context", "time", "statusCode"), s, strict=True)) for s in steps]
        result = {"com": "shunfeng", "nu": "SF1234567890123", "state": "5", "data": data, **more}
        return self.post(json.dumps({"status": "polling", "lastResult": result}))

    def traces(self, order_no: str | None = "1024") -> list[tuple[Any, ...]]:
        """Return what the journal has of the parcel for an order, oldest first."""
        query = text("SELECT at, data, order_no FROM journal WHERE type = 'carrier.trace'")
        rows = self.api.database.look(lambda tx: tx._connection.execute(query).all())  # noqa: SLF001
        found = [(at, json.loads(data)) for at, data, no in rows if no == order_no]
        return [(datetime.fromtimestamp(at / 1e6, UTC), d) for at, d in sorted(found, key=str)]


@pytest.fixture
def kuaidi(api: Api) -> Pushing:
    """Return it with a parcel of order 1024 that it knows of."""
    parcel = {"parcel_id": "P1", "tracking_no": "SF1234567890123"}
    assert api.post(
        "/v1/events", [api.order(), api.event("parcel.created", data=parcel)]
    ).is_success
    return Pushing(api)


def test_the_documented_push_is_taken_and_answered_to_the_letter(kuaidi: Pushing) -> None:
    answer = kuaidi.post(RECEIVED, SIGN)
    assert (answer.status_code, answer.text) == (200, TAKEN)
    picked, delivering = kuaidi.traces()
    assert picked[0] == datetime(2026, 2, 8, 13, 40, 11, tzinfo=UTC)
    assert delivering[1] == {
        "tracking_no": "SF1234567890123",
        "state": "5",
        "carrier": "SF",
        "text": "[杭州市] 快件正在派送中",
        "city": "杭州市",
    }


def test_the_whole_list_comes_each_time_and_each_step_counts_once(kuaidi: Pushing) -> None:
    for steps in (STEPS[1:], STEPS, STEPS, STEPS[::-1]):
        assert kuaidi.tell(*steps).text == TAKEN
    assert len(kuaidi.traces()) == 2


def test_what_is_not_signed_is_refused_and_changes_nothing(kuaidi: Pushing) -> None:
    for sign in ("", "x", SIGN[::-1], "签" * 32):
        refused = kuaidi.post(RECEIVED, sign)
        assert refused.status_code == 401, sign
        assert refused.json()["result"] is False
        assert SALT not in refused.text
    again = json.dumps(json.loads(RECEIVED), ensure_ascii=False)
    assert kuaidi.post(again, SIGN).status_code == 401  # the raw text is signed, not its meaning
    assert kuaidi.traces() == []


@pytest.mark.parametrize("param", ["", "{", "[]", "null", '{"lastResult":{"data":[]}}', "\ud7ff"])
def test_a_signed_push_that_cannot_be_read_is_refused_for_a_second_try(
    kuaidi: Pushing, param: str
) -> None:
    refused = kuaidi.post(param)
    assert refused.status_code == 422
    assert (refused.json()["result"], refused.json()["returnCode"]) == (False, "422")


def test_a_step_that_cannot_be_read_costs_none_of_the_others(kuaidi: Pushing) -> None:
    odd = [("x", "yesterday", "5"), ("y", "2126-01-01 00:00:00", "5"), ("\u202e", STEPS[0][1], "5")]
    assert kuaidi.tell(*odd, *STEPS).text == TAKEN
    assert len(kuaidi.traces()) == 2
    assert kuaidi.tell(*STEPS, data="none").text == TAKEN


def test_a_parcel_of_two_orders_moves_for_both_and_one_of_none_waits_for_its_order(
    kuaidi: Pushing,
) -> None:
    assert kuaidi.tell(*STEPS, nu="YT99").text == TAKEN
    assert len(kuaidi.traces(None)) == 2
    for order_no in ("1024", "2048"):
        parcel = {"parcel_id": "P9", "tracking_no": "YT99"}
        bound = kuaidi.api.event("parcel.created", subject=order_no, data=parcel)
        assert kuaidi.api.post("/v1/events", bound).is_success
    assert kuaidi.tell(*STEPS, nu="yt99").text == TAKEN
    assert [len(kuaidi.traces(no)) for no in ("1024", "2048")] == [2, 2]


def test_how_late_the_order_centre_knows_of_a_signature_is_a_metric_of_its_carrier(
    kuaidi: Pushing,
) -> None:
    assert kuaidi.tell(("已签收", "2026-08-02 10:00:00", "3")).text == TAKEN
    known = datetime(2026, 8, 2, 2, 0, tzinfo=UTC) + timedelta(seconds=40_680)
    status = {"system": "oms", "status": "SIGNED"}
    told = kuaidi.api.event("system.status", time=known.isoformat(), data=status)
    assert kuaidi.api.post("/v1/events", told).is_success
    page = httpx.get(f"{kuaidi.api.url}/metrics", timeout=20, trust_env=False).text
    assert 'sign_sync_lag_seconds{carrier="SF"} 40680.0' in page


def test_where_nothing_can_be_verified_nothing_is_said_of_the_carrier_either(
    sqlite_url: str,
) -> None:
    for api in _serve(sqlite_url, _BOTH, salt=None):
        assert Pushing(api).post(RECEIVED, SIGN).status_code == 403
        assert api.http.get("/v1/contracts").json() == {"partners": []}
