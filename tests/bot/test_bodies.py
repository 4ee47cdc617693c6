"""Bodies as they really arrive: packed, cut anywhere, marked, empty, or described by headers."""

import asyncio
import codecs
import gzip
import zlib
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message

from bot.recordings import lines_of
from bot.web.door.body import LIMIT, read_body
from bot.web.door.endpoint import Asked
from bot.web.door.problems import ProblemError
from bot.web.intake import bodies
from bot.web.parts import Source
from tests.bot.conftest import Api
from tests.builders import NOON

JSON = "application/json"
MARK = b"\xef\xbb\xbf"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
}


def _asked(pieces: Iterable[bytes], **headers: str) -> Asked:
    """Return a request whose body arrives in these pieces."""
    left = [*pieces] or [b""]

    async def receive() -> Message:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    names = {"content-type": JSON, **{k.replace("_", "-"): v for k, v in headers.items()}}
    packed = {name.encode(): value.encode("latin-1") for name, value in names.items()}
    return Asked({}, receive, 0.0, Source(name="wms-hz", token="t"), packed)  # noqa: S106


def _read(pieces: Iterable[bytes], **headers: str) -> bytes | str:
    """Return the body, or the code by which it is refused."""
    try:
        return asyncio.run(read_body(_asked(pieces, **headers), (JSON,))).text
    except ProblemError as error:
        return error.problem.code


def _cut(body: bytes, places: Sequence[int]) -> list[bytes]:
    edges = sorted({0, len(body), *(place % (len(body) + 1) for place in places)})
    return [body[a:b] for a, b in pairwise(edges)]


def _post(api: Api, body: bytes, kind: str = JSON, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.http.post("/v1/events", content=body, headers={"content-type": kind, **names})


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=3000),
    st.lists(st.integers(0, 10_000), max_size=8),
    st.sampled_from(sorted(PACKERS)),
    st.integers(1, 3),
)
def test_a_packed_body_cut_anywhere_is_the_plain_body(
    plain: bytes, places: list[int], coding: str, members: int
) -> None:
    members = members if "gzip" in coding else 1
    packed = b"".join(PACKERS[coding](part) for part in [plain] * members)

    assert _read(_cut(packed, places), content_encoding=coding) == plain * members
    assert _read(_cut(plain, places)) == plain


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=500), st.data(), st.sampled_from(["gzip", "deflate"]))
def test_a_packed_body_that_is_cut_off_or_damaged_is_refused_by_name(
    plain: bytes, data: st.DataObject, coding: str
) -> None:
    packed = PACKERS[coding](plain)
    short = packed[: data.draw(st.integers(0, len(packed) - 1))]

    assert _read([short], content_encoding=coding) == "malformed_encoding"
    assert _read([packed + b"!"], content_encoding=coding) == "malformed_encoding"


@pytest.mark.wire
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_body_in_utf_16_is_refused_in_our_words(api: Api, encoding: str) -> None:
    mark = b"" if encoding == "utf-16" else codecs.BOM_UTF16_BE

    refused = _post(api, mark + "[]".encode(encoding))

    assert refused.status_code == 422
    assert "UTF-16" in refused.json()["detail"]


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("zeros", [LIMIT, LIMIT + 1, 20 * LIMIT])
def test_a_bomb_is_refused_before_it_is_unpacked(coding: str, zeros: int) -> None:
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    block = bytes(1 << 20)
    packed = b"".join(packer.compress(block[: min(len(block), zeros - at)])
                      for at in range(0, zeros, len(block))) + packer.flush()  # fmt: skip
    assert len(packed) < LIMIT

    found = _read(_cut(packed, range(0, len(packed), 65536)), content_encoding=coding)

    assert found == (bytes(zeros) if zeros <= LIMIT else "too_large")


def test_members_without_content_do_not_go_on_for_ever() -> None:
    empty = gzip.compress(b"") * (LIMIT // 20 + 1)
    assert _read(_cut(empty, range(0, len(empty), 65536)), content_encoding="gzip") == "too_large"


@pytest.mark.wire
@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "compress", "gzip, br"])
def test_another_encoding_is_refused_with_those_that_are_taken(api: Api, coding: str) -> None:
    answer = _post(api, b"{}", content_encoding=coding)
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "gzip, deflate"
    assert answer.json()["errors"][0]["field"] == "Content-Encoding"
    assert coding in answer.json()["detail"]


@pytest.mark.wire
@pytest.mark.parametrize(
    "coding", ["gzip", "GZIP", "x-gzip", "deflate", "identity", "identity, gzip"]
)
def test_events_scans_and_locks_are_taken_packed(api: Api, coding: str) -> None:
    pack = PACKERS.get(coding.lower().rpartition(" ")[2], bytes)
    scan = {"scan_id": "s-1", "station": "hz-1", "code": "1024"}
    lock = {"reason": "地址不对", "by": "客服甲"}
    headers = {"content-type": JSON, "content-encoding": coding}
    for path, body, want in (
        ("/v1/events", [api.order()], "accepted"),
        ("/v1/scans", scan, "verdict"),
        ("/v1/orders/1024/lock", lock, "holds"),
    ):
        answer = api.http.post(path, content=pack(orjson.dumps(body)), headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.json()[want]


@pytest.mark.wire
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, MARK + b"%s"),
        (JSON, MARK + b"[%s]"),
        ("application/x-ndjson", MARK + b"%s\n" + MARK + b"7"),
    ],
)
def test_a_byte_order_mark_is_skipped(api: Api, kind: str, body: bytes) -> None:
    answer = _post(api, body.replace(b"%s", orjson.dumps(api.order())), kind)
    assert answer.json()["accepted"] == 1
    assert [r["code"] for r in answer.json()["rejected"]] == (
        ["wrong_type"] if b"7" in body else []
    )


@pytest.mark.parametrize("packed", [False, True])
def test_a_byte_order_mark_is_skipped_in_a_recorded_file(tmp_path: Path, *, packed: bool) -> None:
    path = tmp_path / ("day.jsonl.gz" if packed else "day.jsonl")
    body = MARK + b"{}\n7\n" + MARK + b"[]\n"
    path.write_bytes(gzip.compress(body) if packed else body)
    assert [orjson.loads(line) for line in lines_of(path)] == [{}, 7, []]


@pytest.mark.wire
@pytest.mark.parametrize(
    ("kind", "body"),
    [(JSON, b"[]"), ("application/cloudevents-batch+json", b" [ ]"), ("application/x-ndjson", b""),
     ("application/x-ndjson", b"\n \r\n"), ("application/x-ndjson", MARK)],
)  # fmt: skip
def test_nothing_to_do_is_done(api: Api, kind: str, body: bytes) -> None:
    answer = _post(api, body, kind)
    assert answer.status_code == 200
    assert answer.json() == {"accepted": 0, "duplicates": 0, "rejected": []}


@pytest.mark.wire
@pytest.mark.parametrize(
    ("charset", "status"),
    [("utf8", 200), ("UTF-8", 200), ('"utf-8"', 200), ("us-ascii", 200), ("gbk", 415),
     ("utf-16", 415), ("iso-8859-1", 415)],
)  # fmt: skip
def test_the_names_of_utf_8_are_known_and_other_charsets_refused(
    api: Api, charset: str, status: int
) -> None:
    answer = _post(api, orjson.dumps(api.order()), f"{JSON};  Charset={charset}; x=1")
    assert answer.status_code == status
    if status == 415:
        assert charset in answer.json()["detail"]
        assert "UTF-8" in answer.json()["detail"]


def _binary(event: dict[str, Any]) -> dict[str, str]:
    return {
        f"ce-{name}": quote(str(value), safe=":+/")
        for name, value in event.items()
        if name != "data" and value is not None
    }


@pytest.mark.wire
def test_an_event_in_binary_mode_is_taken(api: Api) -> None:
    no = "单100%/#1"
    event = api.order(no)
    body = orjson.dumps(event["data"])
    for _ in range(2):
        answer = _post(api, body, **_binary(event))
        assert answer.status_code == 200, answer.text
    assert answer.json() == {"accepted": 0, "duplicates": 1, "rejected": []}
    (kept,) = api.database.look(lambda tx: tx.journal.of_order(no))
    assert (kept.id, kept.data, kept.at) == (event["id"], event["data"], NOON)


@pytest.mark.wire
def test_binary_mode_needs_no_body_where_no_data_is_needed(api: Api) -> None:
    headers = _binary(api.event("order.cancelled"))
    answer = api.http.post("/v1/events", content=b"", headers=headers)
    assert answer.json()["accepted"] == 1


@pytest.mark.wire
def test_what_binary_mode_lacks_is_named(api: Api) -> None:
    headers = _binary(api.order())
    del headers["ce-specversion"]
    answer = _post(api, b"{}", **headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "specversion"
    assert _post(api, b"<x/>", "application/xml", **headers).status_code == 415


_VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@settings(max_examples=200, deadline=None)
@given(_VALUES, _VALUES, st.booleans())
def test_binary_mode_says_what_structured_mode_says(one: str, other: str, quoted: bool) -> None:  # noqa: FBT001
    def header(value: str) -> str:
        plain = quote(value, safe="")
        return f'"{plain}"' if quoted else plain

    asked = _asked(
        [orjson.dumps({"text": one})],
        ce_specversion="1.0",
        ce_id=header(one),
        ce_subject=header(other),
    )

    (event,) = asyncio.run(bodies.read_events(asked))

    assert event == {
        "specversion": "1.0", "id": one, "subject": other, "data": {"text": one},
    }  # fmt: skip
