"""Texts about holds and scans: what holds an order, and what the warehouse keeper is told."""

from collections.abc import Sequence

from rules.masking import mask_phones
from rules.shipping.holds import Hold
from rules.vocabulary import SYSTEM, ScanCode
from rules.wording.say import hold_name, listing, say, who


def hold_text(hold: Hold, lang: str = "zh") -> str:
    """Say what holds an order, who set it, and whose release it still needs."""
    note = "" if hold.owner == SYSTEM else mask_phones(hold.note.strip())
    facts = {
        "reason": hold_name(hold.reason, lang),
        "owner": who(hold.owner, lang),
        "need": say(f"role_{hold.release_role}", lang),
    }
    return (
        say("hold_text_note", lang, note=note, **facts) if note else say("hold_text", lang, **facts)
    )


def scan_reason(
    code: ScanCode,
    holds: Sequence[Hold] = (),
    *,
    contact: str | None = None,
    other: str | None = None,
    lang: str = "zh",
) -> str:
    """
    Tell the warehouse keeper why, and what to do.

    `contact` is the owner of the order; `other` is that order where the keeper scanned for another.
    """
    owners = dict.fromkeys(hold.owner for hold in holds)
    person = contact or next((owner for owner in owners if owner != SYSTEM), None)
    reasons = dict.fromkeys(hold_name(hold.reason, lang) for hold in holds)
    text = say(
        f"scan_{code}",
        lang,
        reason=listing(reasons, lang),
        owner=listing((who(owner, lang) for owner in owners), lang),
        contact=person or say("who_duty", lang),
    )
    return text if other is None else say("scan_other_order", lang, order_no=other, reason=text)
