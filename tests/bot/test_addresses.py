"""Every order that intake takes has an address, and no address leads to another order."""

import http.client
import os
import socket
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.chat.links import order_path
from tests.bot.conftest import TOKEN, Api

pytestmark = pytest.mark.wire

LOCK = {"reason": "核对", "by": "客服甲", "hold": "DOOR"}


def _ask(
    to: Api | int, method: str, path: str, body: object = None, *, accept: str = "*/*"
) -> tuple[int, Any, bytes]:
    """Send a request as it stands: no library in between that would tidy its address up."""
    port, token = (to, TOKEN * 2) if isinstance(to, int) else (to.port, TOKEN)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "accept": accept,
    }
    sent = orjson.dumps(body) if body is not None else None
    connection.request(method, path, sent, headers)
    answer = connection.getresponse()
    found = answer.read()
    connection.close()
    return answer.status, answer.headers, found


def _holds(answer: bytes) -> list[str]:
    return [h["reason"] for h in orjson.loads(answer)["holds"] if h["released_at"] is None]


@pytest.mark.parametrize(
    "no",
    [
        "SO/2025/0002",
        "1.1",
        "#1001",
        "A-1_2",
        "A:B+C",
        "a%2Fb",
        "..",
        ".",
        "单号",
        "1/lock",
        "lock",
    ],
)
def test_what_intake_takes_is_shown_locked_and_released(api: Api, no: str) -> None:
    assert api.post("/v1/events", api.order(no)).json()["accepted"] == 1
    path = order_path(no).replace("/orders/", "/v1/orders/")

    status, _, shown = _ask(api, "GET", path)
    assert (status, orjson.loads(shown)["order_no"]) == (200, no)
    status, _, locked = _ask(api, "POST", f"{path}/lock", LOCK)
    assert (status, _holds(locked)) == (200, ["DOOR"])
    status, _, released = _ask(api, "POST", f"{path}/release", LOCK)
    assert (status, _holds(released)) == (200, [])


def test_a_slash_is_part_of_a_number_only_where_it_is_encoded(api: Api) -> None:
    for no in ("1", "1/lock", "1/lock/lock"):
        api.post("/v1/events", api.order(no))

    assert _ask(api, "POST", "/v1/orders/1/lock", LOCK)[0] == 200
    assert _ask(api, "POST", "/v1/orders/1%2Flock", LOCK)[0] == 405
    assert _ask(api, "POST", "/v1/orders/1/lock/lock", LOCK)[0] == 404
    assert _ask(api, "POST", "/v1/orders/1/lo%63k", LOCK)[0] == 200

    held = {no: _holds(_ask(api, "GET", f"/v1/orders/{quote(no, safe='')}")[2])
            for no in ("1", "1/lock", "1/lock/lock")}  # fmt: skip
    assert held == {"1": ["DOOR"], "1/lock": [], "1/lock/lock": []}


def test_a_number_in_another_dress_is_found_unless_an_order_is_called_so(api: Api) -> None:
    api.post("/v1/events", api.order("SO/2025/a"))
    dressed = ["so%2F2025%2FA", "ＳＯ／２０２５／Ａ", "%C2%A0SO%2F2025%2Fa%E2%80%8B"]

    for part in dressed:
        address = f"/v1/orders/{quote(part, safe='%')}"
        status, _, shown = _ask(api, "GET", address)
        assert (status, orjson.loads(shown)["order_no"]) == (200, "SO/2025/a")
        assert _ask(api, "POST", f"{address}/lock", LOCK)[0] == 200
        assert _ask(api, "POST", f"{address}/release", LOCK)[0] == 200

    api.post("/v1/events", api.order("so/2025/A"))
    _, _, shown = _ask(api, "GET", f"/v1/orders/{dressed[0]}")
    assert orjson.loads(shown)["order_no"] == "so/2025/A"
    assert _ask(api, "GET", f"/v1/orders/{quote(dressed[1])}")[0] == 404  # either could be meant


_PIECES = st.sampled_from(
    [*"/.#-_:+%?&=", "..", "%2F", "%", "lock", "release", "orders", "v1", "单"]
)
_NUMBERS = st.lists(
    _PIECES | st.text(string.ascii_letters + string.digits, min_size=1, max_size=4),
    min_size=1,
    max_size=6,
).map("".join)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(numbers=st.lists(_NUMBERS, min_size=2, max_size=4, unique=True))
def test_a_lock_at_an_orders_address_holds_that_order_alone(api: Api, numbers: list[str]) -> None:
    taken = [no for no in numbers if api.post("/v1/events", api.order(no)).status_code == 200]
    paths = {no: order_path(no).replace("/orders/", "/v1/orders/") for no in taken}
    for no in taken:
        assert _ask(api, "POST", f"{paths[no]}/lock", {**LOCK, "by": "one"})[0] == 200
        held = [n for n in taken if "DOOR" in _holds(_ask(api, "GET", paths[n])[2])]
        assert held == [no]
        assert _ask(api, "POST", f"{paths[no]}/release", {**LOCK, "by": "one"})[0] == 200


@pytest.mark.parametrize(
    "path", ["/v1/orders/1024", "/healthz", "/readyz", "/docs", "/openapi.json", "/metrics"]
)
def test_head_is_get_without_the_body(api: Api, path: str) -> None:
    api.post("/v1/events", api.order())
    got, head = _ask(api, "GET", path), _ask(api, "HEAD", path)
    assert (head[0], head[2]) == (got[0], b"") == (200, b"")
    assert head[1]["content-type"] == got[1]["content-type"]
    assert _ask(api, "HEAD", "/v1/orders/none")[0] == 404
    assert _ask(api, "HEAD", "/v1/events")[0] == 405


_CONFIGURATION = """
[database]
url = "sqlite:///{folder}/resonance.db"
[http]
port = {port}
[console]
open = true
[[sources]]
name = "wms-hz"
token = "{token}"
[[people]]
name = "王敏"
role = "approver"
console = "wangmin"
"""


@pytest.fixture
def console(tmp_path: Path) -> Iterator[int]:
    """Run the whole process, with the console's pages, and return its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    path = tmp_path / "resonance.toml"
    path.write_text(_CONFIGURATION.format(folder=tmp_path, port=port, token=TOKEN * 2))
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-m", "bot", "run", "--config", str(path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},  # noqa: TID251 - a child needs them
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as lines:
        next(line for line in lines if line.startswith("listening"))
        yield port
        process.terminate()
        process.wait(timeout=30)


def test_the_pages_of_the_console_know_every_number_and_head(console: int) -> None:
    for no in ("SO/2025/0002", "1.1", "#1001", "A:B+C", "a%2Fb", "单"):
        event = {
            "specversion": "1.0", "id": no, "source": "wms-hz", "type": "order.cancelled",
            "subject": no, "time": "2026-01-02T10:00:00Z",
        }  # fmt: skip
        assert _ask(console, "POST", "/v1/events", event)[0] == 200
        for method in ("GET", "HEAD"):
            status, headers, body = _ask(console, method, order_path(no))
            assert (status, headers["x-frame-options"]) == (200, "DENY")
            assert bool(body) is (method == "GET")
    assert _ask(console, "HEAD", "/")[0] == 200
    assert _ask(console, "HEAD", "/orders/none")[0] == 404


def test_a_browser_on_an_unknown_page_is_told_the_way_and_a_program_why(console: int) -> None:
    for path in ("/nowhere", "/v1/nothing", "/statusesx"):
        status, headers, page = _ask(console, "GET", path, accept="text/html,*/*;q=0.8")
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "没有这一页" in page.decode()
        status, headers, problem = _ask(console, "GET", path)
        assert (status, orjson.loads(problem)["type"]) == (404, "/docs#not_found")
