"""What call-backs and customers bring: forms, XML and files, with signatures and links as proof."""

import gzip
import hashlib
from collections.abc import Iterator
from xml.sax.saxutils import escape

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.metrics import Metrics
from bot.web.door.auth import Anyone, LinkReader, check_digest
from bot.web.door.body import (
    FORM,
    LIMIT,
    MOST_FIELDS,
    MOST_FILES,
    MULTIPART,
    XML,
    parse_xml,
    read_body,
    read_form,
)
from bot.web.door.endpoint import Asked, Endpoint
from bot.web.door.problems import Answer
from bot.web.door.routes import WholePartsRoute
from tests.bot.served import served

SALT = "s3cr3tsalt"
LINKS = {"good": "order-1024"}


async def _carrier(asked: Asked) -> Answer:
    """Take a push as 快递100 sends them: a form whose `sign` is md5(param + salt), upper case."""
    async with read_form(asked, FORM) as form:
        param = str(form["param"])
        check_digest(str(form["sign"]), _sign(param, "an older salt"), _sign(param))
    return Answer(status=200, body=param.encode())


async def _document(asked: Asked) -> Answer:
    root = parse_xml((await read_body(asked, XML)).text)
    return Answer(status=200, body=(root.findtext("word") or "").encode())


async def _photos(asked: Asked) -> Answer:
    async with read_form(asked, MULTIPART) as form:
        sizes = [len(await one.read()) for one in form.getlist("photo") if not isinstance(one, str)]
        body = f"{asked.source.name} {form.get('result')} {sizes}"
    return Answer(status=200, body=body.encode())


def _sign(param: str, salt: str = SALT) -> str:
    return hashlib.md5(f"{param}{salt}".encode(), usedforsecurity=False).hexdigest().upper()


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    metrics, app = Metrics(), FastAPI(openapi_url=None)
    for route, handle, gate in (
        ("/carriers", _carrier, Anyone("kuaidi100")),
        ("/document", _document, Anyone("wms")),
        ("/c/{token}", _photos, LinkReader(LINKS.get)),
    ):
        endpoint = Endpoint(route, "POST", handle, gate=gate, metrics=metrics)
        app.router.routes.append(WholePartsRoute(route, endpoint, methods=["POST"]))
    with served(app) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        yield client


def test_a_form_that_is_signed_is_taken_and_one_that_is_not_is_refused(http: httpx.Client) -> None:
    param = '{"status":"polling","message":"已签收 & 100%"}'
    taken = http.post("/carriers", data={"param": param, "sign": _sign(param)})
    assert (taken.status_code, taken.text) == (200, param)
    older = http.post("/carriers", data={"param": param, "sign": _sign(param, "an older salt")})
    assert older.status_code == 200
    for sign in ("", "x", _sign(param).lower(), _sign(param + " ")):
        refused = http.post("/carriers", data={"param": param, "sign": sign})
        assert refused.status_code == 401, sign
        assert refused.json()["type"] == "/docs#unauthorized"
        assert SALT not in refused.text


def test_a_packed_form_is_read_like_a_plain_one(http: httpx.Client) -> None:
    plain = http.build_request("POST", "/carriers", data={"param": "a b", "sign": _sign("a b")})
    headers = {"content-type": FORM, "content-encoding": "gzip"}
    packed = http.post("/carriers", content=gzip.compress(plain.content), headers=headers)
    assert packed.text == "a b"


def test_a_link_admits_whoever_it_was_made_for_with_what_they_fill_in(http: httpx.Client) -> None:
    photos = [("photo", (f"{n}.jpg", b"x" * n, "image/jpeg")) for n in (10, 2_000_000)]
    taken = http.post("/c/good", data={"result": "完好"}, files=photos)
    assert taken.text == "order-1024 完好 [10, 2000000]"
    refused = http.post("/c/forged", data={"result": "完好"}, files=photos)
    assert refused.status_code == 401


#: A thousand million letters, once somebody believes what it declares.
_LAUGHS = (
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l0 'ha'>"
    + b"".join(b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a><word>&l9;</word></a>"
)


def test_a_form_has_its_limits(http: httpx.Client) -> None:
    files = [("photo", (f"{n}.jpg", b"x", "image/jpeg")) for n in range(MOST_FILES + 1)]
    assert _code(http.post("/c/good", files=files)) == (422, "malformed_body")
    fields = {f"f{n}": "x" for n in range(MOST_FIELDS + 1)}
    assert _code(http.post("/carriers", data=fields)) == (422, "malformed_body")
    large = [("photo", ("a.jpg", b"x" * LIMIT, "image/jpeg"))]
    assert _code(http.post("/c/good", files=large)) == (413, "too_large")


@pytest.mark.parametrize(
    ("path", "kind", "body", "code"),
    [
        ("/carriers", "application/json", b"{}", "unsupported_media_type"),
        ("/carriers", f"{FORM}; charset=gbk", b"a=b", "unsupported_media_type"),
        ("/c/good", MULTIPART, b"no boundary", "malformed_body"),
        ("/c/good", f"{MULTIPART}; boundary=x", b"--y\r\n\r\nbroken", "malformed_body"),
        ("/document", "text/xml", b"<a><b></a>", "malformed_body"),
        ("/document", "text/xml", b"", "malformed_body"),
        ("/document", "text/xml", '<?xml version="1.0"?><a/>'.encode("utf-16"), "malformed_body"),
        (
            "/document",
            "application/xml",
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><word>&b;</word></a>',
            "malformed_body",
        ),
        ("/document", "text/xml", _LAUGHS, "malformed_body"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    http: httpx.Client, path: str, kind: str, body: bytes, code: str
) -> None:
    answer = http.post(path, content=body, headers={"content-type": kind})
    assert _code(answer) in {(422, code), (415, code)}


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_a_text_in_xml_arrives_as_it_was_written(word: str) -> None:
    if "\ufffe" in word or "\uffff" in word:
        return  # no characters of XML
    root = parse_xml(f"<a><word>{escape(word)}</word></a>".encode())
    assert root.findtext("word") == word


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/docs#")
