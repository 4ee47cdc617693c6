"""Times are read as RFC 3339 writes them, all of it and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.events.event import Event, Rejected, parse
from rules.events.moments import as_utc, read_moment

NEW_YEAR = datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-28t10:00:00z", datetime(2026, 11, 28, 10, tzinfo=UTC)),
        ("2026-11-28 10:00:00-00:00", datetime(2026, 11, 28, 10, tzinfo=UTC)),
        ("2026-11-28T10:00:00.1+23:59", datetime(2026, 11, 27, 10, 1, 0, 100_000, UTC)),
        ("2026-11-28T10:00:00." + "123456789" * 20 + "Z",
         datetime(2026, 11, 28, 10, 0, 0, 123_456, UTC)),
        # a leap second, in Greenwich, California and Shanghai
        ("2016-12-31T23:59:60Z", NEW_YEAR),
        ("2016-12-31T15:59:60.5-08:00", NEW_YEAR + timedelta(microseconds=500_000)),
        ("2017-01-01T07:59:60+08:00", NEW_YEAR),
        ("2026-11-28T23:59:60Z", datetime(2026, 11, 29, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_every_form_of_the_standard_is_read(written: str, meant: datetime) -> None:
    assert as_utc(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "2026-11-28", "10:00:00Z", "2026-11-28T10:00Z", "2026-11-28T10:00:00",
        "20261128T100000Z", "2026-W48-6T10:00:00Z", "2026-11-28_10:00:00Z", "2026-02-29T10:00:00Z",
        "2026-11-28T24:00:00Z", "2026-11-28T10:60:00Z", "2026-11-28T10:00:61Z",
        "2026-11-28T10:00:00.Z", "2026-11-28T10:00:00,5Z", "2026-11-28T10:00:000Z",
        "2026-11-28T10:00:00+08", "2026-11-28T10:00:00+24:00", "2026-11-28T10:00:00+08:60",
        "2026-11-28T10:00:00 Z", "2026-11-28T10:00:00Z\n", "２０２６-11-28T10:00:00Z",
        "2026-11-28T10:00:60Z", "2026-11-28T23:59:60+08:00", "9999-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(written: str) -> None:
    assert read_moment(written) is None


@st.composite
def _written(draw: st.DrawFn) -> tuple[str, datetime]:
    """Draw a time as its parts, and count from its parts when that is: no parser takes part."""
    minutes = draw(st.integers(0, 50 * 366 * 24 * 60))
    east = draw(st.integers(-(24 * 60 - 1), 24 * 60 - 1))
    leaps = draw(st.booleans())
    if leaps:
        minutes -= minutes % 1440 - 1439
    local = datetime(2000, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes + east)
    second = 60 if leaps else draw(st.integers(0, 59))
    digits = draw(st.text("0123456789", max_size=12))
    meant = (
        datetime(2000, 1, 2, tzinfo=UTC)
        + timedelta(minutes=minutes, seconds=second)
        + timedelta(microseconds=int((digits + "000000")[:6]))
    )
    zone = f"{'-' if east < 0 else '+'}{abs(east) // 60:02}:{abs(east) % 60:02}"
    if east == 0:
        zone = draw(st.sampled_from(["Z", "z", "+00:00", "-00:00"]))
    text = (
        f"{local.year:04}-{local.month:02}-{local.day:02}{draw(st.sampled_from('Tt '))}"
        f"{local.hour:02}:{local.minute:02}:{second:02}{'.' + digits if digits else ''}{zone}"
    )
    return text, meant


@given(_written())
def test_any_time_is_the_moment_that_its_parts_say(case: tuple[str, datetime]) -> None:
    written, meant = case
    assert as_utc(written) == meant


@given(_written())
def test_an_event_happened_when_its_time_says_at_a_glance_or_not(
    case: tuple[str, datetime],
) -> None:
    written, meant = case
    raw = {
        "specversion": "1.0", "id": "e", "source": "s", "type": "order.cancelled", "subject": "1",
        "time": written, "data": {},
    }  # fmt: skip
    event = parse(raw, received_at=meant)
    absurd = written[:4] < "2000"
    assert isinstance(event, Rejected) is absurd
    assert absurd or (isinstance(event, Event) and event.at == meant)


@given(st.from_regex(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
                     r"([Zz]|[+-][0-9]{2}:[0-9]{2})", fullmatch=True))  # fmt: skip
@example("2026-02-29T00:00:00Z")
def test_what_the_standard_library_takes_of_this_form_is_the_same_here(written: str) -> None:
    try:
        meant = datetime.fromisoformat(written.upper())
    except ValueError:
        meant = None
    if meant is not None and written[11:13] != "24":
        assert read_moment(written) == meant
    elif written[17:19] != "60":
        assert read_moment(written) is None


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-11-14", None),
        ("2024-02-29", None),
        ("2026-02-29", "bad_time"),
        ("2026-11-31", "bad_time"),
        ("20261114", "bad_time"),
        ("2026-11-14T10:00:00", "time_without_zone"),
        ("1969-11-14", "time_absurd"),
    ],
)
def test_only_what_is_promised_may_be_a_day(day: str, code: str | None) -> None:
    for name in ("promised_ship_at", "promised_pickup_at", "promised_delivery_at"):
        raw = {
            "specversion": "1.0", "id": "e1", "source": "shop", "type": "order.created",
            "subject": "1024", "time": "2026-11-12T10:00:00Z",
            "data": {"platform": "tmall", "shop": "s", "amount": "1", "items": [], name: day},
        }  # fmt: skip
        read = parse(raw, received_at=datetime(2026, 11, 13, tzinfo=UTC))
        assert (read.code if isinstance(read, Rejected) else None) == code
