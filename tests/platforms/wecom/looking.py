"""What a tester may look at: the screens of the people, and the record."""

from dataclasses import asdict
from typing import Any

from tests.platforms.wecom import cards
from tests.platforms.wecom.world import Json, World


async def view(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Return what a person sees in a conversation."""
    rows, viewer = [], str(body.get("by") or body["conversation"])
    for bubble in world.bubbles:
        if bubble.conversation != body["conversation"]:
            continue
        row = {**asdict(bubble), "title": "", "buttons": [], "cut_off": [], "card": None}
        drawn = world.cards.get(bubble.task_id or "")
        if drawn is not None:
            card = drawn.own.get(viewer, drawn.shown)
            row |= {
                "title": cards.title(card), "text": cards.text(card), "card": card,
                "buttons": cards.buttons(card), "cut_off": cards.cut_off(card),
                "versions": drawn.versions,
            }  # fmt: skip
        rows.append(row)
    return {"bubbles": rows}


async def record(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Return everything that was seen; the frames only where they are asked for."""
    links = world.links.values()
    return {
        "violations": world.violations, "counters": dict(world.counters),
        "media": list(world.media.values()),
        "refused": world.refused, "busiest_minute": world.busiest_minute,
        "busiest_hour": world.busiest_hour,
        "links": len([x for x in links if x.subscribed and not x.leaving]), "sockets": len(links),
        "ping_gaps": world.ping_gaps, "faults": [asdict(f) for f in world.faults if f.times],
        "conversations": sorted({b.conversation for b in world.bubbles}),
        "frames": list(world.frames) if body.get("frames") else [],
    }  # fmt: skip
