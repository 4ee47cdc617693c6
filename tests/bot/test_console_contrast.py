"""The console's colours: text can be read on what it stands on (WCAG 2.1, contrast of 4.5)."""

import re
from pathlib import Path

import pytest

_STYLE = Path(__file__).parents[2] / "bot/channels/console/static/tokens.css"
_DAY, _, _NIGHT = _STYLE.read_text(encoding="utf-8").partition("@media")


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", text))


#: What the night does not say stays as by day.
_COLOURS = {"day": _colours(_DAY), "night": _colours(_DAY) | _colours(_NIGHT)}
_ENOUGH = 4.5


def _light(colour: str) -> float:
    """Return the relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) > 4 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("when", _COLOURS)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(
            (text, ground)
            for text in ("ink", "soft", "faint", "brand", "brand-deep", "red", "orange", "green")
            for ground in ("ground", "paper", "quiet", "hover")
        ),
        *((text, f"{text}-soft") for text in ("brand", "red", "orange", "green", "warn", "violet")),
        ("brand-deep", "brand-soft"),
        ("soft", "grey-soft"),
        ("ink", "mine"),
        *(("on-text", text) for text in ("red", "orange", "green", "soft")),
    ],
)
def test_text_stands_out_from_what_it_stands_on(text: str, ground: str, when: str) -> None:
    lights = sorted((_light(_COLOURS[when][text]), _light(_COLOURS[when][ground])))

    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= _ENOUGH


@pytest.mark.parametrize("when", _COLOURS)
@pytest.mark.parametrize("button", ["fill", "fill-deep", "red-fill", "green-fill", "off"])
def test_what_is_written_on_buttons_stands_out(button: str, when: str) -> None:
    assert 1.05 / (_light(_COLOURS[when][button]) + 0.05) >= _ENOUGH
