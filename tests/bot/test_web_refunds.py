"""/v1/refunds and /terms: an application is decided once, by a clause that anybody can read."""

from typing import Any

import httpx
import pytest

from tests.bot.conftest import Api
from tests.builders import NOON, hours


@pytest.fixture
def shop(stored_api: Api) -> Api:
    """Serve a shop with one order that was signed for two days ago."""
    api = stored_api
    lines = [
        {"sku": "A", "qty": 2, "price": "50.00", "category": "服饰"},
        {"sku": "B", "qty": 1, "price": "99.00", "category": "图书"},
    ]
    signed = {"tracking_no": "SF1", "state": "签收"}
    told = [
        api.order("1024", items=lines),
        api.event("carrier.trace", subject="1024", time=NOON.isoformat(), data=signed),
    ]
    assert api.post("/v1/events", told).json()["rejected"] == []
    api.clock.at = NOON + hours(48)
    return api


def _ask(api: Api, order_no: str = "1024", /, **said: Any) -> dict[str, Any]:  # noqa: ANN401
    answer = api.post("/v1/refunds", {"order_no": order_no, **said})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


_WORN = {
    "category": "服饰", "tag_intact": True, "washed": False, "insured": False,
    "member_level": "ordinary",
}  # fmt: skip


def test_the_answer_names_the_rule_its_version_and_a_clause_that_stands_in_the_terms(
    shop: Api,
) -> None:
    told = _ask(shop, items=[{"sku": "A", "qty": 1}], facts=_WORN)

    assert (told["action"], told["amount"], told["freight"]) == ("refund", "35.00", "15.00")
    assert told["rule_id"].startswith("refund_rule_")
    assert told["version"] == 1
    assert told["notice"].startswith("您的退款将按《")
    assert told["notice"] in told["text"]
    assert len(told["text"]) <= 200
    address, _, anchor = told["clause_url"].partition("#")
    page = shop.http.get(address.removeprefix("http://127.0.0.1:8080"), headers={})
    assert page.status_code == 200
    assert f'id="{anchor}"' in page.text
    assert shop.http.get("/terms/77").status_code == 404


def test_a_preview_says_the_same_and_keeps_nothing(shop: Api) -> None:
    asked = {"order_no": "1024", "id": "R-1", "facts": _WORN}
    seen = shop.post("/v1/refunds/preview", asked).json()
    assert "/refund/" in seen.pop("page_url")

    assert shop.http.get("/v1/refunds/R-1").status_code == 404
    assert shop.http.get("/v1/orders/1024").json()["holds"] == []
    told = _ask(shop, id="R-1", facts=_WORN)
    assert {name: told[name] for name in seen} == seen


def test_the_same_application_again_gets_the_decision_that_was_made(shop: Api) -> None:
    first = _ask(shop, id="R-1", facts=_WORN)
    shop.clock.at += hours(24 * 30)

    assert _ask(shop, id="R-1", facts={"washed": True}) == first
    assert shop.http.get("/v1/refunds/R-1").json() == first
    assert shop.http.get(f"/v1/refunds/{first['id']}").json() == first
    assert len(first["history"]) == 1


def test_equal_facts_are_decided_alike_and_else_the_fact_that_differs_is_named(shop: Api) -> None:
    one = _ask(shop, id="R-1", facts=_WORN)
    same = _ask(shop, id="R-2", facts=_WORN)
    other = _ask(shop, id="R-3", facts={**_WORN, "washed": True})

    alike = ("action", "amount", "freight", "freight_by", "rule_id", "version")
    assert [one[name] for name in alike] == [same[name] for name in alike]
    assert (one["differs"], same["differs"]) == ("", "")
    assert other["action"] != one["action"]
    assert "洗" in other["differs"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"order_no": "4096"}, 404, "unknown_order"),
        ({"order_no": "1024", "shop": "别人的店"}, 403, "other_shop"),
        ({"order_no": "1024", "facts": {"days_since_sign": "七"}}, 422, "invalid"),
        ({"order_no": "1024", "days_sinc_sign": 7}, 422, "invalid"),
        ({"order_no": "1024", "ip": "somewhere"}, 422, "invalid"),
        ({"order_no": "1024", "facts": []}, 422, "invalid"),
        ({"facts": {}}, 422, "invalid"),
    ],
)
def test_what_cannot_be_decided_is_refused_by_name_and_changes_nothing(
    shop: Api, asked: dict[str, Any], status: int, code: str
) -> None:
    answer = shop.post("/v1/refunds", asked)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/docs#{code}")
    assert shop.http.get("/v1/orders/1024").json()["holds"] == []


def test_an_event_is_an_application_and_one_that_is_not_read_goes_to_a_person(shop: Api) -> None:
    data = {"amount": "199.00", "facts": _WORN}
    odd = {"amount": "199.00", "facts": {"category": 7}}
    told = [
        shop.event("refund.requested", id="E-1", time=shop.clock.at.isoformat(), data=data),
        shop.event("refund.requested", id="E-2", time=shop.clock.at.isoformat(), data=odd),
    ]
    assert shop.post("/v1/events", told).json()["accepted"] == 2

    assert shop.http.get("/v1/refunds/E-1").json()["action"] == "refund"
    unread = shop.http.get("/v1/refunds/E-2").json()
    assert (unread["action"], unread["state"]) == ("review", "review")
    assert unread["history"][0]["reason"] == "wrong_type: category"


def test_the_third_application_from_an_address_on_one_day_goes_to_a_person(shop: Api) -> None:
    asked = [_ask(shop, id=f"R-{n}", ip="203.0.113.7", facts=_WORN) for n in range(3)]
    elsewhere = _ask(shop, id="R-9", ip="203.0.113.8", facts=_WORN)

    assert [one["action"] for one in asked] == ["refund", "refund", "review"]
    assert elsewhere["action"] == "refund"


def test_more_than_was_paid_is_no_amount_that_a_rule_pays(shop: Api) -> None:
    assert _ask(shop, amount="200.00", facts=_WORN)["action"] == "review"


def _appeal(api: Api, name: str, **said: Any) -> httpx.Response:  # noqa: ANN401
    return api.post(f"/v1/refunds/{name}/appeal", {"reason": "有照片", "by": "客户", **said})


def test_new_facts_may_be_decided_otherwise_and_the_old_decision_stays(shop: Api) -> None:
    first = _ask(shop, id="R-1", facts={**_WORN, "washed": True})
    told = _appeal(shop, "R-1", facts={"washed": False}).json()

    assert (first["action"], told["action"]) == ("refuse", "refund")
    assert [one["action"] for one in told["history"]] == ["refuse", "refund"]
    assert told["history"][0] == first["history"][0]
    assert told["history"][1]["reason"] == "有照片"
    assert _appeal(shop, "R-1", facts={"washed": False}).json() == told


def test_an_appeal_without_new_facts_waits_for_a_person(shop: Api) -> None:
    _ask(shop, id="R-1", facts={**_WORN, "washed": True})
    told = _appeal(shop, "R-1").json()

    assert (told["action"], told["state"]) == ("review", "review")
    assert [one["cause"] for one in told["history"]] == ["applied", "appealed"]
    assert _appeal(shop, "R-1", facts={"washd": True}).status_code == 422
    assert _appeal(shop, "R-7").json()["type"] == "/docs#unknown_refund"


def test_whoever_only_looks_may_not_appeal(shop: Api) -> None:
    first = _ask(shop, id="R-1", facts=_WORN)

    assert _appeal(shop, "R-1", by="观众").status_code == 403
    assert shop.http.get("/v1/refunds/R-1").json() == first
