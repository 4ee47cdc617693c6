"""`审计 验证`: whether the audit still is what was written, and which row is not (M-18)."""

from handlers.commands.pages import page_of
from handlers.commands.question import Question
from handlers.deps import Deps
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.people.chain import Broken
from rules.wording.say import say
from storage.tx import Tx

#: Rows that are read in one go, the newest first: some 0.4 s, for which a scanner may wait.
STRETCH = 50_000


def verify(tx: Tx, deps: Deps, question: Question) -> str:
    """Check a stretch of the audit; a later page is an older stretch."""
    lang, head, page = deps.lang, tx.audit.head(), page_of(question.command.rest)
    until = head.number - STRETCH * (page - 1)
    after = max(0, until - STRETCH)
    if until <= 0 and page > 1:
        return say("audit_no_page", lang, count=head.number)
    found = tx.audit.first_break(after, until)
    if found is not None:
        where = say("audit_row", lang, id=found.id) if found.id is not None else ""
        # What follows a row that was added is as it was: the row before it is named.
        place = found.number + 1 if found.how is Broken.ADDED else found.number
        how = say(f"audit_{found.how}", lang, number=place)
        return say("audit_broken", lang, how=how, where=where)
    said = say("audit_whole", lang, first=after + 1, last=until, seal=head.seal[:16])
    if after:
        word = command_word(Name.AUDIT, lang)
        said += "\n" + say("audit_older", lang, count=after, command=f"{word} {page + 1}")
    return said
