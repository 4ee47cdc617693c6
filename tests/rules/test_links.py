"""A link to an order leads to that order and nowhere else."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chat.links import order_link, order_path
from rules.chat.references import read


@pytest.mark.parametrize(
    ("order_no", "path"),
    [
        ("1024", "/orders/1024"),
        ("SO/2025/0002", "/orders/SO%2F2025%2F0002"),
        ("#1001.1", "/orders/%231001.1"),
        ("A+B:C", "/orders/A%2BB%3AC"),
        ("a/../b", "/orders/a%2F..%2Fb"),
        ("..", "/orders/%2E%2E"),
        ("javascript:alert(1)", "/orders/javascript%3Aalert%281%29"),
        ("//evil.example", "/orders/%2F%2Fevil.example"),
    ],
)
def test_a_link_to_an_order_stays_a_path_of_ours(order_no: str, path: str) -> None:
    assert order_path(order_no) == path
    assert order_link("http://ops.test/", order_no) == f"http://ops.test{path}"


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=64))
def test_whatever_an_order_is_called_its_link_holds_the_whole_number(order_no: str) -> None:
    link = urlsplit(order_link("https://ops.test", order_no))

    assert (link.netloc, link.query, link.fragment) == ("ops.test", "", "")
    folder, page, part = link.path.rsplit("/", 2)
    assert (folder, page, unquote(part)) == ("", "orders", order_no)
    assert part not in {"", ".", ".."}
    assert not set(part) & set(" <>|\"'，。；、）)")


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=64))
def test_a_link_that_is_pasted_into_the_chat_means_the_order_it_leads_to(order_no: str) -> None:
    pasted = f"看 {order_link('https://ops.test', order_no)} ！"

    assert [ref.text for ref in read(pasted, ()).refs] == [order_no]
