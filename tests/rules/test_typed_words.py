"""What people type: stretches of time of several parts, names of shops, brackets at an edge."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chat.grammar import Command
from rules.chat.phrases import name_first, name_meant, squeeze, tidy
from rules.chat.spans import find_duration
from rules.wording.say import span
from tests.builders import hours, minutes
from tests.rules.reading import reading


@pytest.mark.parametrize(
    ("said", "meant", "rest"),
    [
        ("1小时30分 等客户", minutes(90), "等客户"),
        ("1 小时 30 分 等客户", minutes(90), "等客户"),
        ("2h30m", minutes(150), ""),
        ("1d2h3m4s", timedelta(days=1, hours=2, minutes=3, seconds=4), ""),
        ("1天12小时 出差", hours(36), "出差"),
        ("2小时半 等客户", minutes(150), "等客户"),
        ("2小时半价活动", hours(2), "半价活动"),
        ("一个半小时", minutes(90), ""),
        ("一天半内取消", hours(36), "内取消"),
        ("两个半小时", minutes(150), ""),
        ("支付后两小时内取消", hours(2), "支付后 内取消"),
        ("三十五分钟", minutes(35), ""),
        ("1 hour and 30 minutes waiting", minutes(90), "waiting"),
        ("双十一天猫大促 2h", hours(2), "双十一天猫大促"),
        ("下周一天气 2h", hours(2), "下周一天气"),
    ],
)
def test_all_parts_of_a_stretch_of_time_count(said: str, meant: timedelta, rest: str) -> None:
    found, left = find_duration(said)

    assert found == meant
    assert left.split() == rest.split()


@pytest.mark.parametrize("said", ["2h3", "三刻钟", "再过一个半小时", "过十一天了", "12345h"])
def test_half_of_what_was_said_is_no_stretch_of_time(said: str) -> None:
    assert find_duration(said) == (None, said)


@given(count=st.integers(1, 40_000), lang=st.sampled_from(["zh", "en"]))
def test_a_stretch_of_time_is_read_as_we_write_it(count: int, lang: str) -> None:
    written = minutes(count)
    if written >= timedelta(days=1):
        written -= written % hours(1)  # two units are written

    found, rest = find_duration(f"1024 {span(written, lang)} 等客户")

    assert found == written
    assert rest.split() == ["1024", "等客户"]


@pytest.mark.parametrize(
    "remark", ["客户已确认（电话）", "（电话）客户已确认", "【急】改址", "a (b)"]
)
def test_a_bracket_at_the_edge_of_a_remark_stays_with_its_other_half(remark: str) -> None:
    read = reading(f"放行 1024 {remark}。")

    assert isinstance(read, Command)
    assert read.rest == remark
    assert squeeze(f"（{remark}，") == remark


NAMES = (
    "杭州店（官方）",
    "ＡＢＣ旗舰店",
    "杭州店 二部",
    "店【自营】",
    "天猫－旗舰",
    "A店!",
    "🕶️眼镜店",
    "两行\n店",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_meant_by_what_chat_makes_of_it(name: str) -> None:
    typed = tidy(name)

    assert name_meant(typed, NAMES) == name
    assert name_meant(squeeze(typed), NAMES) == name
    assert name_first(f"{typed} 2h 暴雨", NAMES) == (name, "2h 暴雨")


def test_of_names_that_read_alike_the_very_same_is_meant_first() -> None:
    alike = ("ABC店", "ＡＢＣ店", "ABC店")

    assert name_meant("ABC店", alike) == "ABC店"
    assert name_meant("abc店", alike) == "ABC店"
    assert name_meant("别的店", alike) is None
    assert name_first("别的店 2h", alike) == ("别的店", "2h")
    assert name_first("", alike) == ("", "")
