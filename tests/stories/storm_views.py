"""What people see of a storm on each platform, read from their screens alone."""

import re
from dataclasses import dataclass

from tests.platforms.dingtalk import control as dingtalk
from tests.platforms.slack import control as slack
from tests.platforms.wecom import control as wecom
from tests.stories.processes import Platforms

_TITLE = re.compile(r"预警集中出现：(\d+) 单（红 (\d+) · 橙 (\d+)）")
#: What there is none of is not said.
_COUNTS = (r"(\d+) 单各有卡片", r"(\d+) 单并在这里", r"(\d+) 单排队中")
_OVER = re.compile(
    r"预警高峰过去了：共 (\d+) 单（红 (\d+) · 橙 (\d+)），其中单独发卡 (\d+)，合并 (\d+)"
)
_FIRST = re.compile(r"先看\W*：?\W*((?:\d{7}、)*\d{7})")
_ALONE = re.compile(r"(红色|橙色)预警[^\n]*?(\d{7})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The numbers of a storm card, or of the sentence that ends the storm."""

    total: int
    red: int
    orange: int
    alone: int
    merged: int
    queued: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The bot's messages in one group, oldest first."""

    texts: tuple[str, ...]

    @property
    def alone(self) -> list[tuple[str, str]]:
        """Return (level, order number) of each alert that has a card of its own."""
        found = [_ALONE.search(text) for text in self.texts if not _TITLE.search(text)]
        return [(one[1], one[2]) for one in found if one]

    @property
    def storm(self) -> Counted | None:
        """Return what the newest storm card says."""
        for text in reversed(self.texts):
            title = _TITLE.search(text)
            if title:
                total, red, orange = map(int, title.groups())
                found = (re.search(count, text) for count in _COUNTS)
                alone, merged, queued = (int(one[1]) if one else 0 for one in found)
                return Counted(
                    total=total, red=red, orange=orange, alone=alone, merged=merged, queued=queued
                )
        return None

    @property
    def first_to_see(self) -> list[str]:
        """Return the orders that the newest storm card names."""
        found = [one[1] for text in self.texts if (one := _FIRST.search(text))]
        return found[-1].split("、") if found else []

    @property
    def over(self) -> list[Counted]:
        """Return what the sentences say that end storms."""
        found = [_OVER.search(text) for text in self.texts]
        return [
            Counted(total=total, red=red, orange=orange, alone=alone, merged=merged)
            for one in found
            if one
            for total, red, orange, alone, merged in [map(int, one.groups())]
        ]


async def screens(sims: Platforms) -> dict[str, Screen]:
    """Look at the group of each platform."""
    return {
        "dingtalk": Screen(texts=tuple(_texts(await sims.dingtalk.view(dingtalk.GROUP)))),
        "wecom": Screen(texts=tuple(_texts(await sims.wecom.view(wecom.GROUP)))),
        "slack": Screen(
            texts=tuple(
                f"{one['text']}\n{one['shown']}"
                for one in await sims.slack.view(by="U0ANY", channel=slack.OPS)
                if one["user"] == "UBOT"
            )
        ),
    }


def _texts(rows: list[dict[str, object]]) -> list[str]:
    return [f"{row['title']}\n{row['text']}" for row in rows if row["by"] == "bot"]
