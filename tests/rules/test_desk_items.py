"""What a reader of the desk chose is on their pages, each item once, in the order asked for."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rules.desk.items import FACETS, LINES, NOBODY, By, Choice, Item, What, facets, page_of
from tests.builders import NOON

_NEVER = NOON + timedelta(days=1)
_WORDS = st.sampled_from(["", "甲店", "乙店"])
_YUAN = st.none() | st.sampled_from([Decimal(n) for n in ("0", "3.00", "199.00")])
_MOMENTS = st.integers(-5, 5).map(lambda n: NOON + timedelta(hours=n))


_KINDS = st.builds(
    Item, what=st.sampled_from(What), key=st.just(""), shop=_WORDS, warehouse=_WORDS,
    owner=st.sampled_from(["", "李雷"]), level=st.sampled_from(["", "orange", "red"]),
    state=st.sampled_from(["open", "claimed"]), since=_MOMENTS, deadline=st.none() | _MOMENTS,
    risk=_YUAN, saves=_YUAN, amount=_YUAN, order_no=st.sampled_from(["1001", "1002"]),
)  # fmt: skip
#: A few kinds of items, each once, or often enough for more pages than one.
_ITEMS = st.builds(
    lambda kinds, times: [replace(kind, key=f"k{n:03d}") for n, kind in enumerate(kinds * times)],
    st.lists(_KINDS, max_size=5),
    st.sampled_from([1, LINES // 2]),
)


_CHOICES = st.builds(
    Choice, what=st.sampled_from(["", *What]), shop=_WORDS, warehouse=_WORDS,
    level=st.sampled_from(["", "red"]), owner=st.sampled_from(["", NOBODY, "李雷"]),
    state=st.sampled_from(["", "claimed"]), search=st.sampled_from(["", "10", "甲店 100", "无"]),
    by=st.sampled_from(By),
)  # fmt: skip


def _wanted(item: Item, choice: Choice) -> bool:
    """Say the same word by word."""
    if choice.what and item.what != choice.what:
        return False
    if choice.shop and item.shop != choice.shop:
        return False
    if choice.warehouse and item.warehouse != choice.warehouse:
        return False
    if choice.level and item.level != choice.level:
        return False
    if choice.state and item.state != choice.state:
        return False
    if choice.owner == NOBODY and item.owner:
        return False
    if choice.owner not in ("", NOBODY) and item.owner != choice.owner:
        return False
    text = f"{item.order_no} {item.key} {item.shop} {item.warehouse} {item.owner}"
    return all(word in text for word in choice.search.split())


@given(_ITEMS, _CHOICES)
def test_all_pages_together_are_what_was_chosen(items: list[Item], choice: Choice) -> None:
    first = page_of(items, choice)
    pages = [page_of(items, replace(choice, page=n)) for n in range(1, first.pages + 1)]

    shown = [item for page in pages for item in page.items]
    assert sorted(one.key for one in shown) == sorted(i.key for i in items if _wanted(i, choice))
    assert all(page.found == len(shown) for page in pages)
    assert all(len(page.items) <= LINES for page in pages)
    assert page_of(items, replace(choice, page=99)) == pages[-1]
    for one, next_one in pairwise(shown):
        match choice.by:
            case By.URGENCY:
                rank = ("red", "orange", "")
                assert (rank.index(one.level), -(one.saves or 0), one.deadline or _NEVER) <= (
                    rank.index(next_one.level), -(next_one.saves or 0), next_one.deadline or _NEVER
                )  # fmt: skip
            case By.YUAN:
                assert (one.risk or 0) >= (next_one.risk or 0)
            case By.DEADLINE:
                assert (one.deadline or _NEVER) <= (next_one.deadline or _NEVER)
            case By.AGE:
                assert one.since <= next_one.since


@given(_ITEMS)
def test_what_there_is_to_choose_from_counts_every_item_once(items: list[Item]) -> None:
    counted = facets(items)

    assert set(counted) == set(FACETS)
    assert all(found.total() == len(items) for found in counted.values())
