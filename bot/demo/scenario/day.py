"""A generated day: some six hundred orders, the stories among them, and the people. Pure."""

from datetime import datetime, timedelta
from itertools import count
from random import Random

from bot.demo import people
from bot.demo.scenario import ordinary
from bot.demo.scenario.catalogue import NUTS
from bot.demo.scenario.plot import Plot
from bot.demo.scenario.script import Script
from bot.demo.scenario.steps import Day, Happens, Step, in_order
from bot.demo.scenario.stories import STORIES

SEED = 1024
ORDERS = 600
LENGTH = timedelta(hours=14)  #: From 08:00 to 22:00.


def day(seed: int, starts: datetime, *, orders: int = ORDERS) -> Day:
    """
    Make up a day that begins at `starts`, eight o'clock by the wall clock.

    The same seed and start give the same day, to the letter.
    """
    rng = Random(seed)  # noqa: S311 - a play, not a secret
    numbers = (f"{starts:%y%m%d}{n}" for n in count(1001))
    plot = Plot(starts=starts, rng=rng, numbers=numbers)
    scripts = [script for story in STORIES for script in story(plot)]
    for who, placed in enumerate(
        ordinary.moments(rng, starts, orders - len(scripts)), start=10_001
    ):
        script = ordinary.begin(rng, next(numbers))
        ordinary.write(rng, script, placed, starts=starts, who=who)
        scripts.append(script)
    steps = [step for script in scripts for step in script.steps]
    steps += _questions(plot)
    steps += [step for script in ordinary.history(rng, starts) for step in script.steps]
    ends = starts + LENGTH
    return Day(
        starts=starts,
        ends=ends,
        prelude=in_order([s for s in steps if s.at < starts and isinstance(s.what, Happens)]),
        steps=in_order([s for s in steps if starts <= s.at < ends]),
    )


def _questions(plot: Plot) -> list[Step]:
    """Have people ask about the whole of it."""
    asked = Script(no="", shop=NUTS)
    asked.says(plot.at("12:00"), people.ADMIN, "预警")
    asked.says(plot.at("16:00"), people.ADMIN, "信号 列表")
    asked.says(plot.at("17:30"), people.KEEPER, "今晚必须发")
    asked.says(plot.at("19:00"), people.APPROVER, "待确认")
    asked.says(plot.at("21:30"), people.APPROVER, "预警")
    return asked.steps
