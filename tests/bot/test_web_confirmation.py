"""The customer's page over HTTP: kind to whoever is wrong, and without effect until it is right."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import cast

import httpx
import pytest
from PIL import Image

from handlers.confirmation.links import confirm_token
from tests.bot.conftest import Api
from tests.builders import NOON
from tests.photos import a_photo

pytestmark = pytest.mark.wire


def signed(api: Api, order_no: str = "1024") -> str:
    """Have an order signed for; return what its link carries."""
    api.post("/v1/events", api.order(order_no, items=[{"sku": "frame-1", "qty": 3}]))
    trace = {"tracking_no": f"SF{order_no}", "state": "已签收"}
    api.post("/v1/events", api.event("carrier.trace", subject=order_no, data=trace))
    return confirm_token(api.deps, order_no, NOON + timedelta(hours=72))


def confirmation(api: Api, order_no: str = "1024") -> dict[str, object]:
    """Return what the order shows of it."""
    found: dict[str, object] = api.http.get(f"/v1/orders/{order_no}").json()["confirmation"]
    return found


def as_customer(api: Api) -> httpx.Client:
    """Return a client that has no token."""
    return httpx.Client(base_url=api.url, trust_env=False)


def test_looking_confirms_nothing_and_an_answer_is_taken_once(api: Api) -> None:
    token = signed(api)
    with as_customer(api) as customer:
        shown = customer.get(f"/c/{token}")
        assert shown.status_code == 200
        assert "包裹是否完好" in shown.text
        assert customer.head(f"/c/{token}").status_code == 200
        assert confirmation(api)["state"] == "SIGNED_UNVERIFIED"
        thanks = customer.post(f"/c/{token}", data={"result": "intact"})
        assert thanks.status_code == 200
        assert "已确认" in thanks.text
        again = customer.post(f"/c/{token}", data={"result": "damaged"})
        assert (again.status_code, "已确认" in again.text) == (200, True)
        assert "已确认" in customer.get(f"/c/{token}").text
    assert confirmation(api)["state"] == "FULFILLED"
    assert confirmation(api)["result"] == "intact"


def test_a_customer_is_told_by_a_page_that_nothing_can_be_taken_now(api: Api) -> None:
    token = signed(api)
    api.database.close()
    with as_customer(api) as customer:
        for away in (
            customer.get(f"/c/{token}"),
            customer.post(f"/c/{token}", data={"result": "intact"}),
            customer.get("/terms/1"),
        ):
            assert (away.status_code, away.headers["retry-after"]) == (503, "1")
            assert away.headers["content-type"].startswith("text/html")
            assert '<a class="button" href="">再试一次</a>' in away.text
        photo = customer.get("/photos/x")
    assert photo.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), 404, "打不开"),
        (lambda _token: "x", 404, "打不开"),
        (lambda token: token, 410, "过期"),
    ],
    ids=["forged", "none", "expired"],
)
def test_a_link_that_is_not_good_is_answered_kindly_and_changes_nothing(
    api: Api, spoil: Callable[[str], str], status: int, said: str
) -> None:
    token = signed(api)
    if status == 410:
        api.clock.at = NOON + timedelta(hours=72)
    with as_customer(api) as customer:
        for answer in (
            customer.get(f"/c/{spoil(token)}"),
            customer.post(f"/c/{spoil(token)}", data={"result": "intact"}),
        ):
            assert answer.status_code == status
            assert said in answer.text
            assert answer.headers["content-type"].startswith("text/html")
    assert confirmation(api)["state"] == "SIGNED_UNVERIFIED"
    assert api.rows("journal") == 2


def test_two_at_once_are_one_event(stored_api: Api) -> None:
    token = signed(stored_api)

    def confirm(_: int) -> int:
        with as_customer(stored_api) as customer:
            return customer.post(f"/c/{token}", data={"result": "intact"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(confirm, range(8))) == {200}
    timeline = stored_api.http.get("/v1/orders/1024").json()["timeline"]
    assert [line["type"] for line in timeline].count("confirmation.received") == 1


def test_photos_are_kept_once_without_their_places_and_shown_on_the_order(api: Api) -> None:
    token = signed(api)
    jpeg, png = a_photo(exif=True), a_photo("PNG")
    assert b"Exif" in jpeg
    files = [("photo", ("a.jpg", jpeg)), ("photo", ("b.jpg", jpeg)), ("photo", ("c.png", png))]
    with as_customer(api) as customer:
        answer = customer.post(f"/c/{token}", data={"result": "damaged"}, files=files)
        assert answer.status_code == 200, answer.text
        shown = confirmation(api)
        assert shown["result"] == "damaged"
        assert isinstance(shown["photos"], list)
        assert len(shown["photos"]) == api.rows("photos") == 2
        for address in shown["photos"]:
            seen = customer.get("/photos/" + address.rpartition("/")[2])
            assert seen.headers["content-type"] == "image/jpeg"
            with Image.open(io.BytesIO(seen.content)) as photo:
                assert photo.size == (60, 40)
                assert not photo.getexif()
            assert b"Exif" not in seen.content
        api.clock.at += timedelta(days=2)
        assert customer.get("/photos/" + address.rpartition("/")[2]).status_code == 404


@pytest.mark.parametrize(
    "file",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", a_photo()[:400], b"x" * 9_000_000],
    ids=["svg", "gif", "torn", "large"],
)  # fmt: skip
def test_a_file_that_is_no_photo_is_refused_whatever_it_calls_itself(api: Api, file: bytes) -> None:
    token = signed(api)
    with as_customer(api) as customer:
        answer = customer.post(
            f"/c/{token}",
            data={"result": "damaged"},
            files={"photo": ("a.jpg", file, "image/jpeg")},
        )
    assert answer.status_code == 422
    assert "不是照片" in answer.text
    assert confirmation(api)["state"] == "SIGNED_UNVERIFIED"
    assert api.rows("photos") == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 26_000_000, "multipart/form-data; boundary=b", 413),
        (b"no parts", "multipart/form-data; boundary=b", 422),
        (b"{}", "application/json", 415),
    ],
    ids=["large", "torn", "json"],
)
def test_a_form_that_cannot_be_read_is_answered_with_the_page_and_changes_nothing(
    api: Api, body: bytes, kind: str, status: int
) -> None:
    token = signed(api)
    with as_customer(api) as customer:
        answer = customer.post(f"/c/{token}", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "包裹是否完好" in answer.text
    assert confirmation(api)["state"] == "SIGNED_UNVERIFIED"


def test_a_large_photo_is_made_smaller_and_stands_upright(api: Api) -> None:
    token = signed(api)
    photo, written, lying = Image.new("RGB", (6000, 3000)), io.BytesIO(), Image.Exif()
    lying[0x0112] = 6  # turned by a quarter
    photo.save(written, "JPEG", exif=lying)
    with as_customer(api) as customer:
        files = [("photo", ("a.jpg", written.getvalue()))]
        customer.post(f"/c/{token}", data={"result": "damaged"}, files=files)
        (address,) = cast("list[str]", confirmation(api)["photos"])
        seen = customer.get("/photos/" + address.rpartition("/")[2])
    with Image.open(io.BytesIO(seen.content)) as kept:
        assert kept.size == (1024, 2048)


def test_without_a_choice_the_page_asks_for_one(api: Api) -> None:
    token = signed(api)
    with as_customer(api) as customer:
        answer = customer.post(f"/c/{token}", data={"result": "fine"})
        assert (answer.status_code, "请先选一项" in answer.text) == (422, True)


def test_the_code_changes_and_never_outlives_its_link(api: Api) -> None:
    token = signed(api)
    with as_customer(api) as customer:
        first = customer.get(f"/c/{token}?qr")
        assert first.headers["content-type"] == "image/svg+xml"
        api.clock.at += timedelta(minutes=1)
        assert customer.get(f"/c/{token}?qr").text != first.text


def test_unconfirmed_pieces_are_not_promised_and_come_back_when_confirmed(api: Api) -> None:
    assert api.http.get("/v1/stock/frame-1").status_code == 404
    count = {"sku": "frame-1", "on_hand": 10}
    api.post("/v1/events", {**api.event("stock.counted", data=count), "subject": None})
    token = signed(api)
    waiting = {"on_hand": 10, "pending_confirmation": 3, "promotable": 7}
    assert api.http.get("/v1/stock/frame-1").json() == waiting
    with as_customer(api) as customer:
        customer.post(f"/c/{token}", data={"result": "intact"})
    free = {"on_hand": 10, "pending_confirmation": 0, "promotable": 10}
    assert api.http.get("/v1/stock/frame-1").json() == free


def test_reports_are_for_gateways_that_there_are(api: Api) -> None:
    for body in ([], [{"out_id": "nobody's", "dtmf": "1"}], {"out_id": "x"}, [1, None]):
        answer = api.post("/v1/gateways/voice/report", body)
        assert (answer.status_code, answer.json()["code"]) == (200, 0), answer.text
    assert api.post("/v1/gateways/nobody/report", []).status_code == 404
    assert api.post("/v1/gateways/voice/report", "1").status_code == 422
    with as_customer(api) as stranger:
        assert stranger.post("/v1/gateways/voice/report", json=[]).status_code == 401
