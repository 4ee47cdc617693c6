"""Tests of questions and cases: what is asked, and what of an order counts as known by then."""

from datetime import timedelta

import pytest

from rules.events.event import Event
from rules.insight.asking import TYPES, Asked, Happening, Unclear, read
from rules.insight.cases import case_of
from rules.insight.lift import Case, Dimension
from rules.insight.tiers import Tier, tier_of
from rules.resonance.policy import Policy
from rules.wording.say import say
from tests.builders import NOON, SHANGHAI, a_payment, an_event, an_order, hours, minutes, seconds

H = Happening
ASKED = Asked(first=H.PAID, second=H.CANCELLED, within=hours(2))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "first", "second", "within"),
    [
        ("2小时内取消", H.PAID, H.CANCELLED, hours(2)),
        ("支付后 2 小时内取消", H.PAID, H.CANCELLED, hours(2)),
        ("取消，支付后半小时内", H.PAID, H.CANCELLED, minutes(30)),
        ("下單後3天内投诉", H.CREATED, H.COMPLAINT, 3 * DAY),
        ("找客服后30分钟内取消率", H.CHAT, H.CANCELLED, minutes(30)),
        ("申请退款 退款到账 7天", H.REFUND_ASKED, H.REFUND_PAID, 7 * DAY),
        ("退款到账 7d", H.PAID, H.REFUND_PAID, 7 * DAY),
        ("改地址 改地址 30m", H.ADDRESS_CHANGED, H.ADDRESS_CHANGED, minutes(30)),
        ("cancelled 2h", H.PAID, H.CANCELLED, hours(2)),
        ("Cancelled within 2 hours of payment", H.PAID, H.CANCELLED, hours(2)),
        ("chat bad_review 14d", H.CHAT, H.BAD_REVIEW, 14 * DAY),
        ("address change bad-review 14d", H.ADDRESS_CHANGED, H.BAD_REVIEW, 14 * DAY),
        ("refund asked refund paid 1h", H.REFUND_ASKED, H.REFUND_PAID, hours(1)),
        ("order.created then order.cancelled in 90m", H.CREATED, H.CANCELLED, minutes(90)),
    ],
)
def test_a_question_is_two_events_and_a_time(
    said: str, first: Happening, second: Happening, within: timedelta
) -> None:
    assert read(said) == Asked(first=first, second=second, within=within)


@pytest.mark.parametrize(
    ("said", "reason", "word"),
    [
        ("", "event", ""), ("2h", "event", ""), ("支付后2小时内", "event", ""),
        ("支付 取消 投诉 2h", "event", ""), ("取消", "span", ""), ("取消 0分钟", "span", ""),
        ("取消 15天", "long", ""), ("火星 2h", "word", "火星"), ("不取消 2h", "word", "不"),
        ("取消 2h 3h", "word", "3h"), ("一下 1024", "word", "一下 1024"),
        ("scancelled 2h", "word", "scancelled"), ("-2小时内取消", "word", "-2小时"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_asked_about(said: str, reason: str, word: str) -> None:
    assert read(said) == Unclear(reason=reason, said=word)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_event_is_understood_by_the_name_that_is_shown(lang: str) -> None:
    for one in Happening:
        asked = read(f"{say(f'happening_{one}', lang)} 2h")
        assert asked == Asked(first=H.PAID, second=one, within=hours(2))
        if not TYPES[one][1]:
            by_type = read(f"{TYPES[one][0]} 2h")
            assert by_type == asked


@pytest.mark.parametrize(
    ("address", "tier"),
    [
        ({"city": "杭州市"}, Tier.NEW_FIRST), ({"city": "广州"}, Tier.FIRST),
        ({"province": "上海市", "city": "市辖区"}, Tier.FIRST),
        ({"province": "重庆", "city": "县"}, Tier.NEW_FIRST),
        ({"city": "绵阳市"}, Tier.THIRD), ({"city": "恩施土家族苗族自治州"}, Tier.THIRD),
        ({"city": "浙江温州"}, Tier.SECOND),
        ("浙江省温州市鹿城区某路 1 号", Tier.SECOND), ("北京市朝阳区", Tier.FIRST),
        ("广西壮族自治区南宁市", Tier.SECOND), ("四川绵阳市", Tier.THIRD),
        ({"city": "monte siao"}, None), ({"province": "浙江"}, None), ({"city": None}, None),
        ("某路 1 号", None), (None, None), (7, None),
    ],
)  # fmt: skip
def test_the_tier_is_that_of_the_city(address: object, tier: Tier | None) -> None:
    assert tier_of(address) is tier


def case(*events: Event, asked: Asked = ASKED, after: timedelta = DAY) -> Case | None:
    return case_of(
        events, asked, since=NOON - DAY, now=NOON + after, policy=Policy(timezone=SHANGHAI)
    )


CANCELLED = "order.cancelled"


@pytest.mark.parametrize(
    ("after", "followed"),
    [(seconds(0), True), (hours(2), True), (hours(2) + seconds(1), False), (-seconds(1), False)],
)
def test_the_time_is_inclusive_at_both_ends(after: timedelta, *, followed: bool) -> None:
    found = case(a_payment(at=NOON), an_event(CANCELLED, at=NOON + after))
    assert found is not None
    assert found.followed is followed
    assert found.slot == 24


def test_an_order_counts_once_its_time_is_over_and_from_the_first_day_on() -> None:
    assert case(a_payment(), after=hours(2) - seconds(1)) is None
    assert case(a_payment(), an_event(CANCELLED), after=hours(1)) is None
    assert case(a_payment(), after=hours(2)) is not None
    assert case(a_payment(at=NOON - DAY)) is not None
    assert case(a_payment(at=NOON - DAY - seconds(1)), a_payment(at=NOON)) is None
    assert case(an_order()) is None


def test_the_same_event_again_is_one_of_a_later_time() -> None:
    twice = Asked(first=H.ADDRESS_CHANGED, second=H.ADDRESS_CHANGED, within=minutes(30))
    one = an_event("order.address_changed", at=NOON, event_id="a", address={"city": "杭州"})
    copy = an_event("order.address_changed", at=NOON, event_id="b", address={"city": "杭州"})
    later = an_event("order.address_changed", at=NOON + minutes(30), event_id="c", address={})

    copied, changed = case(one, copy, asked=twice), case(one, later, asked=twice)
    assert copied is not None
    assert not copied.followed
    assert changed is not None
    assert changed.followed


def test_an_outcome_is_one_of_its_kind() -> None:
    asked = Asked(first=H.PAID, second=H.COMPLAINT, within=hours(2))
    for kind, followed in (("complaint", True), ("ok", False)):
        found = case(a_payment(), an_event("outcome.reported", kind=kind), asked=asked)
        assert found is not None
        assert found.followed is followed


def test_an_order_is_told_apart_by_what_was_known_when_the_first_happened() -> None:
    found = case(
        an_order(
            at=NOON - minutes(5), shop=" 店  A ", address={"city": "绵阳"},
            items=[{"sku": "1", "category": "鞋"}, {"sku": "2", "category": "包"}, {"sku": "3"}],
        ),
        an_event("order.address_changed", at=NOON - minutes(1), address={"city": "杭州"}),
        an_event("order.paid", at=NOON, amount="1.00", method="wechat"),
        an_event("coupon.applied", at=NOON - minutes(4), depth=0.5),
        an_event("checkout.dwelled", at=NOON - minutes(4), seconds=12),
        an_event("order.address_changed", at=NOON + minutes(20), address={"city": "北京"}),
        an_event("signal.seen", at=NOON + minutes(9), kind="popup"),
        an_event("chat.opened", at=NOON + minutes(10)),
        an_event(CANCELLED, at=NOON + minutes(10)),
    )  # fmt: skip

    assert found is not None
    assert found.traits == {
        (Dimension.SHOP, "店 A"), (Dimension.CATEGORY, "鞋"), (Dimension.CATEGORY, "包"),
        (Dimension.TIER, Tier.NEW_FIRST), (Dimension.METHOD, "wechat"),
        (Dimension.SIGNAL, "address_changed"), (Dimension.SIGNAL, "coupon_depth"),
        (Dimension.SIGNAL, "popup"),
    }  # fmt: skip


def test_odd_values_are_no_trait() -> None:
    found = case(
        an_order(shop=None, items=[], address=None), a_payment(),
        an_event("coupon.applied", depth=None), an_event("signal.seen", kind=" "),
    )  # fmt: skip
    assert found == Case(slot=24, followed=False)
