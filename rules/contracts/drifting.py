"""Drifting: which fields of a partner's messages came, went, or hold something else than before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rules.contracts.contents import by_type, median, within
from rules.contracts.drift import Change, Drift, Look
from rules.contracts.limits import LEAST
from rules.contracts.surprise import SURPRISING, surprise
from rules.contracts.usual import ANY_KIND, FieldUse, Usual
from rules.contracts.window import Window

#: A change of fewer messages is told by the figures, not by this.
_SHARE = 0.02
#: A field that fewer messages had is not missed.
_OFTEN = 0.1
_FEW = 5
#: How many times rarer than usual a field is that is gone, and how many times more often new.
_GONE, _NEW = 5, 20
#: How far the number of what came may be from that of what went, of all.
_TWINS = 0.15
#: Seconds: a zone is off by whole hours, and seen only where times are else steady.
_HOUR, _NEAR, _STEADY, _FARTHEST = 3600, 600, 900, 14
_MOSTLY = 0.95


def drifts(window: Window, usual: Usual) -> Iterator[Drift]:
    """Yield what changed in the kinds of message that are known; of few messages nothing is."""
    for kind, of in sorted(window.kinds.items()):
        use = usual.kinds.get(kind)
        if use is not None and use.is_known and of.number >= LEAST:
            look = Look(window, kind, use)
            yield from _as_one(list(_of_kind(look)), look)
    clock = _clock(window, usual)
    if clock is not None:
        yield clock


def _of_kind(look: Look) -> Iterator[Drift]:
    there = look.window.shapes.get(look.kind, {})
    for name in sorted({*look.use.fields, *there}):
        before, seen = look.use.fields.get(name, FieldUse(least=0.0)), _there(look, name)
        if _is_lost(look, before, seen):
            yield Drift(
                change=Change.REMOVED, kind=look.kind, field=name,
                messages=look.of - seen, of=look.of, order_no=look.first(),
            )  # fmt: skip
        elif _is_new(look, before, seen):
            yield Drift(
                change=Change.ADDED, kind=look.kind, field=name,
                messages=seen, of=look.of, order_no=look.first_with(name),
            )  # fmt: skip
        elif before.seen >= LEAST and seen >= _FEW:
            yield from within(look, name, before)


def _there(look: Look, name: str) -> int:
    return sum(look.shown(name).values())


def _is_lost(look: Look, before: FieldUse, there: int) -> bool:
    """Say whether a field is rarer than it ever was, and by far; or was always there and is not."""
    usually, now = before.seen / look.use.messages, there / look.of
    always = before.least > 1 - _SHARE and now < 1 - _SHARE
    return (
        usually >= _OFTEN
        and now < before.least
        and (always or now <= usually / _GONE)
        and surprise(there, look.of, before.seen, look.use.messages) > SURPRISING
    )


def _is_new(look: Look, before: FieldUse, there: int) -> bool:
    """Say whether a field is there more often than it ever was, and by far."""
    usually, now = before.seen / look.use.messages, there / look.of
    return (
        there >= _FEW
        and now >= _SHARE
        and now > before.most
        and usually <= now / _NEW
        and surprise(there, look.of, before.seen, look.use.messages) > SURPRISING
    )


def _as_one(found: Sequence[Drift], look: Look) -> Iterator[Drift]:
    """Yield drifts: of a record without its fields; what went and came in its place is one."""
    changed = tuple(part for one in found for part in (f"{one.field}.", f"{one.field}[]."))
    whole = [one for one in found if not one.field.startswith(changed)]
    came = {one.field: one for one in whole if one.change is Change.ADDED}
    for one in whole:
        if one.change is Change.REMOVED:
            twins = (new for new in came.values() if _are_twins(look, one, new))
            twin = next(twins, None)
            if twin is not None:
                del came[twin.field]
                yield replace(
                    one, change=Change.RENAMED, now=twin.field,
                    messages=twin.messages, order_no=twin.order_no,
                )  # fmt: skip
            else:
                yield one
        elif one.change is not Change.ADDED:
            yield one
    yield from came.values()


def _are_twins(look: Look, gone: Drift, came: Drift) -> bool:
    before = look.use.fields[gone.field]
    was, now = by_type(before.shapes), by_type(look.shown(came.field))
    alike = max(was, key=lambda one: was[one]) == max(now, key=lambda one: now[one])
    expected = before.seen / look.use.messages * look.of - _there(look, gone.field)
    return alike and abs(came.messages - expected) <= max(_FEW, look.of * _TWINS)


def _clock(window: Window, usual: Usual) -> Drift | None:
    """Return that the times of a partner moved by whole hours, which is no delay but a zone."""
    total, before = sum(window.delays.values()), sum(usual.delays.values())
    if total < LEAST or before < LEAST:
        return None
    middle = median(usual.delays)
    steady = sum(n for at, n in usual.delays.items() if abs(at - middle) <= _STEADY)
    moved = median(window.delays) - middle
    hours = round(moved / _HOUR)
    if (
        steady < before * _MOSTLY
        or not 0 < abs(hours) <= _FARTHEST
        or abs(moved - hours * _HOUR) > _NEAR
    ):
        return None
    near = (n for at, n in window.delays.items() if abs(at - middle - hours * _HOUR) <= _NEAR)
    first = next((one.order_no for one in window.kinds.values() if one.order_no), None)
    return Drift(
        change=Change.CLOCK, kind=ANY_KIND, field="time", now=f"{-hours:+d}",
        messages=sum(near), of=total, order_no=first,
    )  # fmt: skip
