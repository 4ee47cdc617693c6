"""Fields: what scanners and warehouse systems send, read by hand, with the name of whatever is wrong."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.web.problems import refusal
from rules.event_types import REFUSALS

LONGEST_NAME = 128
LONGEST_STATION = 64
LONGEST_CODE = 256
LONGEST_REASON = 500
MOST_ITEMS = 500
MOST_PIECES = 100_000
#: Clocks of scanners may be this far ahead.
SKEW = timedelta(minutes=5)

#: Characters that are in no name or code: controls, separators of lines, and whatever turns the direction of text.
BAD_CHARACTERS: Final = (
    "\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb"
)
_BAD = re.compile(f"[{BAD_CHARACTERS}\\ud800-\\udfff]")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
HOLD_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{1,63}")


def is_plain(text: str, most: int = LONGEST_NAME) -> bool:
    """Say whether a text could be a name or a code at all."""
    return bool(text.strip()) and len(text) <= most and _BAD.search(text) is None


class Fields:
    """The fields of one JSON object; asks for all of them, then `check` refuses with everything found."""

    def __init__(self, raw: object) -> None:
        self._errors: list[dict[str, Any]] = []
        if not isinstance(raw, dict):
            self.blame("body", "wrong_type", want_zh="JSON 对象", want_en="a JSON object")
            self.check()
        self._raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}

    def word(self, name: str, most: int, *, required: bool = False) -> str:
        """Return a text of one line, "" where it is absent or wrong."""
        value = self._raw.get(name)
        if value is None:
            if required:
                self.blame(name, "missing")
            return ""
        return self._word(name, value, most)

    def _word(self, name: str, value: object, most: int) -> str:
        if not isinstance(value, str):
            self.blame(name, "wrong_type", want_zh="字符串", want_en="a string")
        elif not value.strip():
            self.blame(name, "empty")
        elif len(value) > most:
            self.blame(name, "too_long", most=most)
        elif _BAD.search(value):
            self.blame(name, "bad_character")
        else:
            return value
        return ""

    def items(self, name: str) -> tuple[Mapping[str, Any], ...] | None:
        """Return a list of {sku, qty}, None where it is absent."""
        value = self._raw.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            self.blame(name, "wrong_type", want_zh="列表", want_en="a list")
            return None
        if len(value) > MOST_ITEMS:
            self.blame(name, "too_many_items", most=MOST_ITEMS)
            return None
        return tuple(self._item(f"{name}[{n}]", item) for n, item in enumerate(value))

    def _item(self, path: str, item: object) -> Mapping[str, Any]:
        if not isinstance(item, dict):
            self.blame(path, "wrong_type", want_zh="JSON 对象", want_en="a JSON object")
            return {}
        sku = item.get("sku")
        if sku is None:
            self.blame(f"{path}.sku", "missing")
        else:
            self._word(f"{path}.sku", sku, LONGEST_CODE)
        return {"sku": sku, "qty": self._pieces(f"{path}.qty", item.get("qty"))}

    def _pieces(self, path: str, value: object) -> int:
        if value is None:
            self.blame(path, "missing")
        elif isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            self.blame(path, "wrong_type", want_zh="整数", want_en="a whole number")
        elif not 1 <= value <= MOST_PIECES:
            self.blame(path, "out_of_range", least=1, most=MOST_PIECES)
        else:
            return int(value)
        return 0

    def moment(self, name: str, now: datetime) -> datetime:
        """Return a time in UTC, `now` where it is absent or wrong."""
        value = self._raw.get(name)
        if value is None:
            return now
        if not isinstance(value, str):
            self.blame(name, "wrong_type", want_zh="RFC 3339 时间字符串", want_en="an RFC 3339 time")
            return now
        shape = _TIME.fullmatch(value)
        if shape is None:
            self.blame(name, "bad_time")
        elif shape[2] is None:
            self.blame(name, "time_without_zone")
        else:
            return self._moment(name, value, now)
        return now

    def _moment(self, name: str, value: str, now: datetime) -> datetime:
        try:
            at = datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.blame(name, "bad_time")
            return now
        if at > now + SKEW:
            self.blame(name, "time_in_future")
        elif at < _FIRST:
            self.blame(name, "time_absurd")
        return at

    def blame(self, field: str, code: str, **facts: object) -> None:
        """Note that a field is wrong; the sentence is the same as for events."""
        chinese, english = REFUSALS[code]
        message = f"{chinese.format(field=field, **facts)} / {english.format(field=field, **facts)}"
        self.say(field, code, message)

    def say(self, field: str, code: str, message: str) -> None:
        """Note that a field is wrong, in words of the caller's."""
        self._errors.append({"field": field, "code": code, "message": message})

    def check(self) -> None:
        """Refuse the request if anything was wrong."""
        if self._errors:
            raise refusal(
                "invalid", "；".join(e["message"] for e in self._errors[:3]), errors=self._errors
            )
