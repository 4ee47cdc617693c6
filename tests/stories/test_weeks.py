"""What a week came to is told on Monday, once in each conversation."""

from datetime import time, timedelta

from rules.cards.images.image import Image
from rules.delivery.routes import Route, Target
from tests.harness import GROUP, Harness

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def a_week(h: Harness) -> None:
    """Let five orders be paid on a Monday, two of which people have to look at, and end it."""
    h.digest = time(18)
    for number in range(5):
        late = (h.now + (2 * HOUR if number == 0 else 99 * DAY)).isoformat()
        shop = "other" if number == 4 else "glasses"
        h.ordered(f"o-{number}", shop=shop, promised_ship_at=late)
    h.locks("o-1", by="finance", hold="FINANCE")
    h.happens("penalty.billed", "o-0", kind="延迟发货", amount="5.00", bill_id="b")
    for _ in range(7):
        h.pass_time(DAY)
    h.read()
    h.pass_time(7 * HOUR)


def test_monday_tells_the_week_beside_the_one_before_once(h: Harness) -> None:
    a_week(h)

    (told,) = h.read("一周订单健康")

    lines = told.text.splitlines()
    assert lines[0] == "一周订单健康 08-03 至 08-09"
    assert lines[1] == "⚠️ 状态流转阻塞率 40.00%（上一周 –）〔健康 7 天〕"
    assert told.read_file is not None
    image = h.database.look(told.read_file)
    assert isinstance(image, Image)
    assert image.name == "order-health-2026-08-03"
    assert ">40.00%<" in image.svg
    assert image.svg.count("<circle") == 7 + 1 + 1  # a hold and a bill are of one day each
    assert not told.needs_file
    assert lines[-3:] == [
        "漏发 1 单，平台账单 ¥5.00〔漏发率 2026-08〕",
        "自动核对 5 单，要人看的 2 单，省下 3 次人工核对〔预警〕",
        "走势和要处理的单：http://ops.test/order-health",
    ]  # fmt: skip
    for _ in range(6):
        h.pass_time(DAY)
    assert h.read("一周订单健康") == []
    h.restart()
    h.pass_time(HOUR)
    assert h.read("一周订单健康") == []
    h.pass_time(DAY)
    assert h.read("一周订单健康") == []  # nothing was paid in the next one
    h.read()


def test_a_conversation_bound_to_shops_is_told_of_theirs(h: Harness) -> None:
    mine, theirs = (Target(channel="console", conversation=name) for name in (GROUP, "lead"))
    h.routes = (Route(to=(mine, theirs)),)
    h.scopes = {("console", "lead"): ("other",)}
    a_week(h)

    told = {out.conversation: out.text for out in h.read("一周订单健康")}

    assert "自动核对 5 单，要人看的 2 单" in told[GROUP]
    assert "自动核对 1 单，要人看的 0 单，省下 1 次" in told["lead"]
    h.read()


def test_the_week_says_how_far_people_agreed_about_its_alerts(h: Harness) -> None:
    h.digest = time(18)
    for no in ("1001", "1002"):
        h.ordered(no)
        h.turns_orange(no)
        h.read()
    h.says("误报 1001", by="韩梅")
    h.says("冻结 1001", by="李雷")
    h.says("冻结 1002", by="李雷")
    for _ in range(7):
        h.pass_time(DAY)
    h.says("误报 1002", by="韩梅")  # in another week
    h.read()

    h.pass_time(7 * HOUR)

    (told,) = h.read("一周订单健康")
    assert told.text.splitlines()[-2] == ("两人以上判断过的 1 单，一致程度 κ -1.00〔信号 质量〕")
    h.read()


def test_without_an_hour_of_the_digest_no_week_is_told(h: Harness) -> None:
    h.ordered()
    h.pass_time(8 * DAY)
    h.read()
    h.pass_time(DAY)
    h.expect_nothing()
