"""The past of the demo: known when its day begins, and whoever was to hear of it has heard."""

from collections.abc import Sequence

from bot.app import App
from bot.demo.house import CONVERSATION
from bot.demo.player import Player, Progress
from bot.demo.scenario.steps import Step
from rules.delivery.rooms import CHANNEL
from rules.people.permissions import ALL_SHOPS
from rules.people.silences import Field, Silence
from rules.vocabulary import SYSTEM, Role


async def remember(app: App, player: Player, steps: Sequence[Step], progress: Progress) -> None:
    """Play what was before the day: judged as it was, and not a word of it in the room."""
    now = app.clock.now()
    if steps:
        silence = Silence(
            id=0,
            field=Field.DEBUG,
            value="*",
            reason="",
            by=SYSTEM,
            role=Role.ADMIN,
            shops=(ALL_SHOPS,),
            channel=CHANNEL,
            conversation=CONVERSATION,
            since=steps[0].at,
            until=now,
        )
        await app.database.write(lambda tx: tx.silences.add(silence))
    await player.fast(steps, progress)
    await app.database.write(lambda tx: tx.silences.ended(now))  # and none is told to have ended
