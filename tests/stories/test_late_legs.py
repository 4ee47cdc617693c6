"""A parcel on its way: each of its seven legs is told once when it takes too long, and no more."""

from datetime import timedelta

import pytest

from rules.wording.say import limit as limit_text
from tests.harness import Harness

NEAR, REMOTE = "浙江省杭州市文一路 1 号", "新疆乌鲁木齐市天山区 2 号"
JUST = timedelta(seconds=2)
#: What ends a leg: the trace after it, and in hours how long the leg may take on the way to a
#: near and to a remote address, by ZTO and by SF; the numbers of rules/presets/legs.csv.
WAY = (
    ("揽收", ("1", "已揽收"), 24, 24, 24, 24),
    ("发出", ("1002", "离开【杭州转运中心】"), 24, 24, 24, 24),
    ("到达", ("TMS_STATION_IN", "到达【武汉转运中心】"), 48, 96, 36, 72),
    ("中转", ("0", "运输中"), 24, 48, 24, 48),
    ("停滞", ("1001", "到达目的地"), 24, 72, 24, 72),
    ("派件", ("5", "正在派件"), 24, 48, 24, 48),
    ("签收", ("3", "已签收"), 24, 48, 24, 48),
)


@pytest.mark.parametrize(
    ("carrier", "address", "column"),
    [("ZTO", NEAR, 2), ("ZTO", REMOTE, 3), ("SF", NEAR, 4), ("SF", REMOTE, 5)],
)
def test_each_leg_is_told_when_it_is_late_and_closed_by_the_next_trace(
    h: Harness, carrier: str, address: str, column: int
) -> None:
    h.ordered(address=address)
    h.happens("parcel.created", parcel_id="P9", tracking_no="T9", carrier=carrier)
    h.happens("system.status", system="wms", status="LOADED")
    for step in WAY:
        leg, (state, text), limit = step[0], step[1], timedelta(hours=int(str(step[column])))
        begun = h.now
        h.now = begun + limit
        assert _late(h) == [], leg
        h.now += JUST
        (told,) = _late(h)
        assert leg in told
        assert f"时限 {limit_text(limit)}（" in told
        h.now += timedelta(minutes=1)
        assert len(_late(h)) == 1, "it is told once, however often somebody looks"
        h.happens("carrier.trace", tracking_no="T9", state=state, text=text)
        assert _late(h) == [], f"{leg} is over"
    h.now += timedelta(days=30)
    assert _late(h) == []
    h.read()


def _late(h: Harness) -> list[str]:
    """Return what the trace of the order says of its parcel that waits."""
    reply = h.says("轨迹 1024")
    assert reply is not None
    return [line for line in reply.text.splitlines() if "T9" in line and "物流异常" in line]
