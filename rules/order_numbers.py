"""Order numbers: what may be one, and what is wrong with a text that is none."""

from enum import StrEnum

from rules.codes import IS_BLANK_OR_UNSEEN, is_damaged, trimmed

LONGEST = 64  #: Characters.


class Wrong(StrEnum):
    """Why a text is no order number; each is the code of a refusal."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    BLANK_INSIDE = "blank_inside"
    DAMAGED = "damaged_number"


def what_is_wrong(text: str) -> Wrong | None:
    """
    Say why this is no order number, None where it is one.

    What `trimmed` takes off its ends is not part of it. All other characters belong to it,
    `/ . # - _ : +` too; the order is the one whose number has the same characters, or else, where
    there is none, the same `code_key`.
    """
    number = trimmed(text)
    if not number:
        return Wrong.EMPTY
    if len(number) > LONGEST:
        return Wrong.TOO_LONG
    if IS_BLANK_OR_UNSEEN.search(number):
        return Wrong.BLANK_INSIDE
    return Wrong.DAMAGED if is_damaged(number) else None
