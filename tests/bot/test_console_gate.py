"""Nobody comes in without a link, an old one opens nothing, the demo is for this machine."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.channels.console import gate, pages, signin
from bot.channels.console.client import ConsoleClient
from bot.channels.console.gate import ConsoleMount, Gate
from bot.channels.console.parts import ConsoleParts
from rules.delivery.rooms import Rooms
from storage.database import Database, opened
from storage.faults import DatabaseClosedError
from tests.builders import NOON, PEOPLE, some_deps

ROOMS = Rooms(people=PEOPLE)
SECRET = "the installation's secret"  # noqa: S105 - of this test


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        """Return the moment it shows."""
        return self.at


class House:
    """An application with a console whose pages only say who came in."""

    def __init__(self, database: Database, *, is_open: bool) -> None:
        self.watch = Watch()
        self.sign_in = signin.SignIn(SECRET, self.watch)
        self.parts = ConsoleParts(
            database=database, deps=some_deps(), clock=self.watch, open=is_open, secret=SECRET,
            client=ConsoleClient(database=database, clock=self.watch, rooms=ROOMS), rooms=ROOMS,
        )  # fmt: skip
        self.app = FastAPI()

        @self.app.post("/v1/scans")
        def _scan() -> dict[str, str]:
            return {}

        self.app.router.routes.append(ConsoleMount("/", app=Gate(_page, self.parts)))

    def link(self, public_url: str, user_id: str) -> str:
        """Ask for a link, as the command line does."""
        return self.parts.database.look(lambda tx: self.sign_in.link(tx, public_url, user_id))

    def session(self, user_id: str) -> str:
        """Return the cookie of somebody who signed in."""
        return self.parts.database.look(lambda tx: self.sign_in.session(tx, user_id))

    def is_over(self, cookie: str) -> bool:
        """Say what an open page learns of its session."""
        return self.parts.database.look(lambda tx: gate.is_over(tx, self.parts, cookie))

    @asynccontextmanager
    async def visitor(
        self, host: str = "127.0.0.1:8080", address: str = "127.0.0.1"
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Come from an address, with the host that the browser was told to open."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            yield client


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    person = scope.get(gate.PERSON)
    await PlainTextResponse(person.name if person else "nobody")(scope, receive, send)


@pytest.fixture
def closed(sqlite_url: str) -> Iterator[House]:
    with opened(sqlite_url) as database:
        yield House(database, is_open=False)


@pytest.fixture
def demo(sqlite_url: str) -> Iterator[House]:
    with opened(sqlite_url) as database:
        yield House(database, is_open=True)


@pytest.mark.parametrize("path", ["/", "/orders/1024", "/orders/a%2Fb"])
async def test_without_a_session_a_page_says_how_to_get_a_link(closed: House, path: str) -> None:
    async with closed.visitor() as visitor:
        answer = await visitor.get(path)

    assert answer.status_code == 401
    assert "resonance sign-in" in answer.text


async def test_a_link_opens_a_session_for_twelve_hours(closed: House) -> None:
    async with closed.visitor() as visitor:
        entered = await visitor.get(closed.link("http://127.0.0.1:8080/", "wangmin"))
        cookie = entered.headers["set-cookie"]
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie

        closed.watch.at += timedelta(hours=12)
        assert (await visitor.get("/")).text == "王敏"
        closed.watch.at += timedelta(seconds=1)
        assert (await visitor.get("/")).status_code == 401


async def test_a_link_is_good_for_one_hour(closed: House) -> None:
    link = closed.link("http://127.0.0.1:8080", "wangmin")
    async with closed.visitor() as visitor:
        closed.watch.at += timedelta(hours=1)
        assert (await visitor.get(link)).status_code == 303
        closed.watch.at += timedelta(seconds=1)
        assert (await visitor.get(link)).status_code == 401


async def test_a_forged_link_and_one_for_a_stranger_open_nothing(closed: House) -> None:
    other = signin.SignIn("another secret", closed.watch)
    forged = closed.parts.database.look(lambda tx: other.link(tx, "", "wangmin"))
    stranger = closed.link("", "somebody")
    session_as_link = f"/sign-in?token={closed.session('wangmin')}"
    async with closed.visitor() as visitor:
        for link in (forged, stranger, session_as_link, "/sign-in", "/sign-in?token=%00"):
            answer = await visitor.get(link)
            assert answer.status_code == 401
            assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "\udce9", '"', ";;=", "0" * 5000])
async def test_a_broken_cookie_is_no_session(closed: House, cookie: str) -> None:
    async with closed.visitor() as visitor:
        header = f"{signin.COOKIE}={cookie}".encode("utf-8", "surrogateescape")
        assert (await visitor.get("/", headers=[(b"cookie", header)])).status_code == 401


async def test_signing_out_ends_every_link_and_session_of_the_person_and_of_nobody_else(
    closed: House,
) -> None:
    link, colleague = closed.link("", "wangmin"), closed.session("lilei")
    async with closed.visitor() as visitor, closed.visitor() as phone:
        await visitor.get(link)
        await phone.get(link)
        cookie = phone.cookies[signin.COOKIE]
        assert not closed.is_over(cookie)

        await visitor.get("/sign-out")

        assert (await visitor.get("/")).status_code == 401
        assert (await phone.get("/")).status_code == 401
        assert (await visitor.get(link)).status_code == 401
        assert closed.is_over(cookie)
        assert not closed.is_over(colleague)
        assert (await visitor.get(closed.link("", "wangmin"))).status_code == 303
        assert (await visitor.get("/")).text == "王敏"


async def test_a_store_that_is_away_is_told_by_a_page_that_tries_again(closed: House) -> None:
    cookie = closed.session("wangmin")
    closed.parts.database.close()
    async with closed.visitor() as visitor:
        told = await visitor.get("/", headers={"cookie": f"{signin.COOKIE}={cookie}"})

    assert (told.status_code, told.headers["retry-after"]) == (503, "3")
    assert "暂时读不到数据" in told.text
    assert "location.reload()" in told.text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (DatabaseClosedError(), 503, "暂时读不到数据"),
        (TimeoutError(), 503, "暂时读不到数据"),
        (KeyError("x"), 500, "这一页出错了"),
    ],
)
async def test_whatever_keeps_a_page_from_being_shown_is_told_by_a_page(
    closed: House, error: Exception, status: int, said: str
) -> None:
    async def page() -> None:
        raise error

    request = Request({"type": "http", "path": "/todo", "headers": [], "server": ("here", 80)})

    told = await pages.shown(closed.parts, request, page())

    assert told is not None
    assert (told.status_code, said in bytes(told.body).decode()) == (status, True)


async def test_signing_out_without_a_session_ends_nothing(closed: House) -> None:
    cookie = closed.session("wangmin")
    async with closed.visitor() as stranger:
        forged = {"cookie": f"{signin.COOKIE}=wangmin"}
        for headers in ({}, forged):
            assert (await stranger.get("/sign-out", headers=headers)).status_code == 200

    assert not closed.is_over(cookie)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080"])
async def test_the_demo_is_open_on_this_machine(demo: House, host: str) -> None:
    async with demo.visitor(host) as visitor:
        assert (await visitor.get("/")).status_code == 200


@pytest.mark.parametrize("path", ["/", "/orders/1024", "/_nicegui/x.js", "/_nicegui_ws/socket.io/"])
async def test_the_demo_refuses_a_name_that_dns_rebound_to_it(demo: House, path: str) -> None:
    async with demo.visitor("evil.example:8080") as visitor:
        assert (await visitor.get(path)).status_code == 421


async def test_the_demo_refuses_other_machines_whatever_host_they_name(demo: House) -> None:
    async with demo.visitor("127.0.0.1", address="192.0.2.7") as visitor:
        assert (await visitor.get("/")).status_code == 421


async def test_another_site_may_not_speak_to_the_page(closed: House) -> None:
    async with closed.visitor() as visitor:
        answer = await visitor.get("/_nicegui_ws/", headers={"origin": "https://evil.example"})
        same = await visitor.get("/_nicegui_ws/", headers={"origin": "http://127.0.0.1:8080"})

    assert (answer.status_code, same.status_code) == (403, 200)


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("ops.example.com:443", "https://ops.example.com", 200),
        ("ops.example.com", "https://ops.example.com:443", 200),
        ("OPS.example.com:80", "http://ops.EXAMPLE.com", 200),
        ("[::1]", "http://[::1]:80", 200),
        ("ops.example.com:8080", "http://ops.example.com:8080", 200),
        ("ops.example.com:80", "https://ops.example.com", 403),
        ("ops.example.com:8443", "https://ops.example.com", 403),
        ("ops.example.com", "https://ops.example.com.evil.example", 403),
        ("ops.example.com", "https://evil.example/ops.example.com", 403),
        ("ops.example.com", "null", 403),
        ("ops.example.com", "https://ops.example.com:x", 403),
        ("ops.example.com", "https://[", 403),
    ],
)
async def test_a_default_port_may_be_left_out_and_any_other_is_another_origin(
    closed: House, host: str, origin: str, status: int
) -> None:
    async with closed.visitor() as visitor:
        headers = {"host": host, "origin": origin}
        answer = await visitor.get("/_nicegui_ws/", headers=headers)

    assert answer.status_code == status


@given(
    st.sampled_from(["ops.example.com", "a.test", "[::1]"]),
    st.sampled_from(["ops.example.com", "a.test", "[::1]"]),
    st.sampled_from([None, 80, 443, 8080]),
    st.sampled_from([None, 80, 443, 8080]),
    st.sampled_from(["http", "https"]),
)
def test_two_places_are_one_origin_if_name_and_port_are_the_same(
    name: str, other: str, port: int | None, other_port: int | None, scheme: str
) -> None:
    def place(name: str, port: int | None) -> str:
        return name if port is None else f"{name}:{port}"

    usual = {"http": 80, "https": 443}[scheme]
    same = name == other and (port or usual) == (other_port or usual)

    assert gate.is_from(place(name, port), f"{scheme}://{place(other, other_port)}") is same


async def test_pages_may_not_be_framed_and_load_nothing_from_elsewhere(demo: House) -> None:
    async with demo.visitor() as visitor:
        headers = (await visitor.get("/")).headers

    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'self'" in headers["content-security-policy"]


async def test_other_paths_keep_their_own_answers(demo: House) -> None:
    async with demo.visitor("evil.example") as visitor:
        assert (await visitor.get("/v1/scans")).status_code == 405
        assert (await visitor.get("/v1/nothing")).status_code == 404
        assert (await visitor.get("/ordersx")).status_code == 404


async def test_a_session_that_ends_while_its_page_is_open_ends_there_too(closed: House) -> None:
    cookie = closed.session("wangmin")
    assert not closed.is_over(cookie)

    closed.watch.at += timedelta(hours=12, seconds=1)

    assert closed.is_over(cookie)
