"""Signed addresses lead to one file each, for a time; what is written has no time of its own."""

import hashlib
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from bot.files import SUMS, ZIP, written
from handlers.orders.pack import Cut, link_of
from handlers.ports import Link
from rules.cards.archive import Archive
from tests.bot.conftest import Api
from tests.builders import NOON


def _path(api: Api, order_no: str = "1024") -> str:
    head = api.database.look(lambda tx: tx.audit.head())
    found = link_of(api.deps, Cut(order_no=order_no, until=NOON, head=head))
    assert found is not None
    return "/appeals/" + found[0].rpartition("/")[2]


def test_an_archive_is_the_same_bytes_in_whichever_order_its_files_were_put() -> None:
    one = Archive(name="a", title="", files={"b/2": b"2", "a": b"1"})
    other = Archive(name="a", title="", files={"a": b"1", "b/2": b"2"})

    made = written(one)

    assert made == written(other)
    assert (made.name, made.kind, made.media_type) == ("a.zip", "zip", ZIP)
    with ZipFile(BytesIO(made.content)) as packed:
        assert packed.namelist() == ["a", "b/2", SUMS]
        sums = packed.read(SUMS).decode().splitlines()
    assert sums[1] == f"{hashlib.sha256(b'2').hexdigest()}  b/2"


def test_a_signed_address_gives_the_pack_of_its_order_until_it_is_over(api: Api) -> None:
    api.post("/v1/events", api.order())
    path = _path(api)

    answer = api.http.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == ZIP
    assert answer.headers["content-disposition"].startswith('attachment; filename="appeal-1024-')
    assert answer.headers["cache-control"] == "no-store"
    with ZipFile(BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert {"README.md", "README.en.md", "verify.py", "pack.json", SUMS} <= set(
            packed.namelist()
        )
    assert api.http.get(path).content == answer.content
    api.clock.at = NOON + timedelta(days=2)
    assert api.http.get(path).status_code == 401


def test_no_address_leads_to_a_file_of_another_purpose_and_none_is_guessed(api: Api) -> None:
    api.post("/v1/events", api.order())
    token = _path(api).rpartition("/")[2]
    until = NOON + timedelta(days=1)
    photo = api.deps.sign_link(Link(purpose="photo", about="x", until=until))

    for path in (f"/sheets/{token}", f"/payments/{token}", f"/appeals/{photo}", "/appeals/x"):
        assert api.http.get(path).status_code == 401, path


def test_the_number_of_an_order_is_no_way_into_a_header(api: Api) -> None:
    odd = 'A"\n/../1'
    path = _path(api, odd)
    answer = api.http.get(path)
    assert answer.headers["content-disposition"].startswith('attachment; filename="appeal-A_1-')


def test_while_the_store_is_away_a_browser_reads_a_page_and_a_program_the_problem(
    api: Api,
) -> None:
    api.post("/v1/events", api.order())
    path = _path(api)
    api.database.close()

    browser = api.http.get(path, headers={"accept": "text/html,*/*;q=0.8"})
    program = api.http.get(path)

    assert (browser.status_code, browser.headers["retry-after"]) == (503, "1")
    assert browser.headers["content-type"] == "text/html; charset=utf-8"
    assert "文件还在" in browser.text
    assert (program.status_code, program.json()["type"]) == (503, "/docs#unavailable")


def test_who_opens_an_address_that_is_over_reads_how_to_get_another(api: Api) -> None:
    browser = api.http.get("/appeals/x", headers={"accept": "text/html"})
    program = api.http.get("/appeals/x")

    assert browser.status_code == 401
    assert "这个链接已过期" in browser.text
    assert "再要一份" in browser.text
    assert "再试一次" not in browser.text
    assert (program.status_code, program.json()["type"]) == (401, "/docs#unauthorized")
