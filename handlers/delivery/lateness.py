"""Lateness: where messages wait for too long, their readers are told once, before all else."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from handlers.delivery.promises import Promises
from rules.delivery.capabilities import Capabilities
from rules.delivery.policy import RED_PRIORITY
from rules.delivery.routes import Target
from rules.vocabulary import SYSTEM, Level
from storage.delivery.queue import Waiting
from storage.system.marks import Mark

#: Begins the name of the mark of a conversation whose people know.
_MARK = "late:"


def tell(
    door: Promises,
    channels: Mapping[str, Capabilities],
    waiting: Iterable[Waiting],
    now: datetime,
    *,
    held: Collection[str] | None,
) -> None:
    """
    Say it in each conversation of `waiting`, and forget it where nothing is late any more.

    `held` names the channels that this process delivers for; None is all.
    """
    oldest: dict[Target, datetime] = {}
    red: set[Target] = set()
    for one in waiting:
        if one.kind != "redraw" and one.oldest is not None and channels[one.channel].talks:
            place = Target(channel=one.channel, conversation=one.conversation)
            oldest[place] = min(one.oldest, oldest.get(place, one.oldest))
            if one.priority <= RED_PRIORITY:
                red.add(place)
    told = {_place(mark.name): mark.name for mark in door.tx.marks.called(_MARK)}
    for place, since in oldest.items():
        late = now - since > door.deps.delivery.delayed_after
        if late and place not in told:
            door.tx.marks.set(Mark(name=f"{_MARK}{place}", state="late", by=SYSTEM, at=now))
            level = Level.RED if place in red else Level.ORANGE
            door.say(place, "delayed", {}, now, level=level, priority=-1)
        elif not late and place in told:
            door.tx.marks.clear(told[place])
    for place in told.keys() - oldest.keys():
        if held is None or place.channel in held:
            door.tx.marks.clear(told[place])
    door.write()


def _place(mark: str) -> Target:
    channel, _, conversation = mark.removeprefix(_MARK).partition(":")
    return Target(channel=channel, conversation=conversation)
