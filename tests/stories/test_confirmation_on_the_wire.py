"""Services that call and text customers fail in every way: nobody is forgotten, or asked twice."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.gateways.aliyun import Account, AliyunGateway, AliyunSms, AliyunVoice
from handlers.confirmation import reports
from rules.confirmation.asking import AskingPolicy
from rules.confirmation.reports import read_reports
from tests.harness import Harness
from tests.platforms.aliyun.server import serving
from tests.platforms.aliyun.world import KEY, SECRET, World

pytestmark = pytest.mark.wire

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(slots=True)
class Phones:
    """A shop whose customers are sent messages and called by services on the wire."""

    h: Harness
    world: World
    gateways: dict[str, AliyunGateway]

    def sign(self, *order_nos: str) -> None:
        """Have orders delivered and signed for."""
        for no in order_nos:
            self.h.ordered(no, customer={"phone": f"138{no:0>8}"})
            self.h.happens("carrier.trace", no, tracking_no=f"SF{no}", state="已签收")

    async def time_passes(self, delta: timedelta, step: timedelta = 10 * MINUTE) -> None:
        """Let time go by in steps in which everything leaves that is due."""
        until = self.h.now + delta
        while self.h.now < until:
            self.h.pass_time(min(step, until - self.h.now))
            self.h.deliver()
            taken, self.h.calls = self.h.calls, []
            for out in taken:
                self.h.report(out, await self.gateways[out.channel].send(out))

    def told(self, action: str) -> Counter[str]:
        """Return how often each number was called or sent something."""
        return Counter(made.number for made in self.world.made if made.action == action)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Return one database: here services fail; `test_confirmation` tells the same on both."""
    return sqlite_url


@pytest.fixture
async def phones(h: Harness) -> AsyncIterator[Phones]:
    """Yield the shop; whoever was called was called in allowed hours, and once a day."""
    h.asking = AskingPolicy(link_by="sms", call_by="voice")
    world = World(now=lambda: h.now)
    async with serving(world) as base:
        sms, voice = (Account(name=n, url=base, key=KEY, secret=SECRET, timeout=0.4)
                      for n in ("sms", "voice"))  # fmt: skip
        gateways: dict[str, AliyunGateway] = {
            "sms": AliyunSms(sms, template="SMS_1", sign_name="店"),
            "voice": AliyunVoice(voice, template="TTS_1", show_number=None),
        }
        yield Phones(h, world, gateways)
        for gateway in gateways.values():
            await gateway.close()
    assert world.violations == []
    calls = [made for made in world.made if made.action == "SingleCallByTts"]
    for made in calls:
        assert made.at.astimezone(h.deps.timezone).hour in range(9, 20), made
    a_day = Counter((m.number, m.at.astimezone(h.deps.timezone).date()) for m in calls)
    assert set(a_day.values()) <= {1}


async def test_everybody_is_sent_a_link_at_once_and_called_after_a_day(phones: Phones) -> None:
    numbers = [str(n) for n in range(2001, 2006)]
    phones.sign(*numbers)
    await phones.time_passes(HOUR)
    assert set(phones.told("SendSms").values()) == {1}
    assert len(phones.told("SendSms")) == len(numbers)
    await phones.time_passes(22 * HOUR, step=HOUR)
    assert not phones.told("SingleCallByTts")
    await phones.time_passes(2 * HOUR)
    assert len(phones.told("SingleCallByTts")) == len(numbers)
    await phones.time_passes(96 * HOUR, step=HOUR)
    assert set(phones.told("SingleCallByTts").values()) == {2}


@pytest.mark.parametrize(
    "kind", ["cut_after", "hang_after", "broken_after", "cut", "broken", "garbage"]
)
async def test_what_nobody_answered_for_is_never_doubled(phones: Phones, kind: str) -> None:
    phones.sign("2001")
    phones.world.rules.append({"kind": kind, "seconds": 0.6, "times": 1})
    await phones.time_passes(3 * HOUR)
    assert max(phones.told("SendSms").values(), default=0) <= 1
    phones.world.rules.append({"kind": kind, "seconds": 0.6, "times": 1})
    await phones.time_passes(24 * HOUR, step=HOUR)
    assert max(phones.told("SingleCallByTts").values(), default=0) <= 1
    await phones.time_passes(24 * HOUR, step=HOUR)
    assert phones.told("SingleCallByTts")  # the second attempt was made all the same


async def test_a_service_that_is_away_for_hours_loses_nobody(phones: Phones) -> None:
    here = phones.gateways["voice"]
    async with serving(World()) as base:
        gone = base
    account = Account(name="voice", url=gone, key=KEY, secret=SECRET, timeout=0.4)
    phones.gateways["voice"] = AliyunVoice(account, template="TTS_1", show_number=None)
    phones.sign("2001", "2002")
    await phones.time_passes(28 * HOUR, step=HOUR)
    assert not phones.told("SingleCallByTts")
    await phones.gateways["voice"].close()
    phones.gateways["voice"] = here
    await phones.time_passes(24 * HOUR, step=20 * MINUTE)
    assert set(phones.told("SingleCallByTts")) == {f"138{n:0>8}" for n in (2001, 2002)}


async def test_a_report_pushed_twice_is_one_answer(phones: Phones) -> None:
    phones.h.asking = AskingPolicy(call_by="voice")
    phones.sign("2001")
    await phones.time_passes(25 * HOUR, step=HOUR)
    (made,) = phones.world.made
    told = {"out_id": made.out_id, "status_code": "200010", "dtmf": "1", "duration": "10秒"}
    pushed = read_reports([told, told]) or []
    for _ in range(2):
        phones.h.database.do(
            lambda tx: reports.take_reports(tx, phones.h.deps, "voice", pushed, phones.h.now)
        )
    assert phones.h.order("2001")["confirmation"]["result"] == "intact"
    lines = [line["type"] for line in phones.h.order("2001")["timeline"]]
    assert lines.count("call.reported") == 1
    await phones.time_passes(48 * HOUR, step=HOUR)
    assert len(phones.world.made) == 1
