"""The chain of the audit: whether a stretch of it still is what was written, in words (M-18)."""

from handlers.deps import Deps
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.people.chain import Broken
from rules.wording.say import say
from storage.tx import Tx


def chain(tx: Tx, deps: Deps, *, page: int, stretch: int) -> tuple[bool, str]:
    """Return whether a stretch of the audit is what was written, and say so."""
    lang, head = deps.lang, tx.audit.head()
    until = head.number - stretch * (page - 1)
    after = max(0, until - stretch)
    if until <= 0 and page > 1:
        return True, say("audit_no_page", lang, count=head.number)
    found = tx.audit.first_break(after, until)
    if found is not None:
        where = say("audit_row", lang, id=found.id) if found.id is not None else ""
        # What follows a row that was added is as it was: the row before it is named.
        place = found.number + 1 if found.how is Broken.ADDED else found.number
        how = say(f"audit_{found.how}", lang, number=place)
        return False, say("audit_broken", lang, how=how, where=where)
    said = say("audit_whole", lang, first=after + 1, last=until, seal=head.seal[:16])
    if after:
        word = command_word(Name.AUDIT, lang)
        said += "\n" + say("audit_older", lang, count=after, command=f"{word} {page + 1}")
    return True, said
