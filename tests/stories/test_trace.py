"""The trace of an order: three sides laid over each other, and whoever says nothing is named."""

from datetime import timedelta

import pytest

from handlers.commands.story import story
from tests.builders import an_event
from tests.harness import Harness


def test_the_trace_merges_three_sides_by_when_things_happened_and_says_how_late_each_came(
    h: Harness,
) -> None:
    h.ordered()
    h.happens("chat.message", text="什么时候到", by="customer")
    moved = h.now - timedelta(hours=4)
    h.takes(
        an_event(
            "carrier.trace", at=moved, received_at=h.now, source="kuaidi100",
            tracking_no="SF1024", state="1", text="已揽收",
        )
    )  # fmt: skip
    before = _says(h, "轨迹 1024")
    h.happens("call.reported", result="没有接听")
    after = _says(h, "溯源 1024")

    lines = before.splitlines()
    trace = next(n for n, line in enumerate(lines) if "已揽收" in line)
    chat = next(n for n, line in enumerate(lines) if "什么时候到" in line)
    assert trace < chat
    assert "（kuaidi100，4 小时后收到）" in lines[trace]
    assert "0 秒后收到" in lines[chat]
    assert [line for line in lines if "无数据" in line] == ["外呼：无数据"]
    assert "没有接听" in after
    assert "无数据" not in after


def test_a_photo_that_a_call_brought_is_told_in_the_trace(h: Harness) -> None:
    h.ordered()
    h.happens("call.reported", result="damaged", photo_url="https://example.com/1.jpg")
    h.read()  # the damage opened a ticket, and that is a notice

    (line,) = [one for one in _says(h, "轨迹 1024").splitlines() if "外呼结果" in one]
    assert "照片 1 张 https://example.com/1.jpg（" in line
    assert any("https://example.com/1.jpg" in one["text"] for one in h.order()["timeline"])
    assert "https" not in _says(
        h, "体检 1024"
    )  # its lines are cut, and a cut address leads nowhere


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/1.jpg",
        "https://example.com/1.jpg) [x](y",
        "javascript:alert(1)",
        "https://[::1]/",
    ],
)
def test_an_address_that_is_not_plain_and_encrypted_is_a_count_only(
    h: Harness, address: str
) -> None:
    h.ordered()
    h.happens("call.reported", result="damaged", photo_url=address)
    h.read()

    (line,) = [one for one in _says(h, "轨迹 1024").splitlines() if "外呼结果" in one]
    assert "照片 1 张（" in line
    assert address not in line


def test_the_command_line_tells_the_same_lines_as_the_chat(h: Harness) -> None:
    h.ordered()
    moved = h.now - timedelta(hours=4)
    h.takes(
        an_event(
            "carrier.trace", at=moved, received_at=h.now, source="kuaidi100",
            tracking_no="SF1024", state="1", text="已揽收",
        )
    )  # fmt: skip

    told = h.database.look(lambda tx: story(tx, h.deps, "1024", h.now))

    assert told is not None
    lines = [line.replace("  ", " ") for line in told]
    (_, *chat) = _says(h, "轨迹 1024").splitlines()
    assert any("（kuaidi100，4 小时后收到）" in line for line in lines)
    assert "外呼：无数据" in lines
    assert [line for line in chat if line not in lines] == []


def test_an_order_of_which_nobody_tells_names_all_three(h: Harness) -> None:
    h.ordered()
    quiet = [line for line in _says(h, "trace 1024").splitlines() if "无数据" in line]
    assert quiet == ["物流：无数据", "客户触达：无数据", "外呼：无数据"]


def _says(h: Harness, text: str) -> str:
    reply = h.says(text)
    assert reply is not None
    return reply.text


def test_a_parcel_that_waits_too_long_is_named_with_its_limit(h: Harness) -> None:
    h.ordered(address={"province": "西藏自治区", "city": "拉萨市", "detail": "x"})
    h.happens("carrier.trace", tracking_no="SF1024", state="1002", text="已发往拉萨")
    h.pass_time(timedelta(hours=95))
    h.read()
    assert "物流异常" not in _says(h, "体检 1024")
    h.pass_time(timedelta(hours=2))
    h.read()
    for command in ("体检 1024", "轨迹 1024"):
        (line,) = [one for one in _says(h, command).splitlines() if "物流异常" in one]
        assert "SF1024" in line
        assert "等到达，已 4 天 1 小时，时限 4 天（偏远地区）" in line
    h.happens("carrier.trace", tracking_no="SF1024", state="3")
    assert "物流异常" not in _says(h, "轨迹 1024")


def test_while_a_system_is_lost_what_is_told_of_an_order_says_so(h: Harness) -> None:
    h.ordered()
    h.pass_time(timedelta(minutes=1))
    h.takes(an_event("system.heartbeat", None, at=h.now, system="wms"))
    assert "数据可能不全" not in _says(h, "轨迹 1024")
    h.pass_time(timedelta(minutes=9))
    h.read()
    for command in ("轨迹 1024", "体检 1024"):
        assert "数据可能不全：WMS 失联" in _says(h, command)
