"""The customer's refund page over HTTP: nothing before it is confirmed, and then once."""

import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from handlers.confirmation.links import confirm_token
from handlers.confirmation.page import MOST_PHOTOS
from handlers.refunds.links import VALID, refund_token
from rules.refunds.facts import RefundFacts
from tests.bot.conftest import Api
from tests.builders import NOON, hours
from tests.photos import a_photo

pytestmark = pytest.mark.wire

COAT = {"sku": "A", "qty": 2, "price": "50.00", "category": "服饰", "name": "羊毛大衣 <L>"}
BOOK = {"sku": "B", "qty": 1, "price": "99.00", "category": "图书", "name": "菜谱"}
KEPT = {
    "number": "0", "g0": "1", "issue": "no_reason", "tag_intact": "yes", "washed": "no",
    "wants": "refund",
}  # fmt: skip
ADDRESS = {"x-forwarded-for": "8.8.8.8"}


@pytest.fixture
def shop(stored_api: Api) -> Api:
    """Serve a shop with one order that was signed for two days ago."""
    return _with_an_order(stored_api)


@pytest.fixture
def small(api: Api) -> Api:
    """Serve the same over SQLite alone, where the database makes no difference."""
    return _with_an_order(api)


def _with_an_order(api: Api) -> Api:
    signed = {"tracking_no": "SF1", "state": "签收"}
    told = [
        api.order("202600011024", items=[COAT, BOOK], customer={"id": "c-77", "name": "林晓"}),
        api.event("order.paid", subject="202600011024", data={"amount": "199.00"}),
        api.event("carrier.trace", subject="202600011024", time=NOON.isoformat(), data=signed),
    ]
    assert api.post("/v1/events", told).json()["rejected"] == []
    api.clock.at = NOON + hours(48)
    return api


@pytest.fixture
def customer(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """Return a phone that has no token of a source."""
    name = "shop" if "shop" in request.fixturenames else "small"
    api: Api = request.getfixturevalue(name)
    with httpx.Client(
        base_url=api.url, trust_env=False, headers=ADDRESS, follow_redirects=True
    ) as found:
        yield found


def _path(api: Api, order_no: str = "202600011024") -> str:
    return f"/refund/{refund_token(api.deps, order_no, api.clock.at + VALID)}"


def _applications(api: Api) -> list[dict[str, Any]]:
    asked = api.database.look(lambda tx: tx.refunds.of_order("202600011024"))
    return [api.http.get(f"/v1/refunds/{one.id}").json() for one in asked]


def _fields(page: httpx.Response, step: str) -> dict[str, str]:
    """Return what the form of a step on a page would send."""
    for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
        found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        if found.get("step") == step:
            return {name: unescape(value) for name, value in found.items()}
    raise AssertionError(page.text)


def test_a_look_ahead_names_clause_and_amount_and_only_the_confirmation_applies(
    shop: Api, customer: httpx.Client
) -> None:
    path = _path(shop)
    form = customer.get(path)
    assert form.status_code == 200
    assert "羊毛大衣 &lt;L&gt;" in form.text
    assert "分开申请" in form.text
    assert "林晓" not in form.text
    assert "c-77" not in form.text
    assert "202600011024" not in form.text

    ahead = customer.post(path, data={"step": "look", **KEPT})
    assert ahead.status_code == 200
    assert "您的退款将按《" in ahead.text
    assert "¥35.00" in ahead.text
    assert _applications(shop) == []

    done = customer.post(path, data=_fields(ahead, "apply"))
    (told,) = _applications(shop)
    assert (done.status_code, "已受理" in done.text) == (200, True)
    assert (told["action"], told["amount"], told["facts"]["tag_intact"]) == (
        "refund", "35.00", "yes",
    )  # fmt: skip
    assert told["text"] in unescape(done.text)
    assert told["id"] not in done.text
    (address,) = re.findall(r'href="([^"]+/terms/[^"]+)"', done.text)
    where, _, anchor = address.removeprefix(shop.deps.public_url).partition("#")
    assert f'id="{anchor}"' in customer.get(where).text


def test_the_same_form_sent_at_once_from_two_phones_is_one_application(
    shop: Api, customer: httpx.Client
) -> None:
    path = _path(shop)
    fields = _fields(customer.post(path, data={"step": "look", **KEPT}), "apply")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: customer.post(path, data=fields), range(8)))

    assert [one.status_code for one in answers] == [200] * 8
    assert len(_applications(shop)) == 1
    assert shop.is_alive()


def test_goods_that_were_asked_for_are_not_offered_again_and_the_rest_is(
    small: Api, customer: httpx.Client
) -> None:
    path = _path(small)
    customer.post(path, data=_fields(customer.post(path, data={"step": "look", **KEPT}), "apply"))
    again = customer.get(path)
    assert "还有别的商品要退" in again.text

    too_many = customer.post(path, data={**KEPT, "step": "look", "number": "1", "g0": "2"})
    assert (too_many.status_code, "不超过买的" in too_many.text) == (422, True)
    book = {"step": "look", "number": "1", "g1": "1", "issue": "no_reason", "intact": "yes"}
    customer.post(path, data=_fields(customer.post(path, data=book), "apply"))

    assert [one["amount"] for one in _applications(small)] == ["35.00", "84.00"]
    rest = customer.get(path).text
    assert ('name="g0"' in rest, 'name="g1"' in rest) == (True, False)


def test_what_was_shown_is_what_is_applied_for_or_it_is_shown_anew(
    small: Api, customer: httpx.Client
) -> None:
    path = _path(small)
    fields = _fields(customer.post(path, data={"step": "look", **KEPT}), "apply")
    small.clock.at += hours(24 * 6)  # the seven days are over
    late = customer.post(path, data=fields)

    assert (late.status_code, "情况有变化" in late.text) == (422, True)
    assert "¥35.00" not in late.text
    assert _applications(small) == []
    forged = customer.post(path, data={**fields, "seen": "", "g0": "2"})
    assert (forged.status_code, _applications(small)) == (422, [])


def test_an_application_that_came_another_way_meanwhile_is_shown_and_nothing_is_sent(
    small: Api, customer: httpx.Client
) -> None:
    path = _path(small)
    fields = _fields(customer.post(path, data={"step": "look", **KEPT}), "apply")
    asked = {"order_no": "202600011024", "id": "R-1", "items": [{"sku": "B", "qty": 1}]}
    assert small.post("/v1/refunds", asked).status_code == 200
    late = customer.post(path, data=fields)

    assert (late.status_code, "什么都没有提交" in late.text) == (422, True)
    assert [one["application_id"] for one in _applications(small)] == ["R-1"]


@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda _api, path: path[:-1] + ("A" if path[-1] != "A" else "B"), 404, "打不开"),
        (lambda _api, _path: "/refund/x", 404, "打不开"),
        (lambda _api, path: f"{path[:-4]}%0D%0Aset-cookie:%20a=b%0D%0A{path[-4:]}", 404, "打不开"),
        (lambda _api, path: f"{path[:-4]}%0D%0A:%20{path[-4:]}", 404, "打不开"),
        (
            lambda api, _path: f"/refund/{confirm_token(api.deps, '202600011024', NOON + VALID)}",
            404,
            "打不开",
        ),
        (lambda api, _path: _path_of(api, "4096"), 404, "打不开"),
        (
            lambda api, _path: f"/refund/{refund_token(api.deps, '202600011024', NOON)}",
            410,
            "过期",
        ),
    ],
    ids=[
        "forged",
        "none",
        "a header inside",
        "a line inside",
        "of another page",
        "of no order of ours",
        "expired",
    ],
)
def test_a_link_that_is_not_good_is_answered_kindly_and_changes_nothing(
    small: Api, customer: httpx.Client, spoil: Callable[[Api, str], str], status: int, said: str
) -> None:
    path = spoil(small, _path(small))
    sent = {"step": "apply", **KEPT}

    for answer in (customer.get(path), customer.post(path, data=sent)):
        assert (answer.status_code, said in answer.text) == (status, True)
        assert "羊毛" not in answer.text
    assert _applications(small) == []


def _path_of(api: Api, order_no: str) -> str:
    return f"/refund/{refund_token(api.deps, order_no, api.clock.at + VALID)}"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"step": "look", "number": "0"}}, 422),
        ({"data": {"step": "look", **KEPT, "g0": "9"}}, 422),
        ({"data": {"step": "look", **KEPT, "g0": "-1"}}, 422),
        ({"data": {"step": "look", **KEPT, "g0": "1e9"}}, 422),
        ({"data": {"step": "look", **KEPT, "issue": "none of them"}}, 422),
        ({"data": {"step": "apply", **KEPT, "number": "5"}}, 422),
        ({"data": {"note": "x" * 70_000}}, 413),
        ({"json": KEPT}, 415),
        ({"files": {"note": b"x"}}, 422),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 422),
        ({"content": b"\xff", "headers": {"content-type": "text/plain"}}, 415),
    ],
)
def test_a_form_that_is_not_right_is_drawn_again_and_nothing_is_sent(
    small: Api, customer: httpx.Client, sent: dict[str, Any], status: int
) -> None:
    answer = customer.post(_path(small), **sent)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert _applications(small) == []


def test_what_a_buyer_is_not_asked_is_not_read_from_the_form(
    small: Api, customer: httpx.Client
) -> None:
    path, more = _path(small), {"amount": "9999", "member_level": "diamond", "insured": "yes"}
    ahead = customer.post(path, data={"step": "look", **KEPT, **more, "note": "电话 13812345678"})
    customer.post(path, data=_fields(ahead, "apply"))

    (told,) = _applications(small)
    assert (told["amount"], told["freight"]) == ("35.00", "15.00")


def test_the_third_from_one_address_in_a_day_is_for_a_person_and_the_houses_own_is_not_counted(
    small: Api, customer: httpx.Client
) -> None:
    for order_no in ("1", "2", "3"):
        small.post("/v1/events", small.order(order_no, items=[COAT]))
        paid = small.event("order.paid", subject=order_no, data={"amount": "199.00"})
        small.post("/v1/events", paid)

    def ask(order_no: str, **headers: str) -> str:
        path, form = _path(small, order_no), {"step": "look", "number": "0", "g0": "2"}
        ahead = customer.post(path, data=form, headers=headers)
        return customer.post(path, data=_fields(ahead, "apply"), headers=headers).text

    inside = {"x-forwarded-for": "10.0.0.7"}
    assert "已受理" in ask("1", **inside)
    told = small.database.look(lambda tx: [one.ip for one in tx.refunds.of_order("1")])
    assert told == [None]
    assert "已受理" in ask("2")
    assert "已受理" in ask("3")
    path = _path(small)
    ahead = customer.post(path, data={"step": "look", **KEPT})
    assert "需要人工核实" in ahead.text
    assert "地址" not in ahead.text


def test_an_appeal_is_taken_once_and_the_decision_that_was_made_stays(
    small: Api, customer: httpx.Client
) -> None:
    path = _path(small)
    form = {"step": "look", **KEPT, "washed": "yes"}
    refused = customer.post(path, data=_fields(customer.post(path, data=form), "apply"))
    assert "没有通过" in refused.text

    fields = _fields(refused, "appeal")
    empty = customer.post(path, data={**fields, "reason": "  "})
    assert (empty.status_code, "请写明申诉的理由" in empty.text) == (422, True)
    for _ in range(2):
        taken = customer.post(path, data={**fields, "reason": "只是试穿"})
        assert (taken.status_code, "申诉已收到" in taken.text) == (200, True)

    (told,) = _applications(small)
    assert [one["cause"] for one in told["history"]] == ["applied", "appealed"]
    assert (told["state"], told["history"][1]["by"]) == ("review", "customer")
    tried = small.database.look(lambda tx: tx.audit.of_order("202600011024"))
    assert [(one.actor, one.action) for one in tried] == [("customer", "appeal_refund")]


def _known(api: Api, refund_id: str) -> RefundFacts:
    """Return what is known of an application now."""
    return api.database.look(lambda tx: tx.refunds.history(refund_id)[-1].facts)


def _photos(api: Api) -> list[bytes]:
    """Return the photos that quality control is shown of the order."""
    shown = api.http.get("/v1/orders/202600011024").json()["confirmation"]["photos"]
    places = [urlsplit(one).path for one in shown]
    return [httpx.get(api.url + place, trust_env=False).content for place in places]


def test_photos_are_kept_once_without_their_places_and_count_as_evidence(
    shop: Api, customer: httpx.Client
) -> None:
    path, form = _path(shop), {"step": "look", **KEPT, "issue": "quality"}
    sent = [("photo", ("a.jpg", a_photo(exif=True))), ("photo", ("b.png", a_photo("PNG")))]

    for _ in range(2):
        ahead = customer.post(path, data=form, files=sent)
        assert ahead.status_code == 200, ahead.text
    assert _applications(shop) == []
    customer.post(path, data=_fields(ahead, "apply"))

    (told,) = _applications(shop)
    facts = _known(shop, told["id"])
    assert (facts.photo, facts.evidence) == ("yes", 2)
    kept = _photos(shop)
    assert len(kept) == 2
    for jpeg in kept:
        assert not Image.open(io.BytesIO(jpeg)).getexif()


@pytest.mark.parametrize(
    "sent",
    [
        [("photo", ("a.jpg", b"%PDF-1.7"))],
        [("photo", ("a.jpg", a_photo())), ("photo", ("b.jpg", b"GIF89a"))],
        [("photo", (f"{n}.jpg", a_photo())) for n in range(MOST_PHOTOS + 1)],
    ],
    ids=["none", "one of two", "too many"],
)
@pytest.mark.parametrize("step", ["look", "appeal"])
def test_a_file_that_is_no_photo_is_said_kindly_and_nothing_is_kept(
    small: Api, customer: httpx.Client, sent: list[tuple[str, tuple[str, bytes]]], step: str
) -> None:
    path = _path(small)
    if step == "appeal":
        page = customer.post(path, data={"step": "look", **KEPT, "washed": "yes"})
        page = customer.post(path, data=_fields(page, "apply"))
        fields = {**_fields(page, "appeal"), "reason": "只是试穿"}
    else:
        fields = {"step": "look", **KEPT}

    answer = customer.post(path, data=fields, files=sent)

    assert (answer.status_code, "照片没有收下" in answer.text) == (422, True)
    assert ("只是试穿" in answer.text) is (step == "appeal")  # nobody writes it twice
    assert _photos(small) == []
    assert all(len(one["history"]) == 1 for one in _applications(small))


def test_an_appeal_may_add_facts_and_photos_and_a_person_decides_all_the_same(
    small: Api, customer: httpx.Client
) -> None:
    path = _path(small)
    form = {"step": "look", **KEPT, "washed": "yes"}
    refused = customer.post(path, data=_fields(customer.post(path, data=form), "apply"))
    fields = {**_fields(refused, "appeal"), "reason": "送来就破了", "issue": "quality"}
    more = {"washed": "no", "amount": "9999"}  # said before, and never asked

    for _ in range(2):
        files = [("photo", ("a.jpg", a_photo(exif=True)))]
        taken = customer.post(path, data={**fields, **more}, files=files)
        assert "申诉已收到" in taken.text

    (told,) = _applications(small)
    assert [one["cause"] for one in told["history"]] == ["applied", "appealed"]
    assert (told["state"], told["history"][0]["action"]) == ("review", "refuse")
    facts = _known(small, told["id"])
    assert (facts.issue, facts.photo, facts.evidence) == ("quality", "yes", 1)
    assert (facts.washed, facts.amount) == ("yes", Decimal("50.00"))
    assert len(_photos(small)) == 1


def test_of_an_order_of_many_goods_those_on_the_form_are_asked_for_and_no_others(
    small: Api, customer: httpx.Client
) -> None:
    lines = [{**COAT, "sku": f"S{n}", "qty": 1, "price": "10.00"} for n in range(60)]
    paid = small.event("order.paid", subject="1", data={"amount": "600.00"})
    small.post("/v1/events", [small.order("1", items=lines, amount="600.00"), paid])
    path = _path(small, "1")
    fields = re.findall(r'<select name="(g[0-9]+)"', customer.get(path).text)
    assert fields == [f"g{n}" for n in range(50)]
    ahead = customer.post(path, data={"step": "look", **dict.fromkeys(fields, "1")})
    assert "¥500.00" in ahead.text
    rest = customer.post(path, data=_fields(ahead, "apply")).text
    assert re.findall(r'<select name="(g[0-9]+)"', rest) == [f"g{n}" for n in range(50, 60)]


def test_an_order_that_is_not_paid_or_was_cancelled_has_no_form(
    small: Api, customer: httpx.Client
) -> None:
    small.post("/v1/events", small.order("1", items=[COAT]))
    path = _path(small, "1")
    assert "还没有收到付款" in customer.get(path).text
    small.post("/v1/events", small.event("order.paid", subject="1", data={"amount": "199.00"}))
    assert "<form" in customer.get(path).text
    small.post("/v1/events", small.event("order.cancelled", subject="1", data={}))

    over = customer.get(path)
    assert (over.status_code, "已取消" in over.text, "<form" in over.text) == (200, True, False)


def test_the_page_is_private_and_loads_nothing_from_elsewhere(
    small: Api, customer: httpx.Client
) -> None:
    shown = customer.get(_path(small))
    policy = shown.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"
    assert not re.search(r'(?:src|href)="(?:https?:)?//', shown.text)


def test_the_answer_of_a_preview_brings_the_link(small: Api, customer: httpx.Client) -> None:
    told = small.post("/v1/refunds/preview", {"order_no": "202600011024"}).json()
    path = told["page_url"].removeprefix(small.deps.public_url)

    assert customer.get(path).status_code == 200
