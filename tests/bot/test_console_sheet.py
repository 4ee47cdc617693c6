"""What an address or a page asks of the sheet is believed only where a page could have asked it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console.views.sheet_data import FIRST, MOST, Asked, asked
from handlers.unshipped.page import By

TODAY = date(2026, 8, 3)
_NAMES = st.sampled_from(["day", "warehouse", "cause", "all", "mine", "by", "most", "else"])


def test_what_is_chosen_is_read_as_the_page_writes_it() -> None:
    raw = {"day": "2026-08-01", "warehouse": "成都仓", "cause": "scan", "all": "1", "mine": "1",
           "by": "age", "most": "260"}  # fmt: skip

    assert asked(raw, TODAY) == Asked(
        day=date(2026, 8, 1), warehouse="成都仓", cause="scan", everything=True, mine=True,
        by=By.AGE, most=260,
    )  # fmt: skip


@given(st.dictionaries(_NAMES, st.one_of(st.text(), st.integers(), st.none())) | st.text())
def test_anything_else_is_as_if_it_were_not_said(raw: object) -> None:
    found = asked(raw, TODAY)

    assert found.day <= TODAY
    assert 0 <= found.most <= MOST
    assert len(found.warehouse) <= 64
    assert asked({"most": "١٢"}, TODAY).most == FIRST
    assert asked({"day": "9999-12-31"}, TODAY) == Asked(day=TODAY)  # no sheet is of a day to come
    assert asked({"day": "2026-02-30", "by": "name", "cause": "x"}, TODAY) == Asked(day=TODAY)
