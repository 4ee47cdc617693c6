"""The gate before the console: which paths are its own, from which host, and who may come in."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.console import style
from bot.channels.console.parse import CHANNEL
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.signin import COOKIE, SESSION_LIFE, SignIn
from rules.people.permissions import Person
from storage.faults import StoreError
from storage.tx import Tx

#: Where `Gate` leaves the person it let in.
PERSON = "console.person"
_USUAL_PORTS = MappingProxyType({"http": 80, "https": 443})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_PAGES = (
    "/orders/", "/statuses", "/refund-rules", "/refunds/", "/unshipped", "/contracts", "/todo",
    "/locked", "/oncall", "/audit", "/order-health", "/weights",
)  # fmt: skip
_PLUMBING = ("/_nicegui/", "/_nicegui_ws/")
_DOORS = ("/", "/sign-in", "/sign-out", "/favicon.ico")

#: The framework compiles its templates in the browser; nothing is ever loaded from elsewhere.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
)


class ConsoleMount(Mount):
    """A mount at the root that takes only our paths, so that others keep their 404 and 405."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what `is_ours` knows."""
        if scope["type"] in ("http", "websocket") and is_ours(scope["path"]):
            return super().matches(scope)
        return Match.NONE, {}


def is_ours(path: str) -> bool:
    """Say whether a path belongs to the console."""
    return path in _DOORS or path.startswith((*_PAGES, *_PLUMBING))


class Gate:
    """Lets requests through to the pages."""

    def __init__(self, app: ASGIApp, parts: ConsoleParts) -> None:
        self._app = app
        self._parts = parts
        self._sign_in = SignIn(parts.secret, parts.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, sign in or out, or pass on."""
        if scope.get("method") == "HEAD":
            # The pages know GET alone; to whom asked for the head the server sends no body.
            scope = {**scope, "method": "GET"}
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        try:
            refusal = await self._judge(scope, headers)
        except StoreError:
            refusal = style.away(self._parts.deps.lang)
        if refusal is None:
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, _with_headers(send))

    async def _judge(self, scope: Scope, headers: Mapping[str, str]) -> Response | None:
        if self._parts.open and not _is_local(scope, headers):
            return self._page("host", 421)
        origin = headers.get("origin")
        if origin and not is_from(headers.get("host", ""), origin):
            return self._page("origin", 403)
        path = scope["path"]
        if path == "/sign-in":
            return await self._enter(scope)
        if path == "/sign-out":
            return await self._leave(headers)
        if path == "/" or path.startswith(_PAGES):
            person = await self._person(headers)
            if person is None and not self._parts.open:
                return self._page("sign_in", 401)
            scope[PERSON] = person
        return None

    async def _enter(self, scope: Scope) -> Response:
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        cookie = await self._parts.database.read(lambda tx: self._session_for(tx, token))
        if cookie is None:
            return self._page("sign_in_expired", 401)
        answer = RedirectResponse("/", status_code=303, headers={"cache-control": "no-store"})
        answer.set_cookie(
            COOKIE,
            cookie,
            max_age=int(SESSION_LIFE.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._parts.deps.public_url.startswith("https://"),
        )
        return answer

    def _session_for(self, tx: Tx, token: str) -> str | None:
        user_id = self._sign_in.read_link(tx, token)
        if user_id is None or self._parts.deps.directory.find(CHANNEL, user_id) is None:
            return None
        return self._sign_in.session(tx, user_id)

    async def _leave(self, headers: Mapping[str, str]) -> Response:
        cookie = _cookie(headers)
        if cookie and not self._parts.open:
            await self._parts.database.write(lambda tx: self._sign_in.sign_out(tx, cookie))
            self._parts.client.changed()
        answer = self._page("signed_out", 200)
        answer.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return answer

    async def _person(self, headers: Mapping[str, str]) -> Person | None:
        cookie = _cookie(headers)
        if self._parts.open or not cookie:
            return None
        user_id = await self._parts.database.read(lambda tx: self._sign_in.read_session(tx, cookie))
        return self._parts.deps.directory.find(CHANNEL, user_id) if user_id else None

    def _page(self, key: str, status: int) -> Response:
        return style.plain(key, status, self._parts.deps.lang)


def is_over(tx: Tx, parts: ConsoleParts, cookie: str) -> bool:
    """Say whether a session that was good when its page was opened is over by now."""
    return not parts.open and SignIn(parts.secret, parts.clock).read_session(tx, cookie) is None


def _cookie(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _is_local(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Say whether a request comes from this machine and was meant for it, whatever DNS says."""
    client = scope.get("client")
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return False
    return host in LOOPBACK and (client is None or client[0] in LOOPBACK)


def is_from(host: str, origin: str) -> bool:
    """Say whether a page of this origin came from this host; a default port may be left out."""
    scheme, _, page = origin.partition("://")
    usual = _USUAL_PORTS.get(scheme.lower())
    here = _name_and_port(host, usual)
    return here is not None and here == _name_and_port(page, usual)


def _name_and_port(host: str, usual: int | None) -> tuple[str, int | None] | None:
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port or usual
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            named = {name for name, _ in message["headers"]}
            more = [pair for pair in _HEADERS if pair[0] not in named]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sender
