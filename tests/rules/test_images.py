"""Images: what they say is in the font that is shipped, and equal figures are equal bytes."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pixels

from bot.files.images import FONT_FILE, png
from rules.backtest.fixed import NOT_SHIPPED
from rules.backtest.intervals import Figure as Figure95
from rules.cards.images.image import Image
from rules.cards.images.svg import ACCENT, BAD, FINE, INK, QUIET
from rules.cards.images.week import DAYS, WEEK, WeekScene, draw_week
from rules.health.figures import BOUNDS, Figure, Metric, together
from rules.learning.form import Form
from rules.learning.picture import compared, front
from rules.learning.retest import Retest, Side, Spot
from rules.learning.summary import Share, Summary
from rules.learning.tuning import Advice, Point, Tuned

MONDAY = date(2026, 8, 3)
_SVG = "{http://www.w3.org/2000/svg}"
shares = st.integers(0, 300).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


def scene(days: Sequence[tuple[int, int]]) -> WeekScene:
    """Return four weeks in which each of the five figures goes the same way."""
    figures = {m: [Figure(m, part, whole, BOUNDS[m]) for part, whole in days] for m in Metric}

    def added(start: int, end: int) -> dict[Metric, Figure]:
        return {m: together(m, BOUNDS[m], figures[m][start:end]) for m in Metric}

    return WeekScene(
        first=MONDAY, figures=added(-WEEK, DAYS), before=added(-2 * WEEK, -WEEK), days=figures
    )


def said(image: Image) -> set[str]:
    """Return the characters that an image writes."""
    return set(unescape("".join(re.findall(r"<text[^>]*>([^<]*)", image.svg))))


def a_front() -> Tuned:
    """Return a front of two prices, at the edges of what it can show."""
    few, none = Figure95(0.5, 0.1, 0.9), Figure95(None, None, None)
    here = {"alerts_per_1000": Figure95(120.0, 80.0, 160.0), "recall": few, "precision": few}
    return Tuned(
        advice=Advice.PROPOSE, orders=400, bad=40, checked=320, gain=few, ratio=Decimal(5),
        form=Form(orange=Decimal(2), red=Decimal(4), weights={}, caps={}),
        present=dict.fromkeys(here, none), front=[Point(Decimal(5), here), Point(Decimal(1), here)],
    )  # fmt: skip


def test_a_front_has_a_point_for_each_price_and_what_is_proposed_lies_on_top() -> None:
    image = front(a_front(), "zh")

    dots = [one.attrib["fill"] for one in ET.fromstring(image.svg).iter(f"{_SVG}circle")]  # noqa: S314 - ours
    assert dots == [QUIET, ACCENT] * 2  # and none of what has no figures
    assert ">1 · 5<" in image.svg  # points that lie together share their label
    assert [f">{tick}<" in image.svg for tick in (0, 50, 100, 150, 200)] == [True] * 5
    assert png(image).startswith(b"\x89PNG")


def a_side(orange: str, *told: int) -> Side:
    """Return a side whose thresholds tell of so many of 40 orders; a quarter of each were bad."""
    shares = [Share(part=number, whole=40) for number in told]
    right = [Share(part=number // 4, whole=number) for number in told]
    found = [Share(part=number // 4, whole=10) for number in told]
    return Side(
        summary=Summary(orders=40, bad=10, alerts=0, alerted=told[0], leads=(), three_early=0),
        orange=Decimal(orange),
        front=list(map(Spot, map(Decimal, range(1, 1 + len(told))), shares, right, found)),
    )


def a_retest(present: Side, would: Side | None = None) -> Retest:
    return Retest(
        days=90, since=None, tried=(), present=present, would=would,
        fixed={NOT_SHIPPED: present.summary}, unshipped_after=timedelta(hours=24),
    )  # fmt: skip


def test_a_backtest_has_a_point_for_each_threshold_that_tells_of_an_order() -> None:
    image = compared(a_retest(a_side("2", 16, 8, 0), a_side("1", 20, 12, 4)), "zh")

    assert image is not None
    dots = [one.attrib for one in ET.fromstring(image.svg).iter(f"{_SVG}circle")]  # noqa: S314 - ours
    panel = [(QUIET, "6"), (INK, "3"), (INK, "6"), (ACCENT, "6"), (ACCENT, "3"), (ACCENT, "3")]
    assert [(one["fill"], one["r"]) for one in dots[6:]] == panel
    assert [(one["fill"], one["r"]) for one in dots[:6]] == panel
    assert ">24 小时未发货<" in image.svg


def test_a_backtest_in_which_nothing_tells_of_an_order_has_no_image() -> None:
    assert compared(a_retest(a_side("2", 0, 0)), "zh") is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_font_has_whatever_images_say(lang: str) -> None:
    known = {chr(code) for code in TTFont(FONT_FILE).getBestCmap()}
    weeks = [draw_week(scene([day] * DAYS), lang) for day in ((1, 3), (0, 0))]
    retests = [a_retest(a_side("2", 16, 8)), a_retest(a_side("2", 16, 8), a_side("1", 20))]
    images = [*weeks, front(a_front(), lang), *filter(None, (compared(r, lang) for r in retests))]

    assert set().union(*map(said, images)) - known == set()


@settings(max_examples=10)
@given(st.lists(shares, min_size=DAYS, max_size=DAYS))
def test_each_day_with_orders_is_a_dot_within_the_image_red_where_it_is_bad(
    days: list[tuple[int, int]],
) -> None:
    drawn = scene(days)
    image = draw_week(drawn, "zh")

    dots = [one.attrib for one in ET.fromstring(image.svg).iter(f"{_SVG}circle")]  # noqa: S314 - ours
    every = [figure for figures in drawn.days.values() for figure in figures if figure.whole]
    assert [one["fill"] for one in dots] == [BAD if figure.is_bad else FINE for figure in every]
    width, height = image.size
    assert all(0 < float(one["cx"]) < width and 0 < float(one["cy"]) < height for one in dots)
    # The higher the share, the higher its dot.
    for metric, figures in drawn.days.items():
        here = [figure for figure in figures if figure.whole]
        spots = [float(dots.pop(0)["cy"]) for _ in here]
        by_share = sorted(zip([f.part / f.whole for f in here], spots, strict=True))
        assert [y for _, y in by_share] == sorted(spots, reverse=True), metric


def test_it_is_drawn_in_its_size_and_each_time_alike() -> None:
    image = draw_week(scene([(n % 5, 40) for n in range(DAYS)]), "zh")

    drawn = png(image)

    assert drawn == png(image)
    with Pixels.open(BytesIO(drawn)) as pixels:
        assert pixels.size == image.size
        # Text is drawn: without its font nothing dark would stand where the title is.
        assert min(pixels.convert("L").crop((20, 10, 300, 50)).tobytes()) < 100
