"""Unasked: every kind of message that nobody asked for, and which wishes of people it passes by."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rules.vocabulary import ALIVE, AlertState, Level


class Wish(StrEnum):
    """How people say that they do not want to be told now."""

    SILENCE = "silence"
    QUIET = "quiet"
    DEBUG = "debug"
    BUDGET = "budget"  #: Not more than so often in a shift.


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is known of one kind of message before anybody says it."""

    level: Level | None = None  #: How important it is; None: as what it is about.
    despite: frozenset[Wish] = frozenset()  #: It is said in spite of these.
    #: About an alert in one of these states only: else it is over before it is said.
    only_while: frozenset[AlertState] | None = None
    only_while_it_lasts: bool = False  #: About a trouble that is not over.
    keeps: bool = True  #: Still worth saying when a quiet time is over.


#: It wakes nobody, or comes at an hour that they chose.
_AT_ANY_HOUR = frozenset({Wish.QUIET, Wish.BUDGET})
_UNFELT = _AT_ANY_HOUR | {Wish.SILENCE}
#: What a budget itself leads to, and what a person hands to a person.
_BEYOND = frozenset({Wish.BUDGET})
_OPEN = frozenset({AlertState.OPEN})
_CLAIMED = frozenset({AlertState.CLAIMED})
_UNDECIDED = ALIVE - {AlertState.FROZEN}

#: Everything that goes into the outbox, by what the ledger calls it: a kind, or a key of wording.
#: Red is what must wake somebody, and no silence is ever about it unless an approver said so.
SAYINGS: Mapping[str, Saying] = MappingProxyType(
    {
        "card": Saying(),
        "card_of_step": Saying(only_while=_OPEN),
        # A picture that changes wakes nobody; where nothing can be redrawn a sentence follows.
        "redraw": Saying(despite=_UNFELT),
        "follow_up": Saying(),
        # about one alert
        "alert_louder": Saying(only_while=ALIVE),
        "alert_back": Saying(only_while=_UNDECIDED),
        "alert_again": Saying(only_while=ALIVE),
        "alert_ended": Saying(despite=frozenset({Wish.SILENCE})),  # of a silence's alerts
        "claim_reminder": Saying(only_while=_CLAIMED),
        "claim_handed": Saying(only_while=ALIVE, despite=_BEYOND),
        "claim_lost": Saying(only_while=ALIVE),
        "escalated": Saying(only_while=_OPEN),
        "escalated_snapshot": Saying(only_while=_OPEN),
        "escalated_storm": Saying(),  # counts what is open when it is sent
        "unheard": Saying(only_while=_OPEN),
        "unheard_storm": Saying(),  # as above
        "hold_expired": Saying(),
        "hold_ending": Saying(level=Level.ORANGE),
        # what a warehouse's own system did not do, and somebody must now
        "warehouse_lock_refused": Saying(level=Level.RED),
        "warehouse_lock_unconfirmed": Saying(level=Level.RED),
        "warehouse_away": Saying(level=Level.RED),
        "warehouse_release_refused": Saying(level=Level.ORANGE),
        "warehouse_release_unconfirmed": Saying(level=Level.ORANGE),
        # what came of asking for goods that had left
        "recall_accepted": Saying(level=Level.RED),
        "recall_refused": Saying(level=Level.RED),
        "refund_not_done": Saying(level=Level.RED),
        "refund_withheld": Saying(level=Level.RED),
        "refund_told_twice": Saying(level=Level.RED),
        # what a customer said of a parcel
        "confirmation_trouble": Saying(level=Level.ORANGE),
        "confirmation_person": Saying(level=Level.ORANGE),
        "undelivered": Saying(only_while=ALIVE),
        # about many of them
        "undelivered_storm": Saying(),
        "undelivered_digest": Saying(),
        "undelivered_sheet": Saying(),
        "undelivered_night": Saying(),
        "undelivered_trouble": Saying(),
        "undelivered_draft": Saying(),
        "undelivered_unmapped": Saying(),
        "undelivered_improve": Saying(),
        "undelivered_lost_marks": Saying(),
        "undelivered_pick_list": Saying(),
        "storm_over": Saying(),
        "storm_recall": Saying(),
        "quiet_over": Saying(level=Level.ORANGE, despite=_BEYOND),
        "budget_over": Saying(level=Level.ORANGE, despite=_BEYOND),
        "day_digest": Saying(level=Level.ORANGE, despite=_UNFELT),  # at an hour that they chose
        "day_told": Saying(level=Level.ORANGE, despite=frozenset(Wish)),  # of a day that was played
        "trace_sheet": Saying(level=Level.ORANGE, despite=_UNFELT),
        "night_check": Saying(level=Level.ORANGE, despite=_UNFELT),
        "improve": Saying(level=Level.ORANGE),
        "week": Saying(level=Level.ORANGE),
        # about the machine
        "delayed": Saying(),
        "trouble": Saying(level=Level.ORANGE, only_while_it_lasts=True),
        "trouble_red": Saying(level=Level.RED, only_while_it_lasts=True),
        "lost_marks": Saying(level=Level.ORANGE),
        "pick_list": Saying(level=Level.ORANGE),
        "quota_80": Saying(level=Level.ORANGE),
        "quota_100": Saying(level=Level.RED),
        "stuck_scheduler": Saying(level=Level.RED),
        "stuck_channel": Saying(level=Level.RED),
        "kicked_channel": Saying(level=Level.RED),
        "autolock_tripped": Saying(level=Level.RED),
        "autolock_stopped": Saying(level=Level.RED),
        "autolock_resumed": Saying(level=Level.RED),
        "replayed": Saying(level=Level.ORANGE, despite=_AT_ANY_HOUR),  # it was asked for
        "autolock_ended": Saying(level=Level.ORANGE),
        # about the wishes themselves
        "silence_ending": Saying(level=Level.ORANGE, despite=_BEYOND, keeps=False),
        "silence_ended": Saying(level=Level.ORANGE, despite=_BEYOND),
        "debug_ending": Saying(level=Level.ORANGE, despite=_BEYOND | {Wish.DEBUG}, keeps=False),
        "debug_ended": Saying(level=Level.ORANGE, despite=_BEYOND | {Wish.DEBUG}),
        # asked for by a person a moment ago, and said to them
        "test_message": Saying(despite=frozenset(Wish)),
        "appeal_pack": Saying(level=Level.ORANGE, despite=frozenset(Wish)),
        "retest_picture": Saying(level=Level.ORANGE, despite=frozenset(Wish)),
    }
)
