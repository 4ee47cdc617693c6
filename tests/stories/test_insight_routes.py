"""Who would be told, and whether it works: routes and the test fire."""

from datetime import timedelta

import pytest

from rules.alerts.attention import PeopleRules
from rules.delivery.places import place_name
from rules.delivery.routes import Route, Target
from rules.people.oncall import Shift
from tests.harness import PEOPLE, Harness

OPS = Target(channel="console", conversation="ops")
LEAD = Target(channel="console", conversation="lead")
ROUTES = (
    Route(match={"level": "red", "warehouse": "hz-1"}, to=(LEAD,), owner="王敏", go_on=True),
    Route(match={"shop": "other"}, to=(Target(channel="console", conversation="other"),)),
    Route(match={"level": "red"}, to=(OPS,)),
)


def answer(h: Harness, text: str, *, by: str = "王敏", private: bool = False) -> str:
    """Return what the bot says."""
    reply = h.says(text, by=by, private=private)
    assert reply is not None
    return reply.text


def test_routes_are_listed_in_order_with_owner_and_fall_back(h: Harness) -> None:
    h.routes = ROUTES
    lines = answer(h, "路由").splitlines()

    assert "3 条" in lines[0]
    assert "控制台 lead" in lines[1]
    assert "王敏" in lines[1]
    assert "继续往下" in lines[1]
    assert "订单值班群" in lines[-1]


def test_a_route_of_a_shop_is_shown_to_those_who_see_the_shop(h: Harness) -> None:
    h.routes = ROUTES
    h.ordered("1024")

    assert "控制台 other" in answer(h, "routes", by="外店小周")
    h.scopes = {("console", "ops"): ("glasses",)}
    assert "控制台 other" not in answer(h, "routes", by="小赵")


def test_an_order_says_which_route_matches_and_who_is_told(h: Harness) -> None:
    h.routes = ROUTES
    h.ordered("1024")

    calm = answer(h, "路由 1024")

    assert "现在平静" in calm
    assert "命中第 1、3 条" in calm
    assert "控制台 lead、订单值班群" in calm
    assert "负责人 王敏" in calm
    h.turns_red("1024")
    assert "红色预警" in answer(h, "路由 1024").splitlines()[0]
    assert {h.expect_card("1024").conversation for _ in range(2)} == {"lead", "ops"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("red warehouse=hz-1", "命中第 1、3 条"),
        ("red", "命中第 3 条"),
        ("橙", "没有命中，走兜底"),
        ("orange shop=other", "命中第 2 条"),
        ("red colour=green", "看不懂"),
    ],
)
def test_an_imagined_alert_can_be_walked_too(h: Harness, words: str, expected: str) -> None:
    h.routes = ROUTES

    assert expected in answer(h, f"路由 {words}")


def test_a_test_walks_six_stages_and_sends_nothing_by_itself(h: Harness) -> None:
    h.ordered("1024")
    before = h.database.look(lambda tx: (tx.ledger.counts(), tx.alerts.counts()))

    lines = answer(h, "测试", by="李雷").splitlines()

    stages = [line.split(" ", 1)[1].split("：")[0] for line in lines[1:]]
    assert stages == ["取数", "评分", "判定", "路由", "静默与时段", "发送"]
    assert [line.split(" ", 1)[0] for line in lines[1:]] == [*["通过"] * 5, "跳过"]
    assert "锁定" in lines[3]
    assert h.database.look(lambda tx: (tx.ledger.counts(), tx.alerts.counts())) == before


def test_each_stage_says_what_is_wrong(h: Harness) -> None:
    h.routes = ROUTES

    text = answer(h, "试触发 orange console:lead", by="李雷")

    assert "注意 取数：还没有来源" in text
    assert "注意 路由：有路由通向 console:lead" in text
    h.now += timedelta(seconds=11)
    assert "失败 路由：没有一条路由通向 console:nowhere" in answer(h, "test red console:nowhere")
    h.says("停止自动锁 演练", by="陈静")
    for _ in range(2):  # every red route but the one that reads the answer
        h.expect_notice("停止了自动锁")
    h.now += timedelta(seconds=11)
    assert "注意 判定" in answer(h, "测试")


def test_a_test_message_goes_to_the_conversation_that_asked_and_says_what_it_is(
    h: Harness,
) -> None:
    h.ordered("1024")
    h.routes = (Route(to=(LEAD,)),)

    assert "通过 发送" in answer(h, "测试 发送", by="李雷")

    h.deliver()
    assert [out.conversation for out in h.unread] == ["ops"]
    assert "不是预警" in h.expect_notice("测试消息")


def test_a_failed_stage_keeps_the_message_back(h: Harness) -> None:
    assert "没有发送" in answer(h, "测试 发送 console:nowhere")


def test_nobody_tests_twice_in_ten_seconds(h: Harness) -> None:
    answer(h, "测试", by="李雷")
    h.now += timedelta(seconds=9)

    assert "再试" in answer(h, "测试", by="李雷")
    assert "取数" in answer(h, "测试", by="韩梅")
    h.now += timedelta(seconds=1)
    assert "取数" in answer(h, "测试", by="李雷")


def test_a_viewer_does_not_test(h: Harness) -> None:
    assert "操作员" in answer(h, "测试", by="小赵")


def names_of(ids: tuple[str, ...]) -> set[str]:
    return {person.name for person in PEOPLE if person.ids["console"] in ids}


@pytest.mark.parametrize("owner", [None, "王敏", "没有这个人"])
@pytest.mark.parametrize("on_duty", [(), ("李雷",), ("韩梅", "小赵")])
@pytest.mark.parametrize("direct", [False, True])
def test_the_routes_of_an_order_name_whom_its_card_calls_and_where_it_goes(
    h: Harness, owner: str | None, on_duty: tuple[str, ...], *, direct: bool
) -> None:
    h.people = PeopleRules(shifts=(Shift(name="白班", people=on_duty),) if on_duty else ())
    bound = Target(channel="console", conversation="bound")
    h.routes = (Route(to=(LEAD, bound), owner=owner, direct=direct),)
    h.scopes = {bound.place: ("other",)}
    h.ordered("1024")
    h.turns_red("1024")

    said = answer(h, "路由 1024").splitlines()

    h.deliver()
    cards = [out for out in h.unread if out.picture is not None]
    h.read()
    (told,) = [line.removeprefix("现在会发到：") for line in said if "现在会发到" in line]
    called = [line.removeprefix("现在会叫 ") for line in said if "现在会叫" in line]
    places = {Target(channel=out.channel, conversation=out.conversation) for out in cards}
    assert set(told.split("、")) == {place_name(one, h.deps.directory) for one in places}
    assert "控制台 bound 只绑定别的店铺，不发" in said
    for out in cards:
        assert names_of(out.mentions) == set(called[0].split("、") if called else ())
    assert ("不在 [[people]] 里" in "".join(said)) is (owner == "没有这个人")
    assert "   5 分钟没人处理再发 备岗" in said
