"""Texts about holds and scans: what holds an order, and what the warehouse keeper is told."""

from collections.abc import Sequence

from rules.masking import mask_phones
from rules.shipping.holds import Hold
from rules.shipping.reasons import reason_of
from rules.vocabulary import SYSTEM, ScanCode
from rules.wording.say import hold_name, listing, say, who


def hold_text(hold: Hold, lang: str = "zh") -> str:
    """Say what holds an order, who set it, and whose release it still needs."""
    told = hold.owner != SYSTEM or reason_of(hold.reason).by_cause
    note = mask_phones(hold.note.strip()) if told else ""
    facts = {
        "reason": hold_name(hold.reason, lang),
        "owner": who(hold.owner, lang),
        "need": say(f"role_{hold.release_role}", lang),
    }
    if hold.line is not None:
        facts["reason"] = say("hold_of_line", lang, reason=facts["reason"], line=hold.line)
    return (
        say("hold_text_note", lang, note=note, **facts) if note else say("hold_text", lang, **facts)
    )


def scan_reason(
    code: ScanCode,
    holds: Sequence[Hold] = (),
    *,
    left_behind: Sequence[str] = (),
    contact: str | None = None,
    other: str | None = None,
    before: str | None = None,
    lang: str = "zh",
) -> str:
    """
    Tell the warehouse keeper why, and what to do.

    `left_behind` are lines that are held while the rest may leave; `contact` is the owner of the
    order; `other` is that order where the keeper scanned for another, `before` the one that it came
    of where that is held.
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
    if left_behind:
        text += say("scan_left_behind", lang, lines=listing(left_behind, lang))
    if before is not None:
        text = say("scan_before", lang, order_no=before, reason=text)
    return text if other is None else say("scan_other_order", lang, order_no=other, reason=text)
