"""The demo's day in English: not a word of Chinese is left, and nothing else has changed."""

import re
from dataclasses import fields
from datetime import datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo.english import english, in_english
from bot.demo.house import LINKS, QUALITY_CONTROL, SHIFTS
from bot.demo.outside import ROOM
from bot.demo.people import CREW
from bot.demo.scenario.catalogue import SHOPS, WAREHOUSES
from bot.demo.scenario.day import SEED, day
from bot.demo.scenario.steps import Step

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - whatever a step carries
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in _texts(one)]
        case list() | tuple():
            return [text for one in value for text in _texts(one)]
        case _:
            return []


def _said(step: Step) -> list[str]:
    return [t for f in fields(step.what) for t in _texts(getattr(step.what, f.name))]


def test_every_step_says_the_same_in_english() -> None:
    made = day(SEED, datetime(2026, 11, 27, 8, tzinfo=ZoneInfo("Asia/Shanghai")))

    left = set()
    for step in (*made.prelude, *made.steps):
        told = in_english(step)
        assert (told.at, type(told.what)) == (step.at, type(step.what))
        pairs = list(zip(_said(step), _said(told), strict=True))
        # What has no Chinese in it, numbers and ids above all, is as it was.
        assert all(before == after for before, after in pairs if not _CHINESE.search(before))
        left |= {after for _, after in pairs if _CHINESE.search(after)}
    assert left == set()


@pytest.mark.parametrize(
    "name",
    [
        *(member.name for member in CREW), *(shop.name for shop in SHOPS), *WAREHOUSES,
        ROOM, QUALITY_CONTROL, *(shift[0] for shift in SHIFTS), *(link[0] for link in LINKS),
    ],
)  # fmt: skip
def test_the_house_has_english_names_and_people_one_word(name: str) -> None:
    assert not _CHINESE.search(english(name))
    if name in {member.name for member in CREW}:
        assert " " not in english(name)  # commands take a name as one word


def test_what_buttons_of_pages_say_is_written_in_the_labels_alone() -> None:
    scripts = (files("bot.channels.console") / "static").iterdir()
    left = {
        script.name: found
        for script in scripts
        if script.name.endswith(".js")
        if (found := set(_HAN.findall(script.read_text(encoding="utf-8"))))
    }
    # The logo, and what stands for somebody who has no picture.
    assert left == {"chat.js": {"振"}, "nav.js": {"振"}}
