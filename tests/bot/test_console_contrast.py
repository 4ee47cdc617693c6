"""The console's colours: text can be read on what it stands on (WCAG 2.1, contrast of 4.5)."""

import re
from pathlib import Path

import pytest

_STYLE = Path(__file__).parents[2] / "bot/channels/console/static/console.css"
_COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", _STYLE.read_text(encoding="utf-8")))
_ENOUGH = 4.5


def _light(colour: str) -> float:
    """Return the relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) > 4 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *(
            (text, ground)
            for text in ("ink", "soft", "faint", "brand", "red", "orange", "green")
            for ground in ("ground", "paper")
        ),
        *((text, f"{text}-soft") for text in ("brand", "red", "orange", "green")),
    ],
)
def test_text_stands_out_from_what_it_stands_on(text: str, ground: str) -> None:
    lights = sorted((_light(_COLOURS[text]), _light(_COLOURS[ground])))

    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= _ENOUGH
