"""A month of twelve sources through the real sweep: who is there is not missed, who is cut is."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from handlers.sweeps import absences
from rules.health.absence import HOUR, hour_of
from rules.health.troubles import HealthRules
from storage import migrate
from storage.database import Database
from tests.builders import SHANGHAI, minutes
from tests.harness import Harness
from tests.rules.test_absence import poisson

#: Events in the best hour of a source -> how long its silence from ten o'clock on may last unseen;
#: None: it is too rare to be missed, and has `silent_after`.
SOURCES: Mapping[str, tuple[int, timedelta | None]] = {
    "oms": (400, HOUR), "shop": (200, HOUR), "erp": (120, HOUR), "wms-hz": (120, HOUR),
    "wms-bj": (80, HOUR), "service": (60, HOUR), "wechat": (40, HOUR), "kuaidi100": (30, HOUR),
    "alipay": (25, 2 * HOUR), "calls": (20, 2 * HOUR), "crm": (8, 5 * HOUR), "sms": (2, None),
}  # fmt: skip
#: What the hours of a shop's day are of its best one, in percent.
HOURS = (
    10, 6, 4, 3, 3, 5, 12, 25, 50, 80, 100, 100, 90, 80, 85, 90, 90, 85, 80, 85, 100, 100, 70, 30,
)  # fmt: skip
#: Seeds, days without a cut, and who is cut in a sample.
_FULL, _SAMPLE = (5, 30), (1, 1)
_SOME = ("oms", "crm", "sms")
_UNTIL = 12 * HOUR

#: How many events by (source, type, hour).
Heard = dict[tuple[str, str, datetime], int]


@dataclass(slots=True)
class Month:
    """Twelve sources, the four weeks that are learned from, and a clock that moves by hours."""

    h: Harness
    chance: random.Random
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Let the weeks go by that are learned from."""
        self.at = hour_of(self.h.now)
        heard: Heard = {}
        for ago in range(24 * 28, 0, -1):
            heard |= self._comes(self.at - ago * HOUR)
        self.h.database.do(lambda tx: tx.feeds.heard(heard, self.at))

    def an_hour(self, *, cut: str = "") -> set[str]:
        """Let an hour go by and look twice; return who is said to be silent."""
        for feed, number in self._comes(self.at).items():
            if feed[0] != cut:
                last = self.at + HOUR * max(self.chance.random() for _ in range(min(number, 50)))
                self._hears({feed: number}, last)
        found = self._looks(self.at + HOUR / 2)
        self.at += HOUR
        return found | self._looks(self.at)

    def until_ten(self) -> None:
        """Let time go by until it is ten o'clock."""
        while self.at.astimezone(SHANGHAI).hour != 10:
            self.an_hour()

    def cut(self, name: str) -> timedelta | None:
        """Cut a source until it is missed; return how long that took, None for never."""
        began = self.at
        while self.at < began + _UNTIL:
            if found := self.an_hour(cut=name):
                assert found == {name}
                return self.at - began
        return None

    def _comes(self, hour: datetime) -> Heard:
        """Return what comes in an hour, by chance; days differ, and weekends are busier."""
        local = hour.astimezone(SHANGHAI)
        day = random.Random(local.toordinal()).uniform(0.85, 1.15)  # noqa: S311 - ordinary noise
        day *= HOURS[local.hour] / 100 * (1.2 if local.weekday() > 4 else 1)
        numbers = {name: poisson(self.chance, best * day) for name, (best, _) in SOURCES.items()}
        return {(name, "order.created", hour): n for name, n in numbers.items() if n}

    def _hears(self, heard: Heard, at: datetime) -> None:
        self.h.database.do(lambda tx: tx.feeds.heard(heard, at))

    def _looks(self, now: datetime) -> set[str]:
        self.h.now = now
        self.h.database.do(lambda tx: absences.sweep(tx, self.h.deps, now))
        return {one.name for one in self.h.database.look(lambda tx: tx.troubles.lasting())}


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_in_a_month_nobody_is_missed_who_is_there_and_whoever_is_cut_is_found_by_how_much_it_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    seeds, days = _FULL if full_proof else _SAMPLE
    false = 0
    for seed in range(seeds):
        chance = random.Random(seed)  # noqa: S311 - ordinary noise
        url = f"sqlite:///{tmp_path}/{seed}.db"
        migrate.upgrade(url)
        h = Harness(database=Database(url), health=HealthRules(heartbeat=minutes(30)))
        month, before = Month(h, chance), set[str]()
        for _ in range(24 * days):
            found = month.an_hour()
            false += len(found - before)
            before = found
        took = {}
        for name in SOURCES if full_proof else _SOME:
            month.until_ten()
            took[name] = month.cut(name)
            assert month.an_hour() <= {name}
            assert month.an_hour() == set()
        h.database.close()
        with capsys.disabled():
            after = {name: length and length / HOUR for name, length in took.items()}
            print(f"\nseed {seed}: {false} false alarms so far; found after hours: {after}")  # noqa: T201
        for name, length in took.items():
            longest = SOURCES[name][1]
            assert length is None if longest is None else length is not None and length <= longest
    assert false <= seeds
