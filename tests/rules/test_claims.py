"""Which orders may claim one payment, against a brute-force reading of the same sentence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.payments.claims import Claim, provider_of, wrong_claims
from rules.payments.contract import Provider
from tests.builders import NOON

NUMBERS = ("A", "B", "C")
CLAIMS = st.lists(
    st.builds(
        Claim,
        transaction_id=st.just("T"),
        order_no=st.sampled_from(NUMBERS),
        amount=st.sampled_from((None, Decimal("0.00"), Decimal(1), Decimal(2))),
        at=st.just(NOON),
        vouched=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda claim: claim.order_no,
)


@given(CLAIMS, st.none() | st.integers(0, 6).map(Decimal), st.sets(st.sampled_from(NUMBERS)))
def test_an_order_is_in_doubt_where_another_may_be_the_one_that_was_paid(
    claims: list[Claim], paid: Decimal | None, successors: set[str]
) -> None:
    costly = [one for one in claims if one.amount is None or one.amount > 0]
    alone = [one for one in costly if one.order_no not in successors]
    worth = sum(one.amount for one in alone if one.amount is not None)
    doubtful = len(alone) >= 2 and (paid is None or worth > paid)
    named = [one.order_no for one in alone if one.vouched]

    found = [one.order_no for one in wrong_claims(claims, paid, successors)]

    if not doubtful:
        assert found == []
    elif len(named) == 1:
        assert found == [one.order_no for one in alone if one.order_no != named[0]]
    else:
        assert found == [one.order_no for one in alone]


@pytest.mark.parametrize(
    ("number", "method", "whose"),
    [
        ("T1", "wechat", Provider.WECHAT),
        ("T1", " WeChatPay ", Provider.WECHAT),
        ("T1", "支付宝", Provider.ALIPAY),
        ("T1", "银行卡", None),
        ("T1", None, None),
        ("4200001234202601011234567890", None, Provider.WECHAT),
        ("4200001234202601011234567890", "card", None),
        ("2026112922001400331400000001", "", Provider.ALIPAY),
        ("2026132922001400331400000001", None, None),
        ("4200001234202601011234567890", "", Provider.WECHAT),
        ("42000012342026010112345678901", None, None),
        ("４２" + "0" * 26, None, None),
    ],
)
def test_a_transaction_is_its_provider_s_as_the_shop_says_or_as_its_number_looks(
    number: str, method: str | None, whose: Provider | None
) -> None:
    assert provider_of(number, method) is whose
