"""A link out names the order as it is, is left out where something is missing, and stays a link."""

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from rules.desk.out_links import OutLink, links_of

SHOP = OutLink(name="千牛", url="https://trade.example.com/?id={order_no}", platform="tmall")
TRACE = OutLink(name="快递", url="https://trace.example.com/?nu={tracking_no}&com={carrier}")
WMS = OutLink(name="WMS", url="https://wms.example.com/{warehouse}/{order_no}", warehouse="hz-1")
ORDER = {"order_no": "1024", "platform": "tmall", "warehouse": "hz-1", "shop": "甲店"}


def test_an_order_has_the_pages_that_fit_it_and_each_parcel_its_own() -> None:
    parcels = [{**ORDER, "tracking_no": no, "carrier": "顺丰"} for no in ("SF1", "SF2")]

    assert links_of((SHOP, TRACE, WMS), parcels) == [
        ("千牛", "https://trade.example.com/?id=1024"),
        ("快递", "https://trace.example.com/?nu=SF1&com=%E9%A1%BA%E4%B8%B0"),
        ("快递", "https://trace.example.com/?nu=SF2&com=%E9%A1%BA%E4%B8%B0"),
        ("WMS", "https://wms.example.com/hz-1/1024"),
    ]
    assert links_of((SHOP, TRACE, WMS), [{**ORDER, "platform": "pdd", "warehouse": "cd-1"}]) == []


@given(st.text(min_size=1, alphabet=st.characters(blacklist_categories=["Cs"])))
def test_no_number_leads_anywhere_else(no: str) -> None:
    ((_, url),) = links_of((SHOP,), [{**ORDER, "order_no": no}])

    found = urlsplit(url)
    assert (found.scheme, found.netloc, found.path, found.fragment) == (
        "https", "trade.example.com", "/", "",
    )  # fmt: skip
    assert parse_qs(found.query) == {"id": [no]}
