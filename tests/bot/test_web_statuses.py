"""GET /v1/statuses: the published map, and single words by their full and short names."""

from urllib.parse import quote

import pytest

from tests.bot.conftest import Api


def test_the_published_map_is_listed_with_its_version(api: Api) -> None:
    answer = api.http.get("/v1/statuses").json()

    assert answer["version"] == 1
    listed = {(row["system"], row["edition"], row["code"]): row for row in answer["statuses"]}
    assert listed["wdt.trade_status", "旗舰版", "21"]["business"] == "picking"
    assert listed["sap.SD", "", "PKSTK=C"]["sure"] is False
    assert answer["vocabularies"]["wms"][0] == "qimen.processStatus"


@pytest.mark.parametrize(
    ("path", "business", "finance"),
    [
        ("wms/LOADED", "on_the_way", "accrual_ready"),
        ("wms/PACKED", "packed", "deferred"),
        (f"{quote('kuaidi100.state/statusCode', safe='')}/3", "delivered", "revenue_due"),
        (f"{quote('wdt.trade_status(企业版)')}/21", "preparing", "deferred"),
        (f"wdt.trade_status/21?edition={quote('旗舰版')}", "picking", "deferred"),
        ("wdt.trade_status/21", "UNMAPPED", "UNMAPPED"),
        ("wms/TELEPORTED", "UNMAPPED", "UNMAPPED"),
        ("nobody/LOADED", "UNMAPPED", "UNMAPPED"),
        ("taobao.refund.status/CLOSED", "(回到原状态)", "(回到原状态)"),
    ],
)
def test_a_raw_word_has_three_layers_or_is_unmapped(
    api: Api, path: str, business: str, finance: str
) -> None:
    answer = api.http.get(f"/v1/statuses/{path}")

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["business"], found["finance"]) == (business, finance)
    assert found["mapped"] is (business != "UNMAPPED")
    assert found["base"] == found["code"]


def test_the_map_is_for_those_who_have_a_token(api: Api) -> None:
    for path in ("/v1/statuses", "/v1/statuses/wms/LOADED"):
        assert api.http.get(path, headers={"authorization": ""}).status_code == 401
