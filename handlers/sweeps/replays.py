"""Replays: quarantines that somebody had read again, portion by portion, and what came of it."""

from dataclasses import replace
from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.payments import replays
from handlers.payments.replaying import replay
from rules.delivery.routes import Target
from rules.wording.say import listing, money, say
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Read one portion; at the end tell whoever asked."""
    for asked in replays.under_way(tx):
        contracts = deps.payments.trusted(asked.provider, asked.version)
        done = replay(tx, deps, asked.provider, contracts, asked.done, now)
        if done.more and contracts:
            replays.keep(tx, replace(asked, done=done), now)
        else:
            replays.end(tx, asked)
            _tell(tx, deps, replace(asked, done=done), now)
        return 1
    return 0


def _tell(tx: Tx, deps: Deps, asked: replays.Replay, now: datetime) -> None:
    lang, done = deps.lang, asked.done
    channel, _, conversation = asked.place.partition(":")
    waiting = [
        say("rehearsed_reason", lang, reason=say(f"call_back_{reason}", lang), count=count)
        for reason, count in done.waiting.items()
    ]
    facts = {
        "provider": say(f"provider_{asked.provider}", lang),
        "by": asked.by,
        "tried": str(done.tried),
        "paid": str(done.paid),
        "amount": money(str(done.amount), lang),
        "waiting": listing(waiting, lang) if waiting else say("replay_none_left", lang),
    }
    door = Promises(tx, deps)
    door.say(Target(channel=channel, conversation=conversation), "replayed", facts, now)
    door.write()
