"""Whatever the database says, a source is asked to come again and a scanner is told no."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from handlers.chat import dispatch
from handlers.ports import ChatMessage
from handlers.sweeps import SWEEPS
from tests.bot.breakage import broken, mended
from tests.bot.conftest import Api
from tests.builders import NOON, some_deps

pytestmark = pytest.mark.wire

#: No such prepared statement, a full disk, for reading only, a broken server.
_STATES = ("26000", "53100", "25006", "XX000")


def _scan(number: int) -> dict[str, str]:
    return {"scan_id": f"s-{number}", "station": "hz-1", "code": "1024", "order_no": "1024"}


def test_whatever_the_driver_says_is_503_or_a_deny_and_is_over_when_it_is_over(
    stored_api: Api,
) -> None:
    api, database = stored_api, stored_api.database
    assert api.post("/v1/events", api.order()).status_code == 200
    lock = {"reason": "盘点", "by": "wms"}
    for number, state in enumerate(_STATES[:1] if database.is_sqlite else _STATES):
        for table in ("journal", "scans", "holds"):
            broken(database, table, state)
        event = api.event()

        path, body = (
            ("/v1/events", event),
            ("/v1/events", [event, api.event()]),
            ("/v1/orders/1024/lock", lock),
        )[number % 3]
        answer = api.post(path, body)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1"), state
        scan = api.post("/v1/scans", _scan(number)).json()
        assert (scan["verdict"], scan["code"]) == ("deny", "UNAVAILABLE")

        for table in ("journal", "scans", "holds"):
            mended(database, table)
        assert api.post("/v1/events", event).json()["accepted"] == 1, "nothing of it was kept"
        assert api.post("/v1/scans", _scan(number)).json()["code"] == "OK"


def test_readiness_tells_that_nothing_can_be_written_and_comes_back_by_itself(
    stored_api: Api,
) -> None:
    api = stored_api
    assert api.http.get("/readyz").status_code == 200
    for table in ("journal", "marks"):
        broken(api.database, table, "53100")
    api.post("/v1/events", api.event())

    told = api.http.get("/readyz")

    assert told.status_code == 503
    assert told.json()["parts"]["database"].startswith("cannot be written: ")
    for table in ("journal", "marks"):
        mended(api.database, table)
    assert api.http.get("/readyz").status_code == 200


def test_events_scans_chats_and_sweeps_at_once_are_all_served(stored_api: Api) -> None:
    api, deps = stored_api, some_deps()
    api.post("/v1/events", api.order())

    def post(number: int) -> httpx.Response:
        return api.post("/v1/events", api.event(subject=f"20{number}"))

    def scan(number: int) -> httpx.Response:
        return api.post("/v1/scans", _scan(number))

    def chat(number: int) -> object:
        said = ChatMessage(
            channel="console", conversation="ops", user_id="wangmin", user_name="王敏",
            text="查单 1024", message_id=f"m-{number}", at=NOON, addressed=True,
        )  # fmt: skip
        return api.database.do(lambda tx: dispatch.on_message(said, tx, deps, NOON))

    def sweep(name: str) -> int:
        return api.database.do(lambda tx: SWEEPS[name](tx, deps, NOON))

    with ThreadPoolExecutor(8) as people:
        posts = [people.submit(post, n) for n in range(60)]
        scans = [people.submit(scan, n) for n in range(24)]
        chats = [people.submit(chat, n) for n in range(24)]
        sweeps = [people.submit(partial(sweep, name)) for name in SWEEPS]

    assert {one.result().status_code for one in posts} == {200}
    assert {one.result().json()["code"] for one in scans} == {"OK"}
    assert all("1024" in str(one.result()) for one in chats)
    assert all(one.result() >= 0 for one in sweeps)
